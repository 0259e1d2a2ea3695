// What changed between two lists of things with ids, and the lists put together again.
// The one logic behind the diffs of the map and of the drop groups.

export interface Keyed {
  readonly id: string;
}

/** `next` = `previous` without `removed`, with `upserted` put in by id. */
export interface KeyedDiff<Thing extends Keyed> {
  readonly upserted: readonly Thing[];
  readonly removed: readonly string[];
}

/** Compares by value, so that equal things made anew are no change. Ids must be unique within each list. */
export function diffKeyed<Thing extends Keyed>(previous: readonly Thing[], next: readonly Thing[]): KeyedDiff<Thing> {
  const before = new Map(previous.map((thing) => [thing.id, thing]));
  const upserted: Thing[] = [];
  for (const thing of next) {
    const old = before.get(thing.id);
    if (old === undefined || !equalJson(old, thing)) upserted.push(thing);
    before.delete(thing.id);
  }
  return { upserted, removed: [...before.keys()] };
}

/** The list after the diff, sorted by `compare`. Things that did not change stay the same objects. */
export function applyKeyedDiff<Thing extends Keyed>(
  previous: readonly Thing[],
  diff: KeyedDiff<Thing>,
  compare: (a: Thing, b: Thing) => number = byId,
): readonly Thing[] {
  if (diff.upserted.length === 0 && diff.removed.length === 0) return previous;
  const things = new Map(previous.map((thing) => [thing.id, thing]));
  for (const id of diff.removed) things.delete(id);
  for (const thing of diff.upserted) things.set(thing.id, thing);
  return [...things.values()].sort(compare);
}

/** Order by id, by UTF-16 units: the same on every machine. */
export function byId(a: Keyed, b: Keyed): number {
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** Whether two JSON-safe values are equal. A key that is `undefined` is as good as absent. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && equalLists(a, b);
  return Object.entries(a).every(([key, value]) => equalJson(value, own(b, key))) && hasNoMore(b, a);
}

function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function hasNoMore(value: object, than: object): boolean {
  return Object.keys(value).every((key) => Object.hasOwn(than, key) || own(value, key) === undefined);
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => equalJson(value, b[index]));
}
