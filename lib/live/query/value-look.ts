// Counts what is held by the values of one key: rows of the rollups where they know enough, else the newest flows of the
// logs, as many as can be looked through while somebody types.
import type { Filter } from '@/lib/filter/filter';
import type { FlowSubject, KeySpec } from '@/lib/filter/keys/key-spec';
import { keySpec } from '@/lib/filter/keys/keys';
import { listedValues } from '@/lib/filter/listed-values';
import { compilePattern } from '@/lib/filter/match/patterns';
import { needOf } from '@/lib/filter/predicate';
import type { End, RowFacts } from '@/lib/filter/row-facts';
import { compileRowFilter } from '@/lib/filter/row-predicate';
import { endsBeside } from '@/lib/filter/sides';
import type { EpochMs, FlowFacts } from '@/lib/flow/flow';
import { maskSecrets } from '@/lib/flow/mask';
import { isDenial } from '@/lib/flow/questions';
import type { ValuesQuery } from '@/lib/live/live';
import { newestOfAll } from '@/lib/live/query/page';
import { type Alike, createValueTally, type SeenEnd, type ValueTally } from '@/lib/live/query/value-tally';
import type { Look } from '@/lib/live/query/values';
import type { HeldScope } from '@/lib/live/scope';
import { inSlices, inTurns } from '@/lib/live/slices';
import type { LogEntry } from '@/lib/live/store/flow-log';
import { compileMatcher } from '@/lib/live/store/matcher';
import type { Store } from '@/lib/live/store/store';
import { spanOf } from '@/lib/live/store/stores';
import { isDenialRow } from '@/lib/rollup/denials';
import { createRollup, type RollupBucket } from '@/lib/rollup/rollup';
import type { Row, RowDims } from '@/lib/rollup/row';
import type { Steps } from '@/lib/rollup/steps';

export interface LookFor extends Pick<ValuesQuery, 'key' | 'side'> {
  /** The tokens that a value of the key would stand beside. */
  readonly beside: Filter;
  /** What of them is still to be asked of the stores' flows. */
  readonly filter: Filter;
}

/** As long as pictures reach back that are not told from when. */
const usualMs = 15 * 60_000;

export async function lookForValues(scope: HeldScope, asked: LookFor, nowMs: EpochMs): Promise<Look> {
  const toMs = Math.min(scope.toMs, nowMs);
  const fromMs = Number.isFinite(scope.fromMs) ? scope.fromMs : toMs - usualMs;
  const held = { ...scope, fromMs };
  const tests = rowTests(scope.stores, asked);
  return tests ? lookAtRows(held, asked, tests, toMs) : lookAtFlows(held, asked, toMs);
}

type RowFilter = (row: RowFacts) => boolean;

/** The filter for the rows of each store; null where rows tell too little of it, or nothing of the key. */
function rowTests(stores: readonly Store[], { key, side, beside, filter }: LookFor): readonly RowFilter[] | null {
  if (!listedValues(key).row) return null;
  // Tokens of the same end are asked for that end, also where the stores hold only what they let through.
  if (side === 'end' && compileRowFilter(beside) === null) return null;
  const tests = stores.map(({ shared }) => compileRowFilter(filter, shared.rollup.clientPortsKept()));
  const known = tests.filter((test) => test !== null);
  const portsTold = key !== 'port' || stores.every(({ shared }) => shared.rollup.clientPortsKept());
  return portsTold && known.length === tests.length ? known : null;
}

async function lookAtRows(
  { stores, fromMs, ...scope }: HeldScope,
  asked: LookFor,
  tests: readonly RowFilter[],
  toMs: EpochMs,
): Promise<Look> {
  const tally = createValueTally();
  const { row: values = () => [], seenBy } = ofRows(asked.key);
  const endsOf = endsBeside<RowFacts>(asked.beside, asked, ({ key, values: of }) => rowTest(keySpec(key), of));
  const seen = createSeenEnds<RowFacts>({
    values,
    ...(seenBy && { seenBy, test: (value) => rowTest(keySpec(asked.key), [value]) }),
  });
  const alikeOf = (row: RowFacts) => tally.of(endsOf(row).map((end) => seen(row, end)));
  for (const [index, { shared }] of stores.entries()) {
    const keep = tests[index] ?? (() => false);
    await inTurns(
      addRows(tally, shared.rollup.buckets(fromMs, scope.toMs), (dims) => (keep(dims) ? alikeOf(dims) : null)),
    );
  }
  const span = stores[0]?.shared.rollup.align(fromMs, toMs) ?? { fromMs, toMs };
  return { tally, span: spanOf(stores, span.fromMs, toMs, { searchedToMs: 0, rows: false }) };
}

function ofRows(key: LookFor['key']) {
  const { row, seenBy } = listedValues(key);
  return { row, seenBy: seenBy?.row };
}

/** Rows that do not tell of a token were turned away before. */
function rowTest(spec: KeySpec, values: readonly string[]): (row: RowFacts, end: End) => boolean {
  return spec.row(values) ?? (() => false);
}

const rowsPerStep = 200;

function* addRows(
  tally: ValueTally,
  buckets: Iterable<RollupBucket>,
  alikeOf: (dims: RowDims) => Alike | null,
): Steps<void> {
  const known = new Map<RowDims, Alike | null>();
  let count = 0;
  for (const { rows } of buckets) {
    for (const row of rows.values()) {
      count += 1;
      if (count % rowsPerStep === 0) yield;
      const before = known.get(row.dims);
      const alike = before === undefined ? alikeOf(row.dims) : before;
      if (before === undefined) known.set(row.dims, alike);
      if (alike) tally.add(alike, row.events, isDenialRow(row) ? row : null);
    }
  }
}

/** Flows that are looked through: fewer where each has to be read whole. */
const mostFlows = 20_000;
const mostWholeFlows = 4_000;

async function lookAtFlows({ stores, fromMs, toMs: endMs }: HeldScope, asked: LookFor, toMs: EpochMs): Promise<Look> {
  const tally = createValueTally();
  const isWhole = keySpec(asked.key).needs === 'flow';
  const most = isWhole || needOf(asked.filter) !== 'facts' ? mostWholeFlows : mostFlows;
  const matchers = new Map(stores.map((store) => [store, compileMatcher(asked.filter, store.codec)]));
  const alikeOf = flowReader(tally, asked);
  const denied = deniedRows();
  const starts = stores.map(() => (Number.isFinite(endMs) ? { atMs: endMs, seq: Number.POSITIVE_INFINITY } : null));
  let looked = 0;
  let cutMs: EpochMs | null = null;
  await inSlices(newestOfAll(stores, starts), ({ store, entry }) => {
    if (entry.atMs < fromMs) return false;
    if (looked === most) {
      cutMs = entry.atMs;
      return false;
    }
    looked += 1;
    const facts = store.codec.facts(entry.bytes);
    if (!matchers.get(store)?.(facts, entry.bytes)) return true;
    tally.add(alikeOf(subjectOf(store, entry, facts, asked)), weightOf(facts), denied(facts, entry.atMs));
    return true;
  });
  const span = spanOf(stores, fromMs, toMs, { searchedToMs: cutMs ?? 0, rows: true });
  return { tally, span, ...(cutMs !== null && { newest: most }) };
}

function flowReader(tally: ValueTally, { key, beside, side }: LookFor): (flow: FlowSubject) => Alike {
  const flowTest = (spec: KeySpec, values: readonly string[]) => spec.flow(values, compilePattern);
  const { flow: values, seenBy } = listedValues(key);
  const endsOf = endsBeside<FlowSubject>(beside, { key, side }, (token) => flowTest(keySpec(token.key), token.values));
  const test = (value: string) => flowTest(keySpec(key), [value]);
  const seen = createSeenEnds<FlowSubject>({ values, ...(seenBy && { seenBy: seenBy.flow, test }) });
  return (flow) => tally.of(endsOf(flow).map((end) => seen(flow, end)));
}

/** What the key reads of a flow: what readers are shown. */
function subjectOf({ codec }: Store, { bytes }: LogEntry, facts: FlowFacts, { key }: LookFor): FlowSubject {
  const { needs, relayMasked } = keySpec(key);
  if (needs === 'flow') return codec.flow(bytes, '', 0);
  return codec.masks && relayMasked ? maskSecrets(facts) : facts;
}

/** Refused flows as rows of a rollup of their own, by which denials are counted. */
function deniedRows(): (facts: FlowFacts, atMs: EpochMs) => Row | null {
  const rollup = createRollup({ retentionMs: Number.POSITIVE_INFINITY });
  return (facts, atMs) =>
    isDenial(facts) ? { dims: rollup.fold(facts, atMs), events: weightOf(facts), firstMs: atMs, lastMs: atMs } : null;
}

/** A line of a capture may stand for several flows. */
const weightOf = ({ weight = 1 }: FlowFacts): number => (weight > 0 ? weight : 1);

interface Sayings<T> {
  values(subject: T, end: End): readonly string[];
  /** Where values also find what does not name them. */
  seenBy?(subject: T, end: End): string;
  test?(value: string): (subject: T, end: End) => boolean;
}

/** Gives ends that say the same the same object. */
function createSeenEnds<T>({ values, seenBy, test }: Sayings<T>): (subject: T, end: End) => SeenEnd {
  const known = new Map<string, SeenEnd>();
  const tests = new Map<string, (subject: T, end: End) => boolean>();
  const finds = (value: string, subject: T, end: End): boolean => {
    const made = tests.get(value) ?? test?.(value) ?? (() => false);
    tests.set(value, made);
    return made(subject, end);
  };
  return (subject, end) => {
    const said = seenBy ? null : values(subject, end);
    const text = said ? textOf(said) : (seenBy?.(subject, end) ?? '');
    const before = known.get(text);
    if (before) return before;
    const seen: SeenEnd = said
      ? { values: said }
      : { values: values(subject, end), isFoundBy: (value) => finds(value, subject, end) };
    known.set(text, seen);
    return seen;
  };
}

/** Different for different lists, and cheap for the usual ones. */
const textOf = (values: readonly string[]): string => (values.length === 1 ? `=${values[0]}` : JSON.stringify(values));
