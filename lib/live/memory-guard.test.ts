import { afterEach, describe, expect, it } from 'vitest';
import { createCaptures } from '@/lib/live/at-rest/captures';
import { createLanes } from '@/lib/live/lane/lanes';
import type { HeldBytes } from '@/lib/live/live';
import { type MemoryShares, shareMemory } from '@/lib/live/memory';
import { createMemoryGuard, type MemoryGuard } from '@/lib/live/memory-guard';
import { createNamespaceFeeds } from '@/lib/live/picture/namespace-feed';
import { heldSource } from '@/lib/live/store/source';
import { createStore, type Store } from '@/lib/live/store/store';
import { createViews, type Views } from '@/lib/live/view/views';
import { relayCodec } from '@/lib/relay/decode';
import { podEnd, sampleFlow, tcp } from '@/lib/rollup/sample';

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const mib = 2 ** 20;

function started(shares: MemoryShares) {
  const now = Date.now;
  const store = createStore({
    cluster: 'c0',
    codec: relayCodec,
    log: { bytes: shares.logBytes, flows: 1_000_000, slabBytes: 64 * 1024 },
    retentionMs: 3_600_000,
    maxConversations: 50_000,
    epoch: 'epoch',
  });
  const lanes = createLanes(now);
  const feeds = createNamespaceFeeds(now);
  const captures = createCaptures({ mostBytes: shares.captureBytes, maxConversations: 1_000, now });
  const relays = [{ stores: () => [store], repeatBytes: () => 0 }];
  const guard: MemoryGuard = createMemoryGuard({
    shares,
    relays,
    captures,
    lanes,
    sighted: { stores: () => [] },
    feeds,
    views: () => views,
  });
  const views: Views = createViews({
    lanes,
    now,
    namespaces: feeds.of,
    status: async () => ({ version: '', now: '', startedAt: '', readers: 0, views: 0, clusters: [] }),
    marks: () => [],
    stateVersion: () => 0,
    graceMs: 0,
    hasRoom: guard.hasRoom,
    frameBytes: shares.frameBytes,
  });
  closers.push(views.close, lanes.close);
  return { store, guard, views };
}

/** So many conversations of one flow each, in this quarter of a minute. */
function talk(store: Store, conversations: number) {
  const atMs = Date.now();
  for (let index = 0; index < conversations; index += 1) {
    const [from, to] = [index % 100, Math.floor(index / 100)];
    const over = { source: podEnd('shop', `from${from}`), destination: podEnd('shop', `to${to}`), timeMs: atMs };
    store.keep(sampleFlow({ ...over, l4: tcp(50_000, 80) }), Buffer.alloc(3_000), { atMs, counts: true }, atMs, index);
  }
}

function look(store: Store, views: Views, windowMs: number) {
  const abort = new AbortController();
  const scope = { sources: [heldSource(store)], fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  const query = { filter: { tokens: [] }, wants: ['map', 'drops'], group: 'workload', windowMs, rows: 0 } as const;
  const frames = views.watch({ ...query, ...scope }, abort.signal)[Symbol.asyncIterator]();
  closers.push(() => abort.abort());
  return { frames, leave: () => abort.abort() };
}

const total = (held: HeldBytes) => Object.values(held).reduce((sum, bytes) => sum + bytes, 0);

describe('what is held', () => {
  it('stays within its part of EYEPIECE_MEMORY while views need more, and grows again when they are closed', async () => {
    const shares = shareMemory(96 * mib, 1);
    const { store, guard, views } = started(shares);
    talk(store, 4_000);
    guard.tidy();
    const alone = guard.held();
    expect([alone.views, alone.frames, guard.part()]).toEqual([0, 0, 1]);
    const first = look(store, views, 900_000);
    await first.frames.next();
    guard.tidy();
    const { frames, views: stateBytes, flows } = guard.held();
    expect(frames).toBeGreaterThan(0);
    expect(stateBytes).toBeGreaterThan(4_000 * 2_000);
    expect(flows).toBeLessThan(alone.flows);
    expect(total(guard.held())).toBeLessThanOrEqual(shares.heldBytes);
    first.leave();
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (let turn = 0; turn < 20; turn += 1) guard.tidy();
    expect([guard.held().views, guard.part()]).toEqual([0, 1]);
  });

  it('is not added to by another view where there is no room for it', async () => {
    const { store, guard, views } = started({ ...shareMemory(64 * mib, 1), heldBytes: 12 * mib });
    talk(store, 5_000);
    await look(store, views, 900_000).frames.next();
    guard.tidy();
    expect(() => look(store, views, 600_000)).toThrow('raise EYEPIECE_MEMORY');
    expect(views.count()).toBe(1);
    expect((await look(store, views, 900_000).frames.next()).done).toBe(false);
  });

  it('is bounded whatever the number of conversations: those beyond are counted in "other"', () => {
    const shares = shareMemory(64 * mib, 1);
    const { store, guard } = started(shares);
    guard.tidy();
    talk(store, 40_000);
    guard.tidy();
    expect(guard.held().rollups).toBeLessThanOrEqual(2.1 * shares.rollupBytes);
    expect(total(guard.held())).toBeLessThanOrEqual(shares.heldBytes);
    expect(store.shared.rollup.overflow()).toBeGreaterThan(0);
    expect(store.shared.rollup.rows().reduce((sum, { events }) => sum + events, 0)).toBe(40_000);
  });
});
