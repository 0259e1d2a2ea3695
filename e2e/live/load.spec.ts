// Under load every flow that Relay sends is counted, on the page as in the API, and the page keeps pace.
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { eventsOf } from '../support/answers';
import { sent } from '../support/relay';
import { connections, matched, open } from '../support/screen';
import { openRoad, standStill } from './road';

test('of a hundred thousand flows, 5 000 a second, the map holds what Relay sent', async ({ page }) => {
  const road = await openRoad('--rate', '5000', '--services', '40', '--steady', '--history', '0');
  try {
    await open(page, road.url('/map'));
    const goal = { timeout: 120_000 };
    await expect.poll(async () => (await sent(road.relay)).uniqueFlows, goal).toBeGreaterThan(100_000);
    const { uniqueFlows } = await standStill(road);
    const map = await road.map();
    expect(eventsOf(map)).toBe(uniqueFlows);
    await expect.poll(() => matched(page)).toBe(uniqueFlows);
    const drawn = map.edges.reduce((sum, { flows }) => sum + flows, 0);
    await expect.poll(async () => (await connections(page)).reduce((sum, { flows }) => sum + flows, 0)).toBe(drawn);
  } finally {
    await road.close();
  }
});

test('the live page follows 2 000 flows a second', async ({ page }) => {
  const road = await openRoad('--rate', '2000', '--steady', '--history', '0');
  try {
    await open(page, road.url('/flows'));
    const newest = page.locator('[data-flow] td').first();
    await wait(10_000);
    for (let look = 0; look < 3; look += 1) await expect(newest).not.toHaveText((await newest.textContent()) ?? '');
    const behindMs = await newest.evaluate((cell) => {
      const [hours = 0, minutes = 0, seconds = 0] = (cell.textContent ?? '').split(':').map(Number);
      return (Date.now() % 86_400_000) - ((hours * 60 + minutes) * 60 + seconds) * 1000;
    });
    // Far more than a frame takes, far less than a page that falls behind would be by now.
    expect(behindMs).toBeLessThan(5_000);
    await expect(page.getByText(/behind/)).toHaveCount(0);
  } finally {
    await road.close();
  }
});
