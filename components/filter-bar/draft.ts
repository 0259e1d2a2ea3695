// What is being typed in the filter bar: one token in the making, among tokens that are in force.
import { type CompletionItem, completeFilter } from '@/lib/filter/complete';
import { removeToken } from '@/lib/filter/edit';
import type { Filter, FilterError, Parsed } from '@/lib/filter/filter';
import { parseFilter, parseTokens } from '@/lib/filter/parse';
import { printToken } from '@/lib/filter/print';
import type { ChipList } from './chips';

export interface Draft {
  /** Where it stands: among the tokens in force, or among those that are off. */
  readonly list: ChipList;
  /** Index of the token that was opened; its place among the others. Past the end: a new one. */
  readonly at: number;
  /** Whether the token at `at` is the one being rewritten; it stays in force until then. */
  readonly opened: boolean;
  readonly text: string;
  /** Why the text was not taken. */
  readonly problem: FilterError | null;
}

export const noDraft = (filter: Filter): Draft => ({
  list: 'on',
  at: filter.tokens.length,
  opened: false,
  text: '',
  problem: null,
});

/** The token at `at` of its list, as text to rewrite. */
export function openToken(filter: Filter, at: number, list: ChipList = 'on'): Draft {
  const token = filter.tokens[at];
  return token ? { list, at, opened: true, text: printToken(token), problem: null } : noDraft(filter);
}

/** The texts of the tokens left and right of the one being typed. */
export function around(
  filter: Filter,
  draft: Draft,
): { readonly before: readonly string[]; readonly after: readonly string[] } {
  const texts = filter.tokens.map(printToken);
  return { before: texts.slice(0, draft.at), after: texts.slice(draft.opened ? draft.at + 1 : draft.at) };
}

/** The tokens in force less the one that is rewritten. */
export function beside(filter: Filter, { opened, list, at }: Draft): Filter {
  return opened && list === 'on' ? removeToken(filter, at) : filter;
}

/** The whole filter as it would stand if the draft were taken. */
export function wholeText(filter: Filter, draft: Draft): string {
  const { before, after } = around(filter, draft);
  return [...before, draft.text.trim(), ...after].filter((text) => text !== '').join(' ');
}

/** The list of the draft with the draft in it, or what is wrong; positions count in `wholeText`. */
export function takeDraft(filter: Filter, draft: Draft): Parsed {
  const text = wholeText(filter, draft);
  return draft.list === 'on' ? parseFilter(text) : parseTokens(text);
}

/** True when a blank at the end of `text` ends a token instead of standing inside quotes. */
export function blankEndsToken(text: string): boolean {
  return text.trim() !== '' && (text.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 0;
}

/** The text with a completion taken, and where the caret goes. */
export function accept(
  text: string,
  caret: number,
  item: CompletionItem,
): { readonly text: string; readonly caret: number } {
  const { start, end } = completeFilter(text, caret);
  return { text: text.slice(0, start) + item.insert + text.slice(end), caret: start + item.insert.length };
}

/** The parts of a token text: minus, key with colon, rest. */
export function partsOf(token: string): { readonly minus: boolean; readonly head: string; readonly values: string } {
  const minus = token.startsWith('-');
  const body = minus ? token.slice(1) : token;
  const colon = /^[a-z][a-z.]*:/.exec(body)?.[0] ?? '';
  return { minus, head: colon, values: body.slice(colon.length) };
}
