// Which namespaces the rail lists, in what order, and what a press means.
import type { NamespaceRow } from '@/lib/wire/frame';

export type RailOrder = 'name' | 'drops';

/** Rows that hold `find`, in order; a chosen namespace is listed even when nothing was heard of it. */
export function listed(
  rows: readonly NamespaceRow[],
  chosen: readonly string[],
  find: string,
  order: RailOrder,
): NamespaceRow[] {
  const byName = new Map<string, NamespaceRow>();
  for (const row of rows) byName.set(row.namespace, add(byName.get(row.namespace) ?? null, row));
  for (const name of chosen) if (!byName.has(name)) byName.set(name, silent(name));
  const wanted = find.trim().toLowerCase();
  return [...byName.values()]
    .filter((row) => row.namespace !== '' && row.namespace.toLowerCase().includes(wanted))
    .sort(order === 'drops' ? byDrops : alphabetically);
}

/**
 * Everything together, as the server counts it under the empty name. Never a sum of the rows: traffic between two
 * namespaces stands in both. null where the server does not say.
 */
export function total(rows: readonly NamespaceRow[]): NamespaceRow | null {
  return rows
    .filter(({ namespace }) => namespace === '')
    .reduce<NamespaceRow | null>((sum, row) => add(sum, row), null);
}

/** A plain press chooses one, or all again when it was the only one; a press that adds toggles. */
export function pressed(chosen: readonly string[], namespace: string, adds: boolean): readonly string[] {
  if (adds) return chosen.includes(namespace) ? chosen.filter((name) => name !== namespace) : [...chosen, namespace];
  return chosen.length === 1 && chosen[0] === namespace ? [] : [namespace];
}

const alphabetically = (a: NamespaceRow, b: NamespaceRow) => a.namespace.localeCompare(b.namespace, 'en');

const byDrops = (a: NamespaceRow, b: NamespaceRow) =>
  b.denialsPerSecond - a.denialsPerSecond || b.denials - a.denials || alphabetically(a, b);

const silent = (namespace: string): NamespaceRow => ({
  cluster: '',
  namespace,
  flowsPerSecond: 0,
  denialsPerSecond: 0,
  denials: 0,
});

/** The same name in two clusters is one row here: the filter speaks of names. */
function add(sum: NamespaceRow | null, row: NamespaceRow): NamespaceRow {
  if (!sum) return row;
  return {
    ...sum,
    flowsPerSecond: sum.flowsPerSecond + row.flowsPerSecond,
    denialsPerSecond: sum.denialsPerSecond + row.denialsPerSecond,
    denials: sum.denials + row.denials,
  };
}
