// Which values a facet lists, and what pressing one makes of the filter.
import { canonical, excludeValue, includeValue } from '@/lib/filter/edit';
import type { Filter, FilterKey, Side, Token } from '@/lib/filter/filter';
import { dropReason } from '@/lib/flow/drop-reason';

export interface Facet {
  readonly key: FilterKey;
  readonly side: Side;
  readonly title: string;
  /** Closed at first. */
  readonly folded?: true;
  /** Which of the values it lists; all unless given. */
  readonly lists?: (value: string) => boolean;
  /** How a value reads. */
  readonly text: (value: string) => string;
  /** What a value counts; neither unless given. */
  readonly counts?: (value: string) => 'drop' | 'error' | undefined;
}

const asItIs = (value: string): string => value;

export const facets: readonly Facet[] = [
  {
    key: 'verdict',
    side: 'either',
    title: 'Verdict',
    // What people call denied is among the others already.
    lists: (value) => value !== 'denied',
    text: (value) => value.toLowerCase(),
    counts: (value) => verdictCounts[value.toLowerCase()],
  },
  { key: 'ns', side: 'either', title: 'Namespace', text: asItIs },
  { key: 'proto', side: 'either', title: 'Protocol', text: (value) => value.toUpperCase() },
  {
    key: 'reason',
    side: 'either',
    title: 'Drop reason',
    text: (value) => dropReason(value).label,
    counts: () => 'drop',
  },
  {
    key: 'http.status',
    side: 'either',
    title: 'HTTP status',
    // Classes, not the codes in them.
    lists: (value) => value.endsWith('+'),
    text: (value) => value.replace('+', 'xx'),
    counts: (value) => (/^[45]/.test(value) ? 'error' : undefined),
  },
  { key: 'port', side: 'to', title: 'Destination port', folded: true, text: asItIs },
];

const verdictCounts: Readonly<Record<string, 'drop' | 'error' | undefined>> = { dropped: 'drop', error: 'error' };

const isOf = ({ key, side }: Facet, token: Token): boolean => token.key === key && token.side === side;

/** The filter without what it says of this facet: so all its values can be counted, also those not asked for. */
export function without(filter: Filter, facet: Facet): Filter {
  return { tokens: filter.tokens.filter((token) => !isOf(facet, token)) };
}

export const included = (filter: Filter, facet: Facet, value: string): boolean => says(filter, facet, value, false);
export const excluded = (filter: Filter, facet: Facet, value: string): boolean => says(filter, facet, value, true);

/** How many of its values the filter asks for. */
export const chosenOf = (filter: Filter, facet: Facet): number =>
  filter.tokens.filter((token) => isOf(facet, token) && !token.not).flatMap(({ values }) => values).length;

/** Asks for the value beside others, or no longer. */
export function toggled(filter: Filter, facet: Facet, value: string): Filter {
  const ref = { ...facet, value };
  return included(filter, facet, value) ? lifted(filter, facet, value, false) : includeValue(filter, ref);
}

/** Leaves the value out, or no longer. */
export function toggledNot(filter: Filter, facet: Facet, value: string): Filter {
  const ref = { ...facet, value };
  return excluded(filter, facet, value) ? lifted(filter, facet, value, true) : excludeValue(filter, ref);
}

/** Asks for this value alone. */
export function onlyValue(filter: Filter, facet: Facet, value: string): Filter {
  return includeValue(without(filter, facet), { ...facet, value });
}

function says(filter: Filter, facet: Facet, value: string, not: boolean): boolean {
  const kept = canonical({ ...facet, value });
  return filter.tokens.some((token) => isOf(facet, token) && token.not === not && token.values.includes(kept));
}

function lifted(filter: Filter, facet: Facet, value: string, not: boolean): Filter {
  const kept = canonical({ ...facet, value });
  const tokens = filter.tokens.map((token) =>
    isOf(facet, token) && token.not === not
      ? { ...token, values: token.values.filter((each) => each !== kept) }
      : token,
  );
  return { tokens: tokens.filter(({ values }) => values.length > 0) };
}
