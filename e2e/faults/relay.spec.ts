// Relay itself misbehaves: it repeats itself, breaks messages, loses events, ends the stream.
import { expect, test } from '@playwright/test';
import { clusterOf } from '../support/answers';
import { sent } from '../support/relay';
import { everyFlowCountsOnce, flowsAgain, openRoad, patience, pictureOf, type Road } from './road';

// These wait for seconds of real traffic; the limit only ends a run that hangs.
test.setTimeout(180_000);

let road: Road;
test.beforeAll(async () => {
  road = await openRoad(['--rate', '300']);
  await road.says('live');
});
test.afterAll(() => road.close());

/** Nothing was written that did not arrive, and nothing that came twice was counted twice. */
async function repeatsAreLeftOut(): Promise<void> {
  await everyFlowCountsOnce(road);
  await road.relay.control('pause', {});
  await expect(async () => {
    const [{ flowsReceived, repeatsDropped }, { flows, repeated }] = await Promise.all([
      clusterOf(road),
      sent(road.relay),
    ]);
    expect(flowsReceived + repeatsDropped).toBe(flows + repeated);
  }).toPass(patience);
  await road.relay.control('resume', {});
}

for (const how of [
  { kind: 'repeat', times: 4 },
  { kind: 'relapse', every: 500 },
]) {
  test(`what Relay repeats is left out and counted as such: ${how.kind}`, async () => {
    const { repeated } = await sent(road.relay);
    await road.relay.control('misbehave', how);
    await expect
      .poll(async () => (await sent(road.relay)).repeated, { timeout: 60_000 })
      .toBeGreaterThan(repeated + 1_000);
    await road.relay.control('misbehave', { kind: 'none' });
    await repeatsAreLeftOut();
    expect((await clusterOf(road)).connection.state).toBe('live');
  });
}

test('messages that are broken off are counted, and cost no flow', async () => {
  const { malformedMessages } = await clusterOf(road);
  await road.relay.control('misbehave', { kind: 'garble', every: 10 });
  await expect.poll(async () => (await sent(road.relay)).garbled, { timeout: 60_000 }).toBeGreaterThan(100);
  await road.relay.control('misbehave', { kind: 'none' });
  await repeatsAreLeftOut();
  const { garbled } = await sent(road.relay);
  expect(await clusterOf(road)).toMatchObject({
    malformedMessages: malformedMessages + garbled,
    connection: { state: 'live' },
  });
});

test('ten thousand lost events a second are summed, said once, and cost no flow', async ({ page }) => {
  const { lostEvents } = await clusterOf(road);
  await page.goto(`${road.app.url}/drops`);
  const node = 'demo/test-server';
  for (let tenth = 0; tenth < 50; tenth += 1) {
    await road.relay.control('lose', { source: 'PERF_EVENT_RING_BUFFER', count: 7, cpu: 3, node, times: 1_000 });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const lost = String(BigInt(lostEvents) + 350_000n);
  await expect.poll(async () => (await clusterOf(road)).lostEvents, { timeout: 60_000 }).toBe(lost);
  const gaps = (await pictureOf(road)).gaps.filter(({ kind, nodes }) => kind === 'lost-events' && nodes.includes(node));
  expect(gaps).toMatchObject([{ count: '350000' }]);
  await expect(page.getByText(/350.000 events lost on demo\/test-server,/)).toBeVisible();
  await everyFlowCountsOnce(road);
});

test('responses of unknown kinds, empty ones and ones that are no message are counted by what they are', async () => {
  const before = await clusterOf(road);
  await road.relay.control('odd', { kind: 'unknown-kind', count: 3 });
  await road.relay.control('odd', { kind: 'blank', count: 4 });
  await road.relay.control('odd', { kind: 'garbage', count: 5 });
  await repeatsAreLeftOut();
  expect(await clusterOf(road)).toMatchObject({
    unknownResponses: before.unknownResponses + 7,
    malformedMessages: before.malformedMessages + 5,
    connection: { state: 'live' },
  });
});

// Those that will not mend by waiting are tried again after half a minute, or when someone asks for it.
const endings = [
  ['OK', 'ended'],
  ['CANCELLED', 'ended'],
  ['UNKNOWN', 'unknown'],
  ['INVALID_ARGUMENT', 'invalid-request'],
  ['DEADLINE_EXCEEDED', 'timeout'],
  ['NOT_FOUND', 'unknown'],
  ['ALREADY_EXISTS', 'unknown'],
  ['PERMISSION_DENIED', 'permission-denied'],
  ['RESOURCE_EXHAUSTED', 'unavailable'],
  ['FAILED_PRECONDITION', 'invalid-request'],
  ['ABORTED', 'unknown'],
  ['OUT_OF_RANGE', 'invalid-request'],
  ['UNIMPLEMENTED', 'not-a-relay'],
  ['INTERNAL', 'unavailable'],
  ['UNAVAILABLE', 'unavailable'],
  ['DATA_LOSS', 'unknown'],
  ['UNAUTHENTICATED', 'unauthenticated'],
] as const;
const lasting = ['invalid-request', 'permission-denied', 'not-a-relay', 'unauthenticated'];

for (const [code, [status, said]] of endings.entries()) {
  test(`a stream that ends with ${status} is "${said}", then live again`, async () => {
    await road.relay.control('end', { code, details: `as ${status}` });
    await road.says(said);
    if (lasting.includes(said)) await fetch(`${road.app.url}/api/v1/reconnect`, { method: 'POST' });
    await flowsAgain(road);
  });
}

test('a refusal is taken back by itself after half a minute', async () => {
  await road.relay.control('end', { code: 7, details: 'not now' });
  await road.says('permission-denied');
  await flowsAgain(road);
  await repeatsAreLeftOut();
});
