// The filter as Hubble's whitelist and blacklist. The lists may let more through than the filter, never less; what they
// cannot say is said by the predicate, which always runs.
import type { Filter, Token } from '@/lib/filter/filter';
import type { RelayPush } from '@/lib/filter/keys/key-spec';
import { keySpec } from '@/lib/filter/keys/keys';
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
import { sharedValues } from '@/lib/filter/relay/shared-values';
import { isTied, sideOf } from '@/lib/filter/sides';

export interface RelayLists {
  readonly whitelist: readonly RelayFilter[];
  readonly blacklist: readonly RelayFilter[];
  /** A server that knows every field used sends exactly the flows the filter asks for. */
  readonly exact: boolean;
}

/** More alternatives than this are not sent: a token is left to the predicate instead. */
const mostFilters = 64;

/**
 * "Either side" is one filter per side with every other condition repeated in both, because filters of a list are "or".
 * `masked`: say nothing from which one could learn of secrets in flows.
 */
export function relayLists(filter: Filter, masked = false): RelayLists {
  let whitelist: readonly RelayFilter[] = [{}];
  const blacklist: RelayFilter[] = [];
  let exact = true;
  const tied = filter.tokens.filter(isTied);
  const pushes = filter.tokens
    .filter((token) => !isTied(token))
    .map((token) => ({ not: token.not, push: pushOf(token, masked) }));
  if (tied.length > 0) pushes.push({ not: false, push: pushOfTied(tied) });
  for (const { not, push } of pushes) {
    const said = not ? push.narrow : push.wide;
    exact &&= said !== null && push.isExact;
    if (said === null) continue;
    if (not) blacklist.push(...said);
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
function pushOf(token: Token, masked: boolean): RelayPush {
  const spec = keySpec(token.key);
  if (masked && spec.relayMasked) return spec.relayMasked(token.values);
  const side = sideOf(token);
  if (side !== 'either') return spec.relay(token.values, side === 'to' ? 'destination' : 'source');
  const source = spec.relay(token.values, 'source');
  const destination = spec.relay(token.values, 'destination');
  const wide = source.wide && destination.wide && [...source.wide, ...destination.wide];
  const narrow = source.narrow && destination.narrow && [...source.narrow, ...destination.narrow];
  return { wide, narrow, isExact: source.isExact && destination.isExact };
}

/** Tokens of one and the same end: all of them at the source, or all at the destination. */
function pushOfTied(tokens: readonly Token[]): RelayPush {
  const wide: RelayFilter[] = [];
  let exact = true;
  for (const end of ['source', 'destination'] as const) {
    let atEnd: readonly RelayFilter[] = [{}];
    for (const { key, values } of tokens) {
      const push = keySpec(key).relay(values, end);
      const both = push.wide ? crossed(atEnd, push.wide) : { filters: atEnd, exact: false };
      exact &&= both.exact && push.isExact;
      atEnd = both.filters;
    }
    wide.push(...atEnd);
  }
  return { wide, narrow: null, isExact: exact };
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

/** Two filters in one; null when nothing can satisfy both. A field both speak of may only be said once. */
function both(a: RelayFilter, b: RelayFilter): { filter: RelayFilter | null; exact: boolean } {
  const merged: Record<string, unknown> = { ...a };
  let exact = true;
  for (const [field, values] of Object.entries(b)) {
    const before = merged[field];
    const shared = before === undefined ? values : sharedValues(field, before, values);
    if (shared === null) exact = false;
    else if (Array.isArray(shared) && shared.length === 0) return { filter: null, exact: true };
    else merged[field] = shared;
  }
  if (!isRefused(merged)) return { filter: merged, exact };
  const { event_type: _, ...rest } = merged;
  return { filter: rest, exact: false };
}

/** Servers refuse a filter on HTTP beside event types that leave L7 events out. */
function isRefused({ event_type, ...rest }: RelayFilter): boolean {
  const speaksOfHttp = Object.keys(rest).some((field) => field.startsWith('http_'));
  return speaksOfHttp && event_type !== undefined && !event_type.some(({ type }) => type === l7Event);
}

const l7Event = 129;
