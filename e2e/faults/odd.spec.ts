// Flows that a sound cluster does not send: of wrong clocks, out of order, giant, empty, of versions to come.
import { expect, test } from '@playwright/test';
import { clusterOf } from '../support/answers';
import { sent } from '../support/relay';
import { costsOf, everyFlowCountsOnce, isReadBack, openRoad, patience, type Road } from './road';

// These wait for what a new stream reads back; the limit only ends a run that hangs.
test.setTimeout(180_000);

const kinds = {
  ahead: 'hours ahead',
  behind: 'hours behind',
  epoch: 'of 1970',
  timeless: 'without a time',
  jumbled: 'out of order',
  giant: 'of a mebibyte',
  empty: 'without a field',
  'unknown-values': 'of a version to come',
};

test.describe('flows that nobody foresees', () => {
  let road: Road;
  test.beforeAll(async () => {
    road = await openRoad(['--rate', '100']);
    await road.says('live');
  });
  test.afterAll(() => road.close());

  for (const [kind, words] of Object.entries(kinds)) {
    test(`flows ${words} count once each`, async () => {
      const { malformedMessages } = await clusterOf(road);
      const { flows } = await road.relay.control<{ flows: number }>('odd', { kind, count: 20 });
      expect(flows).toBe(20);
      await everyFlowCountsOnce(road);
      expect(await clusterOf(road)).toMatchObject({ malformedMessages, connection: { state: 'live' } });
    });
  }

  test('they are rows like others, newest first by when they came where their clock is wrong', async ({ page }) => {
    await page.goto(`${road.app.url}/flows?q=ns:odd`);
    await expect(page.locator('[data-flow]').first()).toBeVisible();
    await expect(page.getByText('sender').first()).toBeVisible();
    const { flows } = await road.app.api<{ flows: unknown[] }>('/api/v1/flows?q=ns:odd&limit=1000');
    expect(flows).toHaveLength(20 * (Object.keys(kinds).length - 1));
  });

  test('a new stream brings some of them again, and they are known', async () => {
    await isReadBack(road, () => road.relay.control('end', {}));
    await everyFlowCountsOnce(road);
  });
});

test('a node whose clock is hours behind is followed over a break as the others are', async () => {
  const road = await openRoad(['--rate', '100']);
  try {
    await road.says('live');
    const node = 'demo/slow-clock';
    await road.relay.control('node', { name: node, state: 'up' });
    // A burst could be history; a clock shows in what goes on for a while.
    await expect(async () => {
      await road.relay.control('odd', { kind: 'behind', count: 5, node });
      const { nodes } = await clusterOf(road);
      expect(nodes.find(({ name }) => name === node)?.message).toBe('Its clock is about 6 h behind.');
    }).toPass({ ...patience, intervals: [1_000] });
    await everyFlowCountsOnce(road);
    road.network.suffer({ kind: 'reset', afterBytes: 1 });
    await road.says('unavailable');
    await road.relay.control('odd', { kind: 'behind', count: 5, node });
    road.network.suffer({ kind: 'none' });
    await everyFlowCountsOnce(road);
  } finally {
    await road.close();
  }
});

test('three hundred mebibytes of giant flows take no more memory than there is for flows', async () => {
  const road = await openRoad(['--rate', '10', '--ring', '31'], { EYEPIECE_MEMORY: '128MiB' });
  try {
    await road.says('live');
    await road.relay.control('pause', {});
    const before = await costsOf(road);
    for (let pushed = 0; pushed < 300; pushed += 10) {
      const { uniqueFlows } = await sent(road.relay);
      await road.relay.control('odd', { kind: 'giant', count: 10 });
      await expect.poll(async () => (await sent(road.relay)).uniqueFlows, { intervals: [50] }).toBe(uniqueFlows + 10);
    }
    const { uniqueFlows, lostFlows } = await sent(road.relay);
    expect(lostFlows).toBe(0);
    await expect.poll(async () => (await clusterOf(road)).flowsReceived).toBe(uniqueFlows);
    const { held } = await clusterOf(road);
    expect(held.bytes).toBeLessThan(128 * mebibyte);
    expect((await costsOf(road)).memory).toBeLessThan(before.memory + 256 * mebibyte);
  } finally {
    await road.close();
  }
});

const mebibyte = 1024 * 1024;
