// Flows counted by the values of one key. Pure.
import type { ValueCount } from '@/lib/live/live';
import { denialsOf } from '@/lib/rollup/denials';
import type { Row, RowDims } from '@/lib/rollup/row';
import type { Steps } from '@/lib/rollup/steps';

/** What one end says of a key. Ends that say the same are one object. */
export interface SeenEnd {
  readonly values: readonly string[];
  /** Makes the test whether a value finds this end; absent where it finds those that have it and no other. */
  readonly isFoundBy?: (value: string) => boolean;
}

/** Flows that are alike in what their ends say. */
export interface Alike {
  readonly ends: readonly SeenEnd[];
  flows: number;
  /** Refused packets; made with the first: most flows pass. */
  denied: Map<RowDims, Row> | null;
}

export interface ValueTally {
  /** Where flows whose ends say this are counted. */
  of(ends: readonly SeenEnd[]): Alike;
  add(alike: Alike, flows: number, denied: Row | null): void;
  /** The most frequent of the values that `isMeant`, in steps; one more than `most` where there are more. */
  counting(isMeant: (value: string) => boolean, most: number): Steps<ValueCount[]>;
}

export function createValueTally(): ValueTally {
  const numbers = new Map<SeenEnd, number>();
  const groups = new Map<string, Alike>();
  let totals: readonly Total[] | null = null;

  function of(ends: readonly SeenEnd[]): Alike {
    const key = ends.map((end) => numberOf(end)).join();
    const known = groups.get(key);
    if (known) return known;
    const made = { ends, flows: 0, denied: null };
    groups.set(key, made);
    return made;
  }

  function numberOf(end: SeenEnd): number {
    const known = numbers.get(end) ?? numbers.size;
    numbers.set(end, known);
    return known;
  }

  function* counting(isMeant: (value: string) => boolean, most: number): Steps<ValueCount[]> {
    totals ??= yield* totalsOf(groups.values(), ({ values }) => values);
    const meant = totals.filter(({ value }) => isMeant(value));
    const candidates = meant.slice(0, most * candidatesPerValue + 1).map(({ value }) => value);
    const found = yield* findings(numbers.keys(), candidates);
    const exact = found ? yield* totalsOf(groups.values(), (end) => found.get(end) ?? []) : meant;
    const listed = exact.slice(0, most + 1);
    const denials = yield* denialsBy(groups.values(), new Set(listed.map(({ value }) => value)), found);
    return listed.map(({ value, flows }) => ({ value, flows, denials: denials.get(value) ?? 0 }));
  }

  return { of, add, counting };
}

/** Values looked at for each that is listed, where one may find more flows than those that have it. */
const candidatesPerValue = 2;
const stepsOf = 200;

interface Total {
  readonly value: string;
  readonly flows: number;
}

function add(alike: Alike, flows: number, denied: Row | null): void {
  alike.flows += flows;
  if (!denied) return;
  alike.denied ??= new Map();
  const known = alike.denied.get(denied.dims);
  alike.denied.set(denied.dims, known ? { ...known, events: known.events + denied.events } : denied);
}

/** Most frequent first, then by name. */
function* totalsOf(groups: Iterable<Alike>, valuesOf: (end: SeenEnd) => readonly string[]): Steps<Total[]> {
  const sums = new Map<string, number>();
  let count = 0;
  for (const { ends, flows } of groups) {
    for (const value of eachOnce(ends, valuesOf)) sums.set(value, (sums.get(value) ?? 0) + flows);
    count += 1;
    if (count % stepsOf === 0) yield;
  }
  return [...sums]
    .map(([value, flows]) => ({ value, flows }))
    .sort((a, b) => b.flows - a.flows || (a.value < b.value ? -1 : 1));
}

/** A flow with the value at both of its ends is one flow. */
function eachOnce(ends: readonly SeenEnd[], valuesOf: (end: SeenEnd) => readonly string[]): Iterable<string> {
  const [first, second] = ends;
  if (!first) return [];
  return second && second !== first ? new Set([...valuesOf(first), ...valuesOf(second)]) : valuesOf(first);
}

type Findings = ReadonlyMap<SeenEnd, readonly string[]>;

/** By which of the values each end is found; null where that is what the ends say themselves. */
function* findings(ends: Iterable<SeenEnd>, values: readonly string[]): Steps<Findings | null> {
  const found = new Map<SeenEnd, readonly string[]>();
  for (const end of ends) {
    const { isFoundBy } = end;
    if (!isFoundBy) return null;
    found.set(end, values.filter(isFoundBy));
    yield;
  }
  return found;
}

/** Denials of each value: rows are put together by conversation, so that the two events of a packet count once. */
function* denialsBy(
  groups: Iterable<Alike>,
  listed: ReadonlySet<string>,
  found: Findings | null,
): Steps<ReadonlyMap<string, number>> {
  const rows = new Map<string, Map<string, Row[]>>();
  let count = 0;
  for (const { ends, denied } of groups) {
    count += 1;
    if (count % stepsOf === 0) yield;
    if (!denied) continue;
    for (const value of eachOnce(ends, (end) => found?.get(end) ?? end.values)) {
      if (!listed.has(value)) continue;
      const conversations = rows.get(value) ?? new Map<string, Row[]>();
      rows.set(value, conversations);
      for (const row of denied.values()) {
        const known = conversations.get(row.dims.conversation);
        if (known) known.push(row);
        else conversations.set(row.dims.conversation, [row]);
      }
    }
  }
  const sums = new Map<string, number>();
  for (const [value, conversations] of rows) {
    let sum = 0;
    for (const alike of conversations.values()) {
      sum += denialsOf(alike).total;
      yield;
    }
    sums.set(value, sum);
  }
  return sums;
}
