// Every flow that Relay sends is counted once: under load, after a crash, and on the page as in the API.
import { expect, test } from '@playwright/test';
import { type App, freePort, startApp } from '../support/app';
import { type RelayProcess, startRelay } from '../support/relay';
import { type DropsAnswer, deniedAttempt, eventsOf, type MapAnswer, type RelayStats, type StatusAnswer } from './wire';

const statusOf = async (app: App) => {
  const [cluster] = (await app.api<StatusAnswer>('/api/v1/status')).clusters;
  if (!cluster) throw new Error('the dashboard has no cluster');
  return cluster;
};

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('at 5 000 flows a second for 20 s the map holds what Relay sent', async ({ page }) => {
  const relay = await startRelay('--rate', '5000', '--services', '40', '--steady', '--history', '0');
  const app = await startApp({ HUBBLE_SERVER: relay.address });
  try {
    await page.goto(`${app.url}/map`);
    await wait(20_000);
    await relay.control('pause', {});
    await expect(async () => {
      const { flows } = await relay.control<RelayStats>('stats');
      const { flowsReceived, repeatsDropped, lostEvents } = await statusOf(app);
      expect({ received: flowsReceived + repeatsDropped, lostEvents }).toEqual({ received: flows, lostEvents: '0' });
      expect(flows).toBeGreaterThan(60_000);
      expect(eventsOf(await app.api<MapAnswer>('/api/v1/map'))).toBe(flowsReceived);
    }).toPass({ timeout: 20_000 });
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    const { edges } = await app.api<MapAnswer>('/api/v1/map');
    await expect(page.getByRole('table', { name: 'Connections' })).toBeVisible();
    const rows = page.getByRole('table', { name: 'Connections' }).locator('tbody tr');
    await expect(rows).toHaveCount(Math.min(edges.length, 500));
  } finally {
    await Promise.all([app.stop(), relay.stop()]);
  }
});

test('a Relay that is killed and comes back: readable meanwhile, told in words, live again', async ({ page }) => {
  const port = await freePort();
  const options = ['--listen', `127.0.0.1:${port}`, '--steady'];
  let relay: RelayProcess = await startRelay(...options);
  const app = await startApp({ HUBBLE_SERVER: `127.0.0.1:${port}` });
  try {
    await page.goto(`${app.url}/drops`);
    await expect(page.getByRole('button', { name: /test-pod to frontend/ })).toBeVisible();
    await relay.kill();
    await expect(page.getByText('Relay disconnected.')).toBeVisible();
    await wait(10_000);
    await expect(page.getByRole('button', { name: /test-pod to frontend/ })).toBeVisible();
    await expect(page.getByText(/Frozen/).first()).toBeVisible();
    expect((await fetch(`${app.url}/readyz`)).status).toBe(503);
    relay = await startRelay(...options);
    await expect(page.getByText('Relay disconnected.')).toHaveCount(0, { timeout: 30_000 });
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
    const map = await app.api<MapAnswer>('/api/v1/map');
    expect(map.gaps.map(({ kind }) => kind)).toContain('reconnect');
    expect(eventsOf(map)).toBeLessThanOrEqual((await statusOf(app)).flowsReceived);
  } finally {
    await Promise.all([app.stop(), relay.stop()]);
  }
});

test('what is sent before, during and after an outage is counted once', async () => {
  const relay = await startRelay('--steady', '--rate', '300');
  const app = await startApp({ HUBBLE_SERVER: relay.address });
  const state = async () => (await statusOf(app)).connection.state;
  const push = (first: number) =>
    relay.control('push', {
      flows: Array.from({ length: 50 }, (_, index) => deniedAttempt('caller', 'callee', first + index)).flat(),
    });
  try {
    await expect.poll(state, { timeout: 30_000 }).toBe('live');
    await push(40_000);
    await expect.poll(async () => denialsOf(app), { timeout: 30_000 }).toBe(50);
    await relay.control('crash', {});
    await expect.poll(state, { timeout: 30_000 }).not.toBe('live');
    await push(41_000);
    await relay.control('revive', {});
    await expect.poll(state, { timeout: 30_000 }).toBe('live');
    await push(42_000);
    await expect.poll(async () => denialsOf(app), { timeout: 30_000 }).toBe(150);
    expect(eventsOf(await app.api<MapAnswer>('/api/v1/map?q=ns:push-test'))).toBe(450);
    expect((await statusOf(app)).repeatsDropped).toBeGreaterThan(0);
  } finally {
    await Promise.all([app.stop(), relay.stop()]);
  }
});

async function denialsOf(app: App): Promise<number> {
  const { groups } = await app.api<DropsAnswer>('/api/v1/drops?q=ns:push-test');
  return groups.reduce((sum, { count }) => sum + count, 0);
}

test('the live page follows 2 000 flows a second', async ({ page }) => {
  const relay = await startRelay('--rate', '2000', '--steady', '--history', '0');
  const app = await startApp({ HUBBLE_SERVER: relay.address });
  try {
    await page.goto(`${app.url}/flows`);
    await expect(page.getByRole('grid').locator('tr[data-flow]').first()).toBeVisible();
    await wait(10_000);
    const newest = page.getByRole('grid').locator('tr[data-flow] td').first();
    for (let look = 0; look < 3; look++) {
      const first = (await newest.textContent()) ?? '';
      await expect(newest).not.toHaveText(first);
    }
    const behindMs = await newest.evaluate((cell) => {
      const [hours = 0, minutes = 0, seconds = 0] = (cell.textContent ?? '').split(':').map(Number);
      const now = new Date();
      return (now.getTime() % 86_400_000) - ((hours * 60 + minutes) * 60 + seconds) * 1000;
    });
    expect(behindMs).toBeLessThan(10_000);
    await expect(page.getByText(/behind/)).toHaveCount(0);
  } finally {
    await Promise.all([app.stop(), relay.stop()]);
  }
});

test('a Relay that ignores every filter, and one of an old version, serve as well', async () => {
  for (const options of [['--ignore-filters'], ['--cilium', '1.14.0']]) {
    const relay = await startRelay('--steady', ...options);
    const app = await startApp({ HUBBLE_SERVER: relay.address });
    try {
      await expect.poll(async () => (await statusOf(app)).flowsReceived).toBeGreaterThan(200);
      const { edges } = await app.api<MapAnswer>('/api/v1/map?q=ns:shop');
      expect(edges.length).toBeGreaterThan(5);
      for (const { source, destination } of edges) expect(`${source} ${destination}`).toContain('/shop/');
    } finally {
      await Promise.all([app.stop(), relay.stop()]);
    }
  }
});
