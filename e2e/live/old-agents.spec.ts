// A Relay of Cilium 1.12 that ignores what it is asked for: no uuids, no policy names, no namespaces, every flow sent.
import { expect, test } from '@playwright/test';
import { edgeBetween } from '../support/answers';
import { allowed, attempts, backend, cart, frontend, refused, testPod } from '../support/known-flows';
import { connections, flowIds, open } from '../support/screen';
import { openRoad, quiet, type Road } from './road';

let road: Road;
test.beforeAll(async () => {
  road = await openRoad(...quiet, '--cilium', '1.12.0', '--ignore-filters');
  await road.push([
    ...attempts(5, { client: backend, server: frontend, port: 80 }).flatMap(allowed),
    ...attempts(4, { client: testPod, server: frontend, port: 80 }).flatMap(refused),
    ...attempts(3, { client: cart, server: frontend, port: 8080 }).flatMap(allowed),
  ]);
  await expect.poll(async () => (await road.cluster()).flowsReceived).toBe(36);
});
test.afterAll(() => road.close());

test('a view shows what it asks for, although everything is sent', async ({ page }) => {
  expect((await road.cluster()).relayVersion).toBe('1.12.0');
  await open(page, road.url('/map?q=ns:shop'));
  await expect
    .poll(() => connections(page))
    .toMatchObject([{ client: 'cart', server: 'frontend', port: '8080/TCP', state: 'forwarded' }]);
  await open(page, road.url('/flows?q=ns:shop'));
  await expect(page.locator('[data-flow]')).toHaveCount(9);
  await expect(page.getByRole('navigation', { name: 'Namespaces' }).getByTitle('shop', { exact: true })).toBeVisible();
});

test('flows without uuids are rows of their own, and known when they are sent again', async ({ page }) => {
  await open(page, road.url('/flows'));
  await expect.poll(async () => new Set(await flowIds(page)).size).toBe(36);
  await road.relay.control('end', {});
  await expect.poll(async () => (await road.cluster()).repeatsDropped).toBeGreaterThan(0);
  await road.push(attempts(1, { client: testPod, server: frontend, port: 80 }, 45_000).flatMap(refused));
  await expect
    .poll(async () => edgeBetween(await road.map(), 'test-pod', 'frontend', 80))
    .toMatchObject({ denials: 5, events: { DROPPED: 10, FORWARDED: 5 } });
  expect((await road.cluster()).flowsReceived).toBe(39);
  await expect.poll(async () => new Set(await flowIds(page)).size).toBe(39);
});
