// The lines of the completion popover: what the grammar offers, merged with values counted in live data.
import { type Completion, type CompletionItem, insertable } from '@/lib/filter/complete';
import { canonical } from '@/lib/filter/edit';
import type { Filter, FilterKey, Side } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys/keys';
import { isListed, type ListedKey } from '@/lib/filter/keys/listed-keys';
import { parseFilter } from '@/lib/filter/parse';

/** A value of a key with the flows among those that match the other tokens that have it. */
export interface SeenValue {
  readonly value: string;
  readonly flows: number;
  readonly denials: number;
}

/** Values that are to be counted: those that hold `prefix`, among the flows that match the tokens beside. */
export interface AskedValues {
  readonly key: ListedKey;
  readonly side: Side;
  readonly prefix: string;
  readonly beside: Filter;
}

/** Most frequent first. While they are counted, what is known of them from before. */
export type SeenValues =
  | { readonly state: 'none' }
  | { readonly state: 'asking'; readonly values: readonly SeenValue[] }
  | {
      readonly state: 'seen';
      readonly values: readonly SeenValue[];
      /** There are more than are listed. */
      readonly more: boolean;
      /** Only so many of the newest flows were looked through. */
      readonly newest?: number;
    }
  | { readonly state: 'failed'; readonly why: string };

export type UseSeenValues = (asked: AskedValues | null) => SeenValues;

export interface CompletionLine extends CompletionItem {
  readonly flows?: number;
  readonly denials?: number;
  /** Of the largest in the list, from 0 to 1. */
  readonly share?: number;
}

/** What to ask for at the caret; null where no values are worth listing. */
export function askedValues({ kind, key, side, prefix }: Completion, beside: Filter): AskedValues | null {
  return kind === 'value' && key !== undefined && isListed(key) ? { key, side, prefix, beside } : null;
}

const keyLimit = 12;
const valueLimit = 50;

/** What to show at the caret: keys, or values with those that were seen most first. */
export function completionLines(completion: Completion, seen: SeenValues): readonly CompletionLine[] {
  const { kind, key, prefix, items } = completion;
  if (kind === 'key' || key === undefined) return items.slice(0, keyLimit);
  const typed = prefix.toLowerCase();
  const live = valuesOf(seen).filter(({ value }) => value.toLowerCase().includes(typed));
  const bySeen = new Map(live.map((one) => [one.value, one]));
  const most = Math.max(1, ...live.map(({ flows }) => flows));
  const known = new Map(items.map((item) => [canonical({ key, value: item.label }), item]));
  const fixed = [...known].map(([value, item]) => withFigures(item, bySeen.get(value), most));
  const others = live
    .filter(({ value }) => !known.has(value))
    .map((one) => withFigures({ insert: insertable(one.value), label: one.value, help: '' }, one, most));
  return [...fixed, ...others].sort((a, b) => (b.flows ?? 0) - (a.flows ?? 0)).slice(0, valueLimit);
}

const valuesOf = (seen: SeenValues): readonly SeenValue[] => ('values' in seen ? seen.values : []);

function withFigures(item: CompletionItem, seen: SeenValue | undefined, most: number): CompletionLine {
  if (!seen) return item;
  return { ...item, flows: seen.flows, denials: seen.denials, share: seen.flows / most };
}

/** What else may be typed here, for the right half of the popover. Each text is a filter that can be read. */
export function otherForms({
  kind,
  key,
  side,
}: Completion): readonly { readonly text: string; readonly means: string }[] {
  if (kind === 'key' || key === undefined) return generalForms;
  const { sided, example } = keySpec(key);
  const head = side === 'either' ? key : `${side}.${key}`;
  const [first = '', second] = examplesOf(key);
  return [
    ...(second === undefined ? [] : [{ text: `${head}:${first},${second}`, means: 'any of' }]),
    { text: `-${head}:${first}`, means: 'not' },
    ...(sided && side === 'either'
      ? [
          { text: `from.${key}:${first}`, means: 'source only' },
          { text: `to.${key}:${first}`, means: 'destination only' },
        ]
      : []),
    ...(example.endsWith(`${head}:${first}`) ? [] : [{ text: example, means: 'for example' }]),
  ];
}

/** Two values as they stand in a text: those of the key, or that of its example and another. */
function examplesOf(key: FilterKey): readonly string[] {
  const { values, example, another } = keySpec(key);
  const parsed = parseFilter(example);
  const shown = parsed.ok ? (parsed.filter.tokens[0]?.values ?? []) : [];
  const isShown = (value: string) => shown.some((one) => one.toLowerCase() === value.toLowerCase());
  const others = another === undefined ? values : [another];
  return [...shown, ...others.filter((value) => !isShown(value))].slice(0, 2).map(insertable);
}

const generalForms = [
  { text: 'ns:shop,payments', means: 'any of' },
  { text: '-proto:udp', means: 'not' },
  { text: 'from.ns:shop', means: 'source only' },
  { text: 'to:shop/cart', means: 'namespace and name' },
  { text: '"text"', means: 'a name on either end' },
] as const;
