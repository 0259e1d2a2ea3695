// What may be typed at the caret. Keys and fixed values come from the table; values seen in live data are merged by the
// caller, which `key`, `side` and `prefix` tell what to ask for.
import { type FilterKey, type Side, sides } from '@/lib/filter/filter';
import { keySpec, keySpecs, longForm, shorthands } from '@/lib/filter/keys/keys';
import { quote } from '@/lib/filter/print';
import { scan } from '@/lib/filter/scan';

export interface CompletionItem {
  /** What stands in the text between `start` and `end` once it is accepted. */
  readonly insert: string;
  readonly label: string;
  readonly help: string;
}

export interface Completion {
  /** What the caret stands in. */
  readonly kind: 'key' | 'value';
  /** The key whose value is typed. */
  readonly key?: FilterKey;
  readonly side: Side;
  readonly not: boolean;
  /** What is already typed of the key or value. */
  readonly prefix: string;
  readonly start: number;
  readonly end: number;
  readonly items: readonly CompletionItem[];
}

/** Completion at `caret`, a place between two characters of `text`. */
export function completeFilter(text: string, caret: number): Completion {
  const before = text.slice(0, caret);
  const last = scan(before).at(-1);
  if (!last || last.token.end < before.length) return keyCompletion(before.length, '', before.length, false);
  if (!last.head) return keyCompletion(last.body.start, last.body.text, before.length, last.not);
  const head = last.head.text.toLowerCase();
  const value = last.values.at(-1) ?? { text: '', start: before.length, end: before.length };
  const { key, side } = keyOf(head);
  const items = key === undefined ? [] : fixedValues(key, value.text);
  return { kind: 'value', key, side, not: last.not, prefix: value.text, start: value.start, end: before.length, items };
}

/** A value as it must stand in the text, for live values merged by the caller. */
export const insertable = (value: string): string => quote(value);

function keyCompletion(start: number, typed: string, end: number, not: boolean): Completion {
  const prefix = typed.toLowerCase();
  const items = keySpecs
    .filter((spec) => spec.key !== 'text')
    .flatMap((spec) =>
      (spec.sided ? ['', 'from.', 'to.', 'end.'] : ['']).map((side) => ({ spec, side, word: `${side}${spec.key}` })),
    )
    .filter(
      ({ spec, word }) =>
        word.startsWith(prefix) || spec.aliases.some((alias) => prefix !== '' && alias.startsWith(prefix)),
    )
    .filter(({ side }) => prefix !== '' || side === '')
    .map(({ spec, word }) => ({ insert: `${word}:`, label: word, help: spec.help }));
  return { kind: 'key', side: 'either', not, prefix: typed, start, end, items };
}

function keyOf(head: string): { key?: FilterKey; side: Side } {
  const shorthand = shorthands.get(head);
  if (shorthand) return { key: 'pod', side: shorthand };
  const side: Side = sides.find((each) => head.startsWith(`${each}.`)) ?? 'either';
  return { key: longForm(side === 'either' ? head : head.slice(head.indexOf('.') + 1)), side };
}

function fixedValues(key: FilterKey, prefix: string): CompletionItem[] {
  const typed = prefix.toLowerCase();
  return keySpec(key)
    .values.filter((value) => value.toLowerCase().includes(typed))
    .sort((a, b) => Number(b.toLowerCase().startsWith(typed)) - Number(a.toLowerCase().startsWith(typed)))
    .map((value) => ({ insert: quote(value), label: value, help: '' }));
}
