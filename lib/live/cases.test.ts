// Recorded flows through the whole server side: opened as a capture, and sent by a Relay over gRPC.
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startRelay } from '@/demo/relay-server';
import { replayChunks } from '@/demo/replay';
import { type Answers, type Case, expected, hasSharedCases, linesOf, told } from '@/e2e/cases/case';
import { ownCases } from '@/e2e/cases/own-cases';
import { sharedCases } from '@/e2e/cases/shared-cases';
import { everything } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { createLive } from '@/lib/live/create-live';
import type { Live } from '@/lib/live/live';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe('our own cases', () => {
  test.each(ownCases)('$id opened as a capture: $title', opened);
  test.each(ownCases)('$id sent by a Relay: $title', sent);
});

describe.skipIf(!hasSharedCases)('the shared cases (skipped where their folder is not beside this repository)', () => {
  test.each(sharedCases)('$id opened as a capture: $title', opened);
  test.each(sharedCases)('$id sent by a Relay: $title', sent);
});

async function opened(one: Case): Promise<void> {
  const { live, cluster } = await openAsCapture(one);
  const wanted = expected(one, 'capture');
  expect(told(await answersOf(live, cluster), wanted)).toEqual(wanted);
  expect(await selected(live, cluster, one)).toEqual(one.filters ?? {});
}

async function sent(one: Case): Promise<void> {
  const live = await followRelay(one);
  const wanted = expected(one, 'relay');
  await vi.waitFor(async () => expect(told(await answersOf(live), wanted)).toEqual(wanted), 20_000);
  expect(await selected(live, undefined, one)).toEqual(one.filters ?? {});
}

async function openAsCapture(one: Case): Promise<{ live: Live; cluster: string }> {
  const live = createLive({ clusters: [], memoryBytes, version: '0' });
  closers.push(() => live.close());
  const { cluster } = await live.openCapture(`${one.id}.jsonl`, Readable.from([Buffer.from(linesOf(one))]));
  return { live, cluster };
}

/** What the Relay sent before it was followed is history, as it is for whoever starts the dashboard. */
async function followRelay(one: Case): Promise<Live> {
  const relay = await startRelay({ nodes: ['replay'] });
  await replayChunks(relay, Readable.from([Buffer.from(linesOf(one))]), 'keep');
  const target = { cluster: 'default', address: relay.address, tls: null };
  const live = createLive({ clusters: [target], memoryBytes, version: '0' });
  closers.push(
    () => relay.stop(),
    () => live.close(),
  );
  return live;
}

const memoryBytes = 64 * 2 ** 20;

async function answersOf(live: Live, cluster?: string): Promise<Answers> {
  const scope = { filter: everything, cluster };
  const { clusters } = await live.status();
  const own = clusters.find((each) => cluster === undefined || each.cluster === cluster);
  if (!own) throw new Error('no status of the cluster');
  return {
    map: await live.map(scope, 'workload'),
    drops: await live.drops(scope),
    flows: await live.flows(scope, { limit: 100 }),
    namespaces: await live.namespaces(scope),
    cluster: own,
  } as unknown as Answers;
}

async function selected(live: Live, cluster: string | undefined, { filters = {} }: Case) {
  const counts: Record<string, number> = {};
  for (const q of Object.keys(filters)) {
    const parsed = parseFilter(q);
    if (!parsed.ok) throw new Error(parsed.error.message);
    counts[q] = (await live.flows({ filter: parsed.filter, cluster }, { limit: 100 })).flows.length;
  }
  return counts;
}
