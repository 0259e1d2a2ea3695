// Relay goes away and comes back: what was seen stays readable, the page says what is true, every flow counts once,
// and the span in between is marked by what became of its flows.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { eventsOf } from '../support/answers';
import { freePort } from '../support/app';
import { attempts, cart, frontend, type KnownFlow, linesOf, push, refused, testPod } from '../support/known-flows';
import { type RelayProcess, sent, startRelay } from '../support/relay';
import { banner, dropRows, open, stream } from '../support/screen';
import { follow, openRoad, quiet, type Road } from './road';

const outageMs = 10_000;
const between = { client: testPod, server: frontend, port: 80 };
const dropsOf = async (page: Page) => (await dropRows(page)).map(({ drops }) => drops);

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'outage-'));
});
test.afterAll(() => rmSync(folder, { recursive: true }));

test('a Relay killed for ten seconds, whose nodes go on', async ({ page }) => {
  const listen = ['--listen', `127.0.0.1:${await freePort()}`];
  let relay: RelayProcess = await startRelay(...quiet, ...listen);
  const road = await follow(relay);
  try {
    const before = attempts(30, between, 40_000).flatMap(refused);
    await push(relay, before);
    await open(page, road.url('/drops'));
    await expect.poll(() => dropsOf(page)).toEqual([30]);

    const killedMs = Date.now();
    await relay.kill();
    await readsOnWhileRelayIsGone(page, road);
    const meanwhile = attempts(20, between, 41_000).flatMap(refused);
    await expect.poll(() => Date.now() - killedMs, { intervals: [500] }).toBeGreaterThan(outageMs);
    await expect.poll(() => dropsOf(page)).toEqual([30]);

    relay = await startRelay(...holding([...before, ...meanwhile]), ...listen);
    await expect.poll(() => dropsOf(page)).toEqual([50]);
    await expect(banner(page, 'relay-retrying')).toBeHidden();
    await expect(stream(page)).toHaveText('Live');
    await push(relay, attempts(5, between, 42_000).flatMap(refused));
    await expect.poll(() => dropsOf(page)).toEqual([55]);

    const { flowsReceived, repeatsDropped } = await road.cluster();
    expect(flowsReceived).toBe(55 * 3);
    expect(repeatsDropped).toBe((await sent(relay)).flows - 25 * 3);
    expect(repeatsDropped).toBeGreaterThan(0);
    await expect
      .poll(async () => (await road.map()).gaps)
      .toEqual([
        expect.objectContaining({
          ...{ kind: 'reconnect', quiet: true, to: expect.any(String) },
          message: expect.stringMatching(/^Reconnected after \d+ s; flows of that span were read back\.$/),
        }),
      ]);
    expect(eventsOf(await road.map())).toBe(55 * 3);
  } finally {
    await Promise.all([road.close(), relay.stop()]);
  }
});

test('a Relay whose nodes have forgotten: the span is marked as missing, on the page too', async ({ page }) => {
  const road = await openRoad(...quiet);
  const { relay } = road;
  try {
    await road.push(attempts(3, between).flatMap(refused));
    await road.push(attempts(3, { client: cart, server: frontend, port: 8080 }).flatMap(refused));
    await open(page, road.url('/map'));
    await expect.poll(async () => (await road.cluster()).flowsReceived).toBe(18);
    await relay.control('crash', {});
    await expect(banner(page, 'relay-retrying')).toBeVisible();
    for (const name of ['demo/test-server', 'demo/test-server-agent', 'demo/test-server-agent-2']) {
      await relay.control('node', { name, state: 'down', restart: true });
      await relay.control('node', { name, state: 'up', restart: true });
    }
    await relay.control('revive', {});
    await expect(banner(page, 'relay-retrying')).toBeHidden();
    await road.push(attempts(2, between, 43_000).flatMap(refused));

    const message = /^Reconnected after \d+ s; flows of that span may be missing\.$/;
    await expect
      .poll(async () => (await road.map()).gaps)
      .toContainEqual(
        expect.objectContaining({ kind: 'reconnect', quiet: false, message: expect.stringMatching(message) }),
      );
    expect((await road.map()).complete).toBe(false);
    await expect(page.getByTestId('service-map').getByText(message)).toBeVisible();
    await expect(page.locator('[data-gap=reconnect]')).toHaveAttribute('title', message);
    expect(await road.cluster()).toMatchObject({ flowsReceived: 24, repeatsDropped: 0 });
  } finally {
    await road.close();
  }
});

test('the end of a stream that follows is no end: it is opened again, and nothing is lost or doubled', async ({
  page,
}) => {
  const road = await openRoad(...quiet);
  const { relay } = road;
  try {
    await road.push(attempts(4, between).flatMap(refused));
    await open(page, road.url('/drops'));
    await expect.poll(() => dropsOf(page)).toEqual([4]);
    for (const round of [1, 2]) {
      await relay.control('end', {});
      await road.push(attempts(4, between, 43_000 + 10 * round).flatMap(refused));
      await expect.poll(() => dropsOf(page)).toEqual([4 + 4 * round]);
    }
    await expect(stream(page)).toHaveText('Live');
    expect(await relay.control('stats')).toMatchObject({ open: 1, opened: 3 });
    expect((await road.cluster()).flowsReceived).toBe(36);
    expect((await road.map()).gaps.map(({ kind }) => kind)).toEqual(['reconnect', 'reconnect']);
  } finally {
    await road.close();
  }
});

/** A relay whose nodes remember these flows. */
function holding(flows: readonly KnownFlow[]): string[] {
  const file = path.join(folder, 'held.jsonl');
  writeFileSync(file, linesOf(flows));
  return ['--replay', file, '--nodes', '3'];
}

async function readsOnWhileRelayIsGone(page: Page, road: Road): Promise<void> {
  const notice = banner(page, 'relay-retrying');
  await expect(notice).toContainText('Relay disconnected.');
  await expect(notice).toContainText(/Reconnecting in \d+ s\.|Attempt \d+ at/);
  const [last] = (await road.flows('limit=1')).flows;
  const clock = new Date(last?.timeMs ?? 0).toISOString().slice(11, 19);
  await expect(notice).toContainText(`Everything below is frozen at ${clock}.`);
  await expect(stream(page)).toHaveText(`Frozen ${clock}`);

  await page.locator('[data-row-button]').click();
  await expect(page.getByTestId('why')).toContainText('test-pod');
  await page.locator('[data-row-button]').click();
  const map = await road.map();
  expect(eventsOf(map)).toBe(90);
  expect(map.complete).toBe(false);
  expect(map.gaps).toEqual([expect.objectContaining({ kind: 'reconnect', quiet: false })]);
  expect(map.gaps[0]?.to).toBeUndefined();
  await expect(page.locator('[data-gap=reconnect]')).toBeVisible();
}
