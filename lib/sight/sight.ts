// What one reader may see: namespaces of clusters, and how the other end of a conversation is shown. Plain data, so that
// it travels to the live thread with a query.

/** Namespaces of clusters by name; `*` in either stands for any run of characters. */
export interface Grant {
  readonly cluster: string;
  readonly namespace: string;
}

/** How an end outside of the grants is shown: whole, by its namespace, or not at all. */
export const farEnds = ['full', 'namespace', 'hidden'] as const;
export type FarEnd = (typeof farEnds)[number];

/** A conversation is in sight when one of its ends is in a grant. */
export interface Sight {
  /** null: everything. None at all: nothing. */
  readonly grants: readonly Grant[] | null;
  readonly farEnd: FarEnd;
}

/** Of readers whom nothing is kept from. */
export const seesAll: Sight = { grants: null, farEnd: 'full' };

/** Then nothing is left out or veiled for this reader. */
export function seesEverything({ grants }: Sight): boolean {
  return grants === null || grants.some(({ cluster, namespace }) => cluster === '*' && namespace === '*');
}

/** Equal for sights that show the same; '' for everything. */
export function sightKey(sight: Sight): string {
  if (seesEverything(sight)) return '';
  const grants = (sight.grants ?? []).map(({ cluster, namespace }) => JSON.stringify([cluster, namespace]));
  return [sight.farEnd, ...[...new Set(grants)].sort()].join(' ');
}
