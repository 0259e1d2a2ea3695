// The guide's two connections on the live road: what is allowed is shown as forwarded, and what is refused is counted
// once per attempt, although agents tell of it twice and from two sides.
import { expect, test } from '@playwright/test';
import { edgeBetween } from '../support/answers';
import { allowed, attempts, backend, frontend, refused, testPod } from '../support/known-flows';
import { connection, dropRows, open } from '../support/screen';
import { openRoad, type Road, standStill } from './road';

const refusals = 'from:network-policy-test/test-pod to:network-policy-test/frontend to.port:80 verdict:denied';

let road: Road;
test.beforeAll(async () => {
  road = await openRoad('--steady');
});
test.afterAll(() => road.close());

test('the demo shows backend → frontend forwarded and test-pod → frontend denied, once per attempt', async ({
  page,
}) => {
  await open(page, road.url('/map?q=ns:network-policy-test'));
  await expect
    .poll(() => connection(page, 'backend', 'frontend', '80/TCP'))
    .toMatchObject({ state: 'forwarded', denied: 0 });
  await expect.poll(() => connection(page, 'test-pod', 'frontend', '80/TCP')).toMatchObject({ state: 'denied' });

  await standStill(road);
  const attempted = await attemptsIn(road);
  expect(attempted).toBeGreaterThan(5);
  const edge = edgeBetween(await road.map(), 'test-pod', 'frontend', 80);
  expect(edge).toMatchObject({ state: 'denied', denials: attempted, events: { DROPPED: 2 * attempted } });
  await expect
    .poll(() => connection(page, 'test-pod', 'frontend', '80/TCP'))
    .toMatchObject({ state: 'denied', denied: attempted });
});

test('an attempt pushed now is on the page as soon as it is told, and counts one', async ({ page }) => {
  await standStill(road);
  await open(page, road.url('/drops?q=ns:network-policy-test'));
  const group = async () =>
    (await dropRows(page)).find(({ source, port }) => source === 'test-pod' && port === '80/TCP');
  await expect.poll(group).toMatchObject({ reason: 'Policy denied' });
  let count = (await group())?.drops ?? 0;
  const before = edgeBetween(await road.map(), 'backend', 'frontend', 80);

  const delays: number[] = [];
  for (const attempt of attempts(3, { client: testPod, server: frontend, port: 80 })) {
    const pushedMs = Date.now();
    await road.push(refused(attempt));
    count += 1;
    await expect.poll(group, { intervals: [50] }).toMatchObject({ drops: count });
    delays.push(Date.now() - pushedMs);
    expect((await road.drops('q=ns:network-policy-test')).groups).toContainEqual(
      expect.objectContaining({ source: expect.objectContaining({ name: 'test-pod' }), port: 80, count }),
    );
  }
  test.info().annotations.push({ type: 'push to page', description: `${delays.join(', ')} ms` });

  await road.push(attempts(2, { client: backend, server: frontend, port: 80 }).flatMap(allowed));
  await expect
    .poll(async () => edgeBetween(await road.map(), 'backend', 'frontend', 80)?.events)
    .toEqual({ FORWARDED: (before?.events.FORWARDED ?? 0) + 6 });
  expect(edgeBetween(await road.map(), 'backend', 'frontend', 80)).toMatchObject({ state: 'forwarded', denials: 0 });
});

test('a refused attempt is named by the table, the drop group and the map alike', async ({ page }) => {
  await standStill(road);
  const attempted = await attemptsIn(road);
  await open(page, road.url(`/flows?q=${encodeURIComponent(refusals)}`));
  await expect(page.locator('[data-tone="dropped"]').first()).toBeVisible();
  await expect(page.locator('[data-flow]:not([data-tone="dropped"])')).toHaveCount(0);
  await open(page, road.url(`/drops?q=${encodeURIComponent(refusals)}`));
  await expect
    .poll(() => dropRows(page))
    .toEqual([
      { source: 'test-pod', destination: 'frontend', port: '80/TCP', reason: 'Policy denied', drops: attempted },
    ]);
});

/** One attempt is one client port, whatever the number of events about it. */
async function attemptsIn({ flows }: Road): Promise<number> {
  const { flows: rows } = await flows(`limit=1000&q=${encodeURIComponent(refusals)}`);
  return new Set(rows.map(({ l4 }) => l4?.sourcePort)).size;
}
