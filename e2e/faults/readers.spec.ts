// Readers that are no good: hundreds that never read, and hundreds that come and vanish.
import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from '@playwright/test';
import { clusterOf, type StatusAnswer } from '../support/answers';
import { readStream } from '../support/stream-reader';
import { costsOf, everyFlowCountsOnce, openRoad, patience, type Road } from './road';

test.setTimeout(400_000);

const mebibyte = 1024 * 1024;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Views that the readers ask for, by turns. */
const views = 8;

let road: Road;
/** One of each view that reads all it is sent: views cost what they cost, and the rest is what bad readers do. */
let reading: readonly net.Socket[];
test.beforeEach(async () => {
  road = await openRoad(['--rate', '200', '--services', '40', '--history', '0']);
  await road.says('live');
  reading = Array.from({ length: views }, (_, index) => openReader(index).resume());
  await expect.poll(async () => (await statusOf()).readers, patience).toBe(views);
  await wait(10_000);
});
test.afterEach(() => {
  for (const socket of reading) socket.destroy();
  return road.close();
});

/** Bytes that the server takes beyond what it keeps on purpose, which grows with time up to its bounds. */
async function memoryOf(): Promise<number> {
  const { memory, held } = await costsOf(road);
  return memory - held;
}

const statusOf = () => road.app.api<StatusAnswer>('/api/v1/status');

const goodQuery = 'want=flows&rows=1000';

/** A reader whose socket takes nothing in beyond what the kernel does; every eighth of the good one's view. */
function openReader(index: number): net.Socket {
  const { port } = new URL(road.app.url);
  const socket = net.connect({ host: '127.0.0.1', port: Number(port) });
  socket.pause();
  socket.on('error', () => {});
  const view = index % views;
  const query = view === 0 ? goodQuery : `want=map,drops,flows,series,status&rows=${100 + view}`;
  socket.write(`GET /api/v1/live?${query} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n`);
  return socket;
}

/** Reads until what came shows it. */
async function readUntil(socket: net.Socket, shows: (text: string) => boolean): Promise<void> {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.resume();
  await expect.poll(() => shows(text), patience).toBe(true);
}

test('five hundred readers that never read cost others nothing, and are told what they missed', async () => {
  const good = await readStream(`${road.app.url}/api/v1/live?${goodQuery}`);
  const goodReads = (count: number) => {
    const before = good.frames.length;
    return expect.poll(() => good.frames.length, { timeout: 120_000 }).toBeGreaterThan(before + count);
  };
  const matched = () => good.frames.findLast(({ flows }) => flows)?.flows?.matched;
  await goodReads(10);
  const before = await memoryOf();
  const silent: net.Socket[] = [];
  try {
    for (let index = 0; index < 500; index += 1) {
      silent.push(openReader(index));
      if (index % 50 === 0) await wait(100);
    }
    await expect.poll(async () => (await statusOf()).readers, patience).toBe(501 + views);
    await goodReads(20);
    // What is on its way to each of them, the frame it does not take and its connection; and what is yet to be collected.
    const opened = await memoryOf();
    expect(opened).toBeLessThan(before + 500 * mebibyte);
    await goodReads(30);
    expect(good.frames.reduce((sum, { missed }) => sum + (missed?.rows ?? 0), 0)).toBe(0);
    expect(await memoryOf()).toBeLessThan(opened + 128 * mebibyte);

    await road.relay.control('pause', {});
    await expect
      .poll(() => clusterOf(road).then(({ flowsReceived }) => flowsReceived === matched()), patience)
      .toBe(true);
    const [, ...others] = silent.slice(0, 5);
    await Promise.all(silent.slice(0, 1).map((socket) => readUntil(socket, isToldWhatItMissed)));
    await Promise.all(others.map((socket) => readUntil(socket, (text) => text.includes(`"matched":${matched()},`))));
  } finally {
    for (const socket of silent) socket.destroy();
  }
  await expect.poll(async () => (await statusOf()).readers, patience).toBe(1 + views);
  await everyFlowCountsOnce(road);
  good.close();
});

function isToldWhatItMissed(text: string): boolean {
  return /"missed":\{"frames":\d+,"rows":\d+\}/.test(text);
}

test('readers that connect and vanish a thousand times a minute leave nothing behind', async () => {
  // The first of them show what such readers cost while they are there.
  await comeAndVanish(200);
  const [before, { files }] = await Promise.all([memoryOf(), costsOf(road)]);
  await comeAndVanish(400);
  await expect.poll(async () => (await costsOf(road)).files, patience).toBeLessThan(files + 20);
  expect(await memoryOf()).toBeLessThan(before + 128 * mebibyte);
  await everyFlowCountsOnce(road);
});

async function comeAndVanish(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const socket = openReader(index);
    const reads = index % 3 === 0;
    if (reads) socket.resume();
    await once(socket, 'connect');
    setTimeout(() => (index % 2 === 0 ? socket.destroy() : socket.resetAndDestroy()), (index * 37) % 400);
    await wait(60);
  }
  await expect.poll(async () => (await statusOf()).readers, patience).toBe(views);
}
