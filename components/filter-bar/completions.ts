// The lines of the completion popover: what the grammar offers, merged with what is seen in live data.
import { type Completion, type CompletionItem, insertable } from '@/lib/filter/complete';
import type { FilterKey, Side } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys';

/** A value seen in the current view; the figures are left out where they are not known. */
export interface SeenValue {
  readonly value: string;
  readonly flows?: number;
  readonly denials?: number;
}

/** Live values of a key, most frequent first. */
export type SeenValues = (key: FilterKey) => readonly SeenValue[];

export interface CompletionLine extends CompletionItem {
  readonly flows?: number;
  /** Of the largest in the list, from 0 to 1. */
  readonly share?: number;
}

const lineLimit = 12;

/** What to show at the caret, at most twelve lines. */
export function completionLines(completion: Completion, seen: SeenValues): readonly CompletionLine[] {
  const { kind, key, prefix, items } = completion;
  if (kind === 'key' || key === undefined) return items.slice(0, lineLimit);
  const live = seen(key);
  const bySeen = new Map(live.map((one) => [one.value.toLowerCase(), one]));
  const most = Math.max(1, ...live.map(({ flows }) => flows ?? 0));
  const fixed = items.map((item) => withFigures(item, bySeen.get(item.label.toLowerCase()), most));
  const known = new Set(items.map((item) => item.label.toLowerCase()));
  const others = live
    .filter(({ value }) => !known.has(value.toLowerCase()) && value.toLowerCase().includes(prefix.toLowerCase()))
    .map((one) => withFigures({ insert: insertable(one.value), label: one.value, help: '' }, one, most));
  return [...fixed, ...others].sort((a, b) => (b.flows ?? 0) - (a.flows ?? 0)).slice(0, lineLimit);
}

function withFigures(item: CompletionItem, seen: SeenValue | undefined, most: number): CompletionLine {
  return seen?.flows === undefined ? item : { ...item, flows: seen.flows, share: seen.flows / most };
}

/** What else may be typed here, for the right half of the popover. */
export function otherForms(completion: Completion): readonly { readonly text: string; readonly means: string }[] {
  const { key, side } = completion;
  if (completion.kind === 'key' || key === undefined) return generalForms;
  const spec = keySpec(key);
  const head = headOf(key, side);
  const pair = pairs[key] ?? 'a,b';
  return [
    { text: `${head}:${pair}`, means: 'any of' },
    { text: `-${head}:${pair.split(',')[0]}`, means: 'not' },
    ...(spec.sided && side === 'either'
      ? [
          { text: `from.${key}:`, means: 'source only' },
          { text: `to.${key}:`, means: 'destination only' },
        ]
      : []),
    { text: spec.example, means: 'for example' },
  ];
}

const pairs: Partial<Record<FilterKey, string>> = {
  ns: 'shop,payments',
  pod: 'shop/cart,shop/web',
  workload: 'cart,checkout',
  verdict: 'dropped,error',
  proto: 'tcp,udp',
  port: '80,443',
  reason: 'POLICY_DENIED,POLICY_DENY',
  direction: 'ingress,egress',
  node: 'worker-1,worker-2',
  policy: 'allow-web,allow-dns',
};

const generalForms = [
  { text: 'ns:shop,payments', means: 'any of' },
  { text: '-proto:udp', means: 'not' },
  { text: 'from.ns:shop', means: 'source only' },
  { text: 'to:shop/cart', means: 'namespace and name' },
  { text: '"text"', means: 'a name on either end' },
] as const;

const headOf = (key: FilterKey, side: Side) => (side === 'either' ? key : `${side}.${key}`);
