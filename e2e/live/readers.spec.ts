// Readers of the stream: the first gets what is held, equal ones share, and one that does not read is skipped ahead
// and told, while the others stay live.
import { expect, test } from '@playwright/test';
import { sent } from '../support/relay';
import { flowIds, open } from '../support/screen';
import { type Frame, readStream, type StreamReader } from '../support/stream-reader';
import { openRoad, type Road, standStill } from './road';

test.describe('of what has been', () => {
  let road: Road;
  test.beforeAll(async () => {
    road = await openRoad('--steady');
    await standStill(road);
  });
  test.afterAll(() => road.close());

  test('three readers of one view share it, and get the same frames', async () => {
    expect(await road.status()).toMatchObject({ readers: 0, views: 0 });
    const view = road.url('/api/v1/live?want=drops,flows&q=ns:shop&rows=20');
    const readers = await Promise.all([readStream(view), readStream(view), readStream(view)]);
    await expect.poll(() => road.status()).toMatchObject({ readers: 3, views: 1 });
    await expect.poll(() => readers.every(({ frames }) => frames.length > 0)).toBe(true);
    const [one, two, three] = readers.map(({ texts }) => texts[0]);
    expect(two).toBe(one);
    expect(three).toBe(one);
    for (const reader of readers) reader.close();
    await expect.poll(async () => (await road.status()).readers).toBe(0);
  });

  test('the first reader gets in its first frame what is held, on the page too', async ({ page }) => {
    const [{ flowsReceived }, newest] = await Promise.all([road.cluster(), road.flows('limit=50')]);
    const reader = await readStream(road.url('/api/v1/live?want=map,drops,flows,status&rows=50'));
    await expect.poll(() => reader.frames.length).toBeGreaterThan(0);
    reader.close();
    const [first] = reader.frames;
    expect(first?.flows).toMatchObject({ matched: flowsReceived, unsent: flowsReceived - 50 });
    expect(idsOf(first)).toEqual(newest.flows.map(({ id }) => id));
    expect(first?.map).toMatchObject({ edges: { upserted: expect.any(Array) } });

    await open(page, road.url('/flows'));
    await expect.poll(async () => (await flowIds(page)).slice(0, 10)).toEqual(idsOf(first).slice(0, 10));
  });
});

test('a reader that does not read is skipped ahead and told, and nobody else notices', async ({ page }) => {
  test.setTimeout(400_000);
  // More than the buffers of sender and receiver hold, which Linux lets grow to 36 MiB.
  const inTransit = 40 * 1024 * 1024;
  const road = await openRoad('--rate', '2000', '--steady', '--ring', '65535');
  try {
    const view = road.url('/api/v1/live?want=flows&rows=1000');
    const [slow, quick] = await Promise.all([readStream(view), readStream(view)]);
    await open(page, road.url('/flows'));
    await expect.poll(() => slow.frames.length).toBeGreaterThan(2);
    slow.stop();
    const stoppedAt = quick.bytes();
    await expect.poll(() => quick.bytes() - stoppedAt, { timeout: 240_000 }).toBeGreaterThan(inTransit);
    slow.goOn();
    await expect.poll(() => slow.frames.some(({ missed }) => missed)).toBe(true);
    await expect(page.locator('[data-stream=live]')).toBeVisible();
    const framesWere = slow.frames.length;
    await expect.poll(() => slow.frames.length).toBeGreaterThan(framesWere + 2);
    for (const reader of [slow, quick]) reader.close();

    isToldWhatItMissed(slow);
    const [, ...following] = quick.frames;
    expect(following.filter(({ reset, missed }) => reset || missed)).toEqual([]);
    const [{ connection }, { gaps }, { lostFlows }] = await Promise.all([road.cluster(), road.map(), sent(road.relay)]);
    // One event lost is told in other words than many.
    const tooSlowForRelay = gaps.some(({ message }) => /ring of flows (was full|overran its reader)/.test(message));
    expect({ state: connection.state, tooSlowForRelay }).toEqual({ state: 'live', tooSlowForRelay: lostFlows > 0 });
  } finally {
    await road.close();
  }
});

/** Every matching flow between the last frame before and the one that skips ahead was sent, or is told as missed. */
function isToldWhatItMissed({ frames }: StreamReader): void {
  const at = frames.findIndex(({ missed }) => missed);
  const skip = frames[at];
  const known = new Set(frames.slice(0, at).flatMap(idsOf));
  const sent = idsOf(skip).filter((id) => !known.has(id)).length;
  const passed = (skip?.flows?.matched ?? 0) - (frames[at - 1]?.flows?.matched ?? 0);
  expect(skip).toMatchObject({ reset: true, missed: { rows: passed - sent } });
  expect(skip?.missed?.frames).toBeGreaterThan(4);
  expect(skip?.missed?.rows).toBeGreaterThan(0);
}

const idsOf = (frame: Frame | undefined): string[] => (frame?.flows?.rows ?? []).map(({ id }) => id);
