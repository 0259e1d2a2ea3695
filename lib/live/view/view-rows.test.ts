import { expect, it } from 'vitest';
import { parseFilter } from '@/lib/filter/parse';
import { sampleFacts, sampleFlow } from '@/lib/flow/sample';
import { createLanes } from '@/lib/live/lane/lanes';
import { createStore } from '@/lib/live/store/store';
import { createViewRows } from './view-rows';

const nowMs = 1_700_000_000_000;

/** A log of as many flows; they are kept as the bytes of their verdict. */
function storeOf(flows: number) {
  const verdictOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const store = createStore({
    cluster: 'c',
    codec: {
      facts: (bytes) => sampleFacts({ verdict: verdictOf(bytes) }),
      flow: (bytes, id) => sampleFlow({ id, verdict: verdictOf(bytes) }),
      cel: () => () => false,
    },
    log: { bytes: 1 << 20, flows: 1_000_000, slabBytes: 4_096 },
    retentionMs: 3_600_000,
    maxConversations: 1_000,
    epoch: 'e',
  });
  const bytes = new TextEncoder().encode('DROPPED');
  const facts = sampleFacts({ verdict: 'DROPPED' });
  for (let kept = 0; kept < flows; kept += 1) store.keep(facts, bytes, { atMs: nowMs, counts: true }, nowMs, 0);
  return store;
}

function rowsOf(flows: number, text: string) {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const bounds = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  const query = { stores: [storeOf(flows)], filter: parsed.filter, ...bounds, rows: 5 };
  return createViewRows(
    query,
    createLanes(() => nowMs),
  );
}

it('counts of rows are said to be so far until the search has come to its end, also where it found nothing more', async () => {
  for (const text of ['verdict:DROPPED', 'verdict:AUDIT']) {
    const rows = rowsOf(40, text);
    expect(rows.update(1)).toMatchObject({ searching: true });
    expect(rows.whole()).toMatchObject({ searching: true });
    await rows.searched;
    const last = rows.update(2);
    expect(last).toMatchObject({ matched: text === 'verdict:DROPPED' ? 40 : 0 });
    expect(last).not.toHaveProperty('searching');
    expect(rows.update(3)).toBeUndefined();
    rows.close();
  }
});

it('rows of everything are counted at once', () => {
  const rows = rowsOf(40, '');
  expect(rows.update(1)).toEqual(expect.not.objectContaining({ searching: true }));
  rows.close();
});
