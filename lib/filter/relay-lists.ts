// The filter as Hubble's whitelist and blacklist. The lists may let more through than the filter, never less; what they
// cannot say is said by the predicate, which always runs.
import type { Filter, Token } from '@/lib/filter/filter';
import type { RelayPush } from '@/lib/filter/key-spec';
import { keySpec } from '@/lib/filter/keys';
import type { RelayFilter } from '@/lib/filter/relay-filter';

export interface RelayLists {
  readonly whitelist: readonly RelayFilter[];
  readonly blacklist: readonly RelayFilter[];
  /** A server that knows every field used sends exactly the flows the filter asks for. */
  readonly exact: boolean;
}

/** More alternatives than this are not sent: a token is left to the predicate instead. */
const mostFilters = 64;

/** "Either side" is one filter per side with every other condition repeated in both, because filters of a list are "or". */
export function relayLists(filter: Filter): RelayLists {
  let whitelist: readonly RelayFilter[] = [{}];
  const blacklist: RelayFilter[] = [];
  let exact = true;
  for (const token of filter.tokens) {
    const { wide, narrow } = pushOf(token);
    const said = token.not ? narrow : wide;
    exact &&= said !== null && wide === narrow;
    if (said === null) continue;
    if (token.not) blacklist.push(...said);
    else {
      const both = crossed(whitelist, said);
      exact &&= both.exact;
      whitelist = both.filters;
    }
  }
  const open = whitelist.some((entry) => Object.keys(entry).length === 0);
  return { whitelist: open ? [] : whitelist, blacklist, exact };
}

/** What a token pushes: sides joined where either may match. */
function pushOf(token: Token): RelayPush {
  const spec = keySpec(token.key);
  if (!spec.sided || token.side !== 'either')
    return spec.relay(token.values, token.side === 'to' ? 'destination' : 'source');
  const source = spec.relay(token.values, 'source');
  const destination = spec.relay(token.values, 'destination');
  const wide = source.wide && destination.wide && [...source.wide, ...destination.wide];
  if (source.wide === source.narrow && destination.wide === destination.narrow) return { wide, narrow: wide };
  return { wide, narrow: source.narrow && destination.narrow && [...source.narrow, ...destination.narrow] };
}

/** Every pair of conditions that must hold together. */
function crossed(
  left: readonly RelayFilter[],
  right: readonly RelayFilter[],
): { filters: readonly RelayFilter[]; exact: boolean } {
  if (left.length * right.length > mostFilters) return { filters: left, exact: false };
  const pairs = left.flatMap((a) => right.map((b) => both(a, b)));
  const filters = pairs.map((pair) => pair.filter).filter((entry) => entry !== null);
  // Nothing can match: an empty list would mean everything, so the last list that says something is kept.
  if (filters.length === 0) return { filters: left, exact: false };
  return { filters, exact: pairs.every((pair) => pair.exact) };
}

/** Fields of which a flow has one value that is compared whole, so that two demands on it are one on what they share. */
const singleValued: ReadonlySet<string> = new Set([
  'uuid',
  'verdict',
  'traffic_direction',
  'drop_reason_desc',
  'source_port',
  'destination_port',
]);

/** Two filters in one; null when nothing can satisfy both. A field both speak of may only be said once. */
function both(a: RelayFilter, b: RelayFilter): { filter: RelayFilter | null; exact: boolean } {
  const merged: Record<string, unknown> = { ...a };
  let exact = true;
  for (const [field, values] of Object.entries(b)) {
    const before = merged[field];
    if (before === undefined) merged[field] = values;
    else if (!isWholeValued(field, before) || !isWholeValued(field, values)) exact = false;
    else {
      const shared = before.filter((value) => values.includes(value));
      if (shared.length === 0) return { filter: null, exact: true };
      merged[field] = shared;
    }
  }
  return { filter: merged, exact };
}

function isWholeValued(field: string, values: unknown): values is readonly (string | number)[] {
  if (!Array.isArray(values)) return false;
  const namespaces = /_(pod|service)$/.test(field) && values.every((value) => /^[^/]+\/$/.test(String(value)));
  return singleValued.has(field) || namespaces;
}
