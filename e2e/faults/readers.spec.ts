// Readers that are no good: hundreds that never read, and hundreds that come and vanish.
import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from '@playwright/test';
import type { StatusAnswer } from '../support/answers';
import { framesOf } from './reader';
import { clusterOf, costsOf, everyFlowCountsOnce, openRoad, patience, type Road } from './road';

test.setTimeout(180_000);

const mebibyte = 1024 * 1024;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let road: Road;
test.beforeEach(async () => {
  road = await openRoad(['--rate', '1000', '--services', '40', '--history', '0']);
  await road.says('live');
});
test.afterEach(() => road.close());

const statusOf = () => road.app.api<StatusAnswer>('/api/v1/status');

const goodQuery = 'want=flows&rows=1000';

/** A reader whose socket takes nothing in beyond what the kernel does: of the good one's view, or of one in nineteen others. */
function openReader(index: number): net.Socket {
  const { port } = new URL(road.app.url);
  const socket = net.connect({ host: '127.0.0.1', port: Number(port) });
  socket.pause();
  socket.on('error', () => {});
  const view = index % 20;
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
  const abort = new AbortController();
  const good = { frames: 0, missed: 0, flows: 0 };
  const reading = (async () => {
    for await (const { missed, flows } of framesOf(road.app, goodQuery, abort.signal)) {
      good.frames += 1;
      good.missed += missed?.rows ?? 0;
      good.flows = flows?.matched ?? good.flows;
    }
  })();
  await expect.poll(() => good.frames, patience).toBeGreaterThan(10);
  const before = await costsOf(road);
  const silent: net.Socket[] = [];
  try {
    for (let index = 0; index < 500; index += 1) {
      silent.push(openReader(index));
      if (index % 50 === 0) await wait(100);
    }
    await expect.poll(async () => (await statusOf()).readers, patience).toBe(501);
    const { frames } = good;
    await expect.poll(() => good.frames, patience).toBeGreaterThan(frames + 60);
    expect(good.missed).toBe(0);
    expect((await costsOf(road)).memory).toBeLessThan(before.memory + 512 * mebibyte);

    await road.relay.control('pause', {});
    await expect
      .poll(() => clusterOf(road).then(({ flowsReceived }) => flowsReceived === good.flows), patience)
      .toBe(true);
    const [, ...others] = silent.slice(0, 5);
    await Promise.all(silent.slice(0, 1).map((socket) => readUntil(socket, isToldWhatItMissed)));
    await Promise.all(others.map((socket) => readUntil(socket, (text) => text.includes(`"matched":${good.flows},`))));
  } finally {
    for (const socket of silent) socket.destroy();
  }
  await expect.poll(async () => (await statusOf()).readers, patience).toBe(1);
  await everyFlowCountsOnce(road);
  abort.abort();
  await reading;
});

function isToldWhatItMissed(text: string): boolean {
  return /"missed":\{"frames":\d+,"rows":\d+\}/.test(text);
}

test('readers that connect and vanish a thousand times a minute leave nothing behind', async () => {
  const before = await costsOf(road);
  for (let index = 0; index < 400; index += 1) {
    const socket = openReader(index);
    const reads = index % 3 === 0;
    if (reads) socket.resume();
    await once(socket, 'connect');
    setTimeout(() => (index % 2 === 0 ? socket.destroy() : socket.resetAndDestroy()), (index * 37) % 400);
    await wait(60);
  }
  await expect.poll(async () => (await statusOf()).readers, patience).toBe(0);
  // A view is kept for half a minute after its last reader, and few of them.
  expect((await statusOf()).views).toBeLessThanOrEqual(8);
  await expect.poll(async () => (await costsOf(road)).files, patience).toBeLessThan(before.files + 20);
  expect((await costsOf(road)).memory).toBeLessThan(before.memory + 256 * mebibyte);
  await everyFlowCountsOnce(road);
});
