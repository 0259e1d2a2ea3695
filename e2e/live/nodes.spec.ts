// Part of the cluster is missing for a while, or loses events: the page names what, figures say that they are partial,
// and all of it passes.
import { expect, test } from '@playwright/test';
import { edgeBetween } from '../support/answers';
import { allowed, attempts, backend, cart, frontend, nodes, refused, testPod } from '../support/known-flows';
import { banner, dropRows, open } from '../support/screen';
import { openRoad, quiet, type Road } from './road';

const [firstNode, , thirdNode] = nodes;
const toCart = { client: cart, server: frontend, port: 8080 };

let road: Road;
test.beforeEach(async () => {
  road = await openRoad(...quiet);
});
test.afterEach(() => road.close());

test('a node that goes is named, what the others tell counts on, and its return mends all', async ({ page }) => {
  await road.push(attempts(3, toCart).flatMap(refused));
  await open(page, road.url('/map'));
  await road.relay.control('node', { name: thirdNode, state: 'down' });
  const notice = banner(page, 'nodes');
  await expect(notice).toContainText('1 of 3 nodes is not sending flows.');
  await expect(notice).toContainText(`Traffic of ${thirdNode} is missing`);
  await notice.getByRole('button', { name: 'Which nodes' }).click();
  await expect(page.getByRole('dialog').getByText(thirdNode)).toBeVisible();

  const gone = await road.map();
  expect(gone.complete).toBe(false);
  expect(gone.gaps).toContainEqual(expect.objectContaining({ kind: 'node-unavailable', nodes: [thirdNode] }));
  expect(gone.gaps.find(({ kind }) => kind === 'node-unavailable')?.to).toBeUndefined();
  expect(await road.cluster()).toMatchObject({ nodesConnected: 2, nodesUnavailable: 1 });
  await road.push(attempts(2, { client: backend, server: frontend, port: 80 }).flatMap(allowed));
  await expect
    .poll(async () => edgeBetween(await road.map(), 'backend', 'frontend', 80)?.events)
    .toEqual({ FORWARDED: 6 });
  // The agent itself goes on; Relay reads it back once the two are connected again.
  await road.push(attempts(4, toCart, 41_000).flatMap(refused));

  await road.relay.control('node', { name: thirdNode, state: 'up' });
  await expect(notice).toBeHidden();
  await expect
    .poll(async () => (await road.map()).gaps.find(({ kind }) => kind === 'node-unavailable'))
    .toMatchObject({ nodes: [thirdNode], to: expect.any(String) });
  await expect
    .poll(async () => edgeBetween(await road.map(), 'cart', 'frontend', 8080))
    .toMatchObject({ denials: 7, events: { DROPPED: 14, FORWARDED: 7 } });
  expect((await road.cluster()).flowsReceived).toBe(7 * 3 + 2 * 3);
});

test('lost events are a gap with a count, and said on every page', async ({ page }) => {
  await road.push(attempts(2, { client: testPod, server: frontend, port: 80 }).flatMap(refused));
  await road.relay.control('lose', { source: 'PERF_EVENT_RING_BUFFER', count: '250', cpu: 5, node: firstNode });
  await expect.poll(async () => (await road.cluster()).lostEvents).toBe('250');
  const drops = await road.drops();
  expect(drops.complete).toBe(false);
  expect(drops.gaps).toEqual([
    expect.objectContaining({ kind: 'lost-events', nodes: [firstNode], count: '250', quiet: false }),
  ]);
  for (const view of ['/map', '/drops', '/flows']) {
    await open(page, road.url(view));
    await expect(banner(page, 'lost')).toContainText(`250 events lost on ${firstNode},`);
    await expect(page.locator('[data-gap="lost-events"]')).toBeVisible();
  }
  await open(page, road.url('/drops'));
  await expect.poll(async () => (await dropRows(page)).map(({ drops: count }) => count)).toEqual([2]);
  await expect(page.getByText(/^Lost/)).toContainText('250 events');
});
