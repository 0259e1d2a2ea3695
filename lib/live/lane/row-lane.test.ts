import { describe, expect, it } from 'vitest';
import type { FlowFacts } from '@/lib/flow/flow';
import { sampleFacts } from '@/lib/flow/sample';
import { createRowLane, startOfLane } from '@/lib/live/lane/row-lane';
import { createStore, type Store } from '@/lib/live/store/store';

const facts = (verdict: string): FlowFacts => sampleFacts({ verdict });

/** Flows are kept as the bytes of their verdict. */
function storeOf(slabBytes: number, bytes: number): Store {
  const read = (kept: Uint8Array) => facts(new TextDecoder().decode(kept));
  const flow = () => {
    throw new Error('no row is read here');
  };
  return createStore({
    cluster: 'c',
    codec: { facts: read, flow, cel: () => () => false },
    log: { bytes, flows: 1_000_000, slabBytes },
    retentionMs: 3_600_000,
    maxConversations: 1_000,
    epoch: 'e',
  });
}

function keep(store: Store, count: number, verdict: string, atMs = 1_700_000_000_000) {
  const bytes = new TextEncoder().encode(verdict);
  for (let index = 0; index < count; index += 1) store.keep(facts(verdict), bytes, { atMs, counts: true }, atMs, 0);
}

const open = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
const dropped = ({ verdict }: FlowFacts) => verdict === 'DROPPED';
const forwarded = ({ verdict }: FlowFacts) => verdict === 'FORWARDED';

describe('the rows of a filter', () => {
  it('are counted exactly, those the log held before and those that come', async () => {
    const store = storeOf(4_096, 1 << 20);
    keep(store, 30, 'FORWARDED');
    keep(store, 10, 'DROPPED');
    const lane = createRowLane({ store, matches: forwarded, ...open });
    keep(store, 5, 'FORWARDED');
    keep(store, 7, 'DROPPED');
    await lane.searched;
    expect(lane.counts()).toEqual({ matched: 35, hidden: 17, hiddenDenials: 17 });
    expect(lane.heldCounts()).toEqual(lane.counts());
    expect(lane.newest(startOfLane, 8, 3).seqs).toEqual([44, 43, 42, 41, 40, 29, 28, 27]);
  });

  it('are not told of what is outside of their bounds, not even as left out', async () => {
    const store = storeOf(4_096, 1 << 20);
    keep(store, 30, 'FORWARDED');
    keep(store, 10, 'DROPPED');
    keep(store, 4, 'AUDIT');
    const within = (flow: FlowFacts) => forwarded(flow) || flow.verdict === 'AUDIT';
    const lane = createRowLane({ store, matches: forwarded, within, ...open });
    keep(store, 7, 'DROPPED');
    keep(store, 2, 'AUDIT');
    await lane.searched;
    expect(lane.counts()).toEqual({ matched: 30, hidden: 6, hiddenDenials: 0 });
  });

  it('know what the log still holds of them when it has dropped its oldest slabs', async () => {
    const store = storeOf(256, 4_096);
    const lane = createRowLane({ store, matches: dropped, ...open });
    for (let round = 0; round < 50; round += 1) {
      keep(store, 7, 'FORWARDED');
      keep(store, 3, 'DROPPED');
    }
    await lane.searched;
    const inLog = [...store.log.newestFirst(null)].map((entry) => new TextDecoder().decode(entry?.bytes));
    expect(inLog.length).toBeLessThan(500);
    expect(lane.counts()).toMatchObject({ matched: 150, hidden: 350 });
    expect(lane.heldCounts()).toMatchObject({
      matched: inLog.filter((verdict) => verdict === 'DROPPED').length,
      hidden: inLog.filter((verdict) => verdict === 'FORWARDED').length,
    });
  });

  it('are only those of the span', async () => {
    const store = storeOf(4_096, 1 << 20);
    for (const atMs of [10, 20, 30]) keep(store, 1, 'DROPPED', atMs);
    const lane = createRowLane({ store, matches: null, fromMs: 15, toMs: 25 });
    keep(store, 1, 'DROPPED', 20);
    keep(store, 1, 'DROPPED', 40);
    await lane.searched;
    expect(lane.counts().matched).toBe(2);
  });

  it('of everything need no search', () => {
    const store = storeOf(4_096, 1 << 20);
    keep(store, 5, 'DROPPED');
    const lane = createRowLane({ store, matches: null, ...open });
    keep(store, 2, 'DROPPED');
    expect(lane.searchedToMs()).toBeNull();
    expect(lane.counts().matched).toBe(7);
    const first = lane.newest(startOfLane, 4, 4);
    expect(first.seqs).toEqual([6, 5, 4, 3]);
    keep(store, 1, 'DROPPED');
    expect(lane.newest(first.mark, 4, 0).seqs).toEqual([7]);
  });
});
