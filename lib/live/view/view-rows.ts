// The newest rows of a view: each read and written as text once, and an exact count of those that were not sent.
import type { EpochMs } from '@/lib/flow/flow';
import type { Lanes } from '@/lib/live/lane/lanes';
import { addCounts, type LaneCounts, type LaneMark, startOfLane } from '@/lib/live/lane/row-lane';
import type { Frame } from '@/lib/live/live';
import type { Store } from '@/lib/live/store/store';
import type { RowText } from '@/lib/live/view/frame-text';
import type { ViewQuery } from '@/lib/live/view/view-query';

type FlowsPart = NonNullable<Frame['flows']>;
type Told = LaneCounts & Pick<FlowsPart, 'searching'>;
/** Rows as texts; the rest as in a frame. */
export type FlowsText = Omit<FlowsPart, 'rows'> & { readonly rows: readonly RowText[] };

export interface ViewRows {
  readonly searched: Promise<unknown>;
  /** What is new for the frame of this number; undefined when nothing is. */
  update(frame: number): FlowsText | undefined;
  whole(): FlowsText;
  matched(): number;
  searchedToMs(): EpochMs | null;
  bytes(): number;
  close(): void;
}

type RowsQuery = Pick<ViewQuery, 'stores' | 'filter' | 'fromMs' | 'toMs' | 'rows' | 'reader'>;

export function createViewRows(query: RowsQuery, lanes: Lanes): ViewRows {
  const { stores, filter, fromMs, toMs, rows: limit, reader } = query;
  const set = lanes.rows({ stores, filter, within: reader?.within, fromMs, toMs });
  const atBegin = addCounts(set.lanes.map((lane) => lane.heldCounts()));
  const before = addCounts(set.lanes.map((lane) => lane.counts()));
  const marks: LaneMark[] = set.lanes.map(() => startOfLane);
  let told: Told = { matched: 0, hidden: 0, hiddenDenials: 0 };
  let held: RowText[] = [];
  let sent = 0;

  function total(): Told {
    const now = addCounts(set.lanes.map((lane) => lane.counts()));
    return {
      matched: atBegin.matched + now.matched - before.matched,
      hidden: atBegin.hidden + now.hidden - before.hidden,
      hiddenDenials: atBegin.hiddenDenials + now.hiddenDenials - before.hiddenDenials,
      ...(set.searchedToMs() !== null && { searching: true }),
    };
  }

  function newRows(frame: number): RowText[] {
    const older = Math.max(0, limit - sent);
    const found = set.lanes.flatMap((lane, index) => {
      const { seqs, mark } = lane.newest(marks[index] ?? startOfLane, limit, older);
      marks[index] = mark;
      const store = stores[index];
      return store ? seqs.flatMap((seq) => entryOf(store, seq) ?? []) : [];
    });
    found.sort((a, b) => b.entry.atMs - a.entry.atMs || b.entry.seq - a.entry.seq);
    return found
      .slice(0, limit)
      .map(({ store, entry }) => ({ atMs: entry.atMs, frame, json: JSON.stringify(store.flowOf(entry)) }));
  }

  return {
    searched: set.searched,
    update(frame) {
      const now = total();
      const isMore = now.matched !== told.matched || now.hidden !== told.hidden;
      const isSame = !isMore && now.searching === told.searching && frame > 1;
      if (isSame) return undefined;
      const rows = newRows(frame);
      const unsent = Math.max(0, now.matched - told.matched - rows.length);
      sent += rows.length;
      told = now;
      held = [...rows, ...held].sort((a, b) => b.atMs - a.atMs).slice(0, limit);
      return { rows, unsent, ...now };
    },
    whole() {
      const inLog = addCounts(set.lanes.map((lane) => lane.heldCounts())).matched;
      // Those that came since the last frame are for the next one to tell.
      const untold = total().matched - told.matched;
      return { rows: held, unsent: Math.max(0, inLog - untold - held.length), ...told };
    },
    matched: () => told.matched,
    searchedToMs: set.searchedToMs,
    bytes: () => held.reduce((sum, { json }) => sum + json.length, 0),
    close: set.close,
  };
}

function entryOf(store: Store, seq: number) {
  const entry = store.log.get(seq);
  return entry && { store, entry };
}
