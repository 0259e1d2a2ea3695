// Filters with names, and those that were used last. What a browser stored may be anything: what is none is passed over.
import { everything } from '@/lib/filter/filter';
import { parseFilter, parseTokens } from '@/lib/filter/parse';
import { printToken } from '@/lib/filter/print';
import type { Chips } from './chips';

/** Offered to everybody by the configuration. */
export interface QuickFilter {
  readonly label: string;
  readonly q: string;
}

/** A person's own. Both texts can be read; `off` are the tokens that are switched off. */
export interface SavedFilter {
  readonly name: string;
  readonly q: string;
  readonly off: string;
}

export interface FilterLibrary {
  readonly quick: readonly QuickFilter[];
  readonly saved: readonly SavedFilter[];
  /** Filter texts, the last one first. */
  readonly recent: readonly string[];
  /** The browser keeps them when the page is left. */
  readonly kept: boolean;
  readonly onSaved: (saved: readonly SavedFilter[]) => void;
}

export const longestName = 60;
const mostSaved = 200;
const mostRecent = 10;

/** The saved filters among what was stored, each name once. */
export function readSaved(stored: readonly unknown[]): readonly SavedFilter[] {
  const byName = new Map<string, SavedFilter>();
  for (const one of stored.slice(0, mostSaved)) {
    const saved = savedOf(one);
    if (saved) byName.set(saved.name, saved);
  }
  return [...byName.values()];
}

function savedOf(one: unknown): SavedFilter | null {
  if (typeof one !== 'object' || one === null || !('name' in one) || !('q' in one)) return null;
  const { name, q } = one;
  const off = 'off' in one ? one.off : '';
  if (typeof name !== 'string' || typeof q !== 'string' || typeof off !== 'string') return null;
  const isNamed = name === nameOf(name) && name !== '';
  return isNamed && parseFilter(q).ok && parseTokens(off).ok ? { name, q, off } : null;
}

export function chipsOf({ q, off }: SavedFilter): Chips {
  const [on, aside] = [parseFilter(q), parseTokens(off)];
  return { on: on.ok ? on.filter : everything, off: aside.ok ? aside.filter : everything };
}

/** A name as it is kept. */
export const nameOf = (text: string): string => text.trim().slice(0, longestName).trim();

/** With one more, or in the place of the one of that name. */
export function saveAs(saved: readonly SavedFilter[], one: SavedFilter): readonly SavedFilter[] {
  const at = saved.findIndex(({ name }) => name === one.name);
  return at < 0 ? [...saved, one] : saved.with(at, one);
}

/** With another name; one that had this name gives way. */
export function renamed(saved: readonly SavedFilter[], from: string, to: string): readonly SavedFilter[] {
  return saved
    .filter(({ name }) => name === from || name !== to)
    .map((one) => (one.name === from ? { ...one, name: to } : one));
}

export const withoutSaved = (saved: readonly SavedFilter[], name: string): readonly SavedFilter[] =>
  saved.filter((one) => one.name !== name);

/** The recent filters among what was stored. */
export function readRecent(stored: readonly unknown[]): readonly string[] {
  const texts = stored.slice(0, mostRecent).filter((text) => typeof text === 'string');
  return [...new Set(texts)].filter((text) => text !== '' && parseFilter(text).ok);
}

/** With this one first. A filter that grew out of the last one takes its place: its steps are worth nothing. */
export function remember(recent: readonly string[], text: string): readonly string[] {
  if (text === '' || recent[0] === text) return recent;
  const [last, ...older] = recent;
  const others = last === undefined || grew(last, text) ? older : recent;
  return [text, ...others.filter((other) => other !== text)].slice(0, mostRecent);
}

function grew(from: string, to: string): boolean {
  const tokens = new Set(tokensOf(to));
  return tokensOf(from).every((token) => tokens.has(token));
}

function tokensOf(text: string): readonly string[] {
  const parsed = parseFilter(text);
  return parsed.ok ? parsed.filter.tokens.map(printToken) : [];
}
