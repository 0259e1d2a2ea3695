// The network between Relay and the dashboard is cut, goes silent, crawls and lies; every flow still counts once.
import { expect, test } from '@playwright/test';
import { clusterOf } from '../support/answers';
import { sent } from '../support/relay';
import {
  everyFlowCountsOnce,
  flowsAgain,
  isReadBack,
  openRoad,
  patience,
  pictureOf,
  type Road,
  recordedBy,
} from './road';

// These wait for silence to be noticed; the limit only ends a run that hangs.
test.setTimeout(180_000);

let road: Road;
test.beforeAll(async () => {
  road = await openRoad(['--rate', '300']);
  await road.says('live');
});
test.afterAll(() => road.close());
test.afterEach(() => road.network.suffer({ kind: 'none' }));

test('a connection that is cut again and again is told, on the page too', async ({ page }) => {
  await page.goto(`${road.app.url}/flows`);
  await expect(page.locator('[data-flow]').first()).toBeVisible();
  road.network.suffer({ kind: 'reset', afterBytes: 1 });
  await expect(page.getByText('Relay disconnected.')).toBeVisible();
  await road.says('unavailable');
  road.network.suffer({ kind: 'none' });
  await flowsAgain(road);
  await expect(page.getByText('Relay disconnected.')).toBeHidden();
  await everyFlowCountsOnce(road);
});

test('a connection that is cut once is made again within moments, and its flows are read back', async () => {
  await isReadBack(road, () => road.network.cut());
  await everyFlowCountsOnce(road);
});

test('a connection that is reset in the middle of a message takes no part of it for a flow', async () => {
  const { malformedMessages } = await clusterOf(road);
  road.network.suffer({ kind: 'reset', afterBytes: 300_000 });
  await road.relay.control('odd', { kind: 'giant', count: 1 });
  await road.says('unavailable');
  road.network.suffer({ kind: 'none' });
  await flowsAgain(road);
  await everyFlowCountsOnce(road);
  expect((await clusterOf(road)).malformedMessages).toBe(malformedMessages);
});

test('a connection that half-opens is found silent, made again, and its flows are read back', async () => {
  await isReadBack(road, () => road.network.halfOpen());
  await everyFlowCountsOnce(road);
});

test('a black hole is noticed, and tried again and again until something answers', async () => {
  road.network.suffer({ kind: 'black-hole' });
  await road.says('timeout');
  road.network.suffer({ kind: 'none' });
  await flowsAgain(road);
  await everyFlowCountsOnce(road);
});

test('a line of 1 kB/s stays live and says how far behind it is', async () => {
  road.network.suffer({ kind: 'throttle', bytesPerSecond: 1_000 });
  await expect.poll(async () => (await clusterOf(road)).lagMs ?? 0, { timeout: 60_000 }).toBeGreaterThan(15_000);
  expect((await clusterOf(road)).connection.state).toBe('live');
  road.network.suffer({ kind: 'none' });
  await expect.poll(async () => (await clusterOf(road)).lagMs ?? 0, { timeout: 60_000 }).toBeLessThan(5_000);
  await everyFlowCountsOnce(road);
});

test('a long delay is no failure', async () => {
  road.network.suffer({ kind: 'delay', ms: 700 });
  const before = (await clusterOf(road)).flowsReceived;
  await expect
    .poll(async () => (await clusterOf(road)).flowsReceived, { timeout: 60_000 })
    .toBeGreaterThan(before + 1_000);
  expect((await clusterOf(road)).connection.state).toBe('live');
  await everyFlowCountsOnce(road);
});

test('a line of 1 kB/s for longer than the rings last: what was lost is told, flow by flow', async () => {
  const small = await openRoad(['--rate', '300', '--ring', '1023', '--history', '0']);
  try {
    await small.says('live');
    small.network.suffer({ kind: 'throttle', bytesPerSecond: 1_000 });
    // More than waits on the way, which is a window of a mebibyte, and in the rings.
    const enough = recordedBy(await sent(small.relay)) + 9_000;
    await expect.poll(async () => recordedBy(await sent(small.relay)), patience).toBeGreaterThan(enough);
    small.network.suffer({ kind: 'none' });
    await small.relay.control('pause', {});
    await expect(async () => {
      const [{ flowsReceived, lostEvents }, all] = await Promise.all([clusterOf(small), sent(small.relay)]);
      expect(all.lostFlows).toBeGreaterThan(1_000);
      expect(lostEvents).toBe(String(all.lostFlows));
      expect(flowsReceived + all.lostFlows).toBe(recordedBy(all));
    }).toPass(patience);
    const lost = (await pictureOf(small)).gaps.filter(({ kind, quiet }) => kind === 'lost-events' && !quiet);
    expect(lost.reduce((sum, { count }) => sum + Number(count), 0)).toBe((await sent(small.relay)).lostFlows);
    for (const { message } of lost) expect(message).toMatch(/overran its reader/);
  } finally {
    await small.close();
  }
});

// Comes last: what was changed without breaking a message counts as it is, for only TLS could tell.
test('bytes that are changed on the way cost a message or a connection, and no flow without a word', async () => {
  road.network.suffer({ kind: 'corrupt', everyBytes: 1_499 });
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  road.network.suffer({ kind: 'none' });
  await flowsAgain(road);
  await road.relay.control('pause', {});
  await expect(async () => {
    const [cluster, { flows, uniqueFlows }] = await Promise.all([clusterOf(road), sent(road.relay)]);
    const told = cluster.flowsReceived + cluster.malformedMessages + cluster.unknownResponses;
    // A byte may turn a flow into a message of another kind that can be read, once in some ten thousand changes.
    expect(told).toBeGreaterThanOrEqual(uniqueFlows - 5);
    expect(told + cluster.repeatsDropped).toBeLessThanOrEqual(flows + 20);
  }).toPass(patience);
});
