// Changes to a filter that the rail, the filter bar and "add as filter" make. All return a new value.
import type { Filter, FilterKey, Side, Token } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys/keys';

export interface ValueRef {
  readonly key: FilterKey;
  readonly value: string;
  /** Default: either. */
  readonly side?: Side;
}

/** The namespaces the rail shows as chosen: those of the one `ns:` token without side or minus; [] is all. */
export function chosenNamespaces(filter: Filter): readonly string[] {
  return filter.tokens.find(isNamespaceChoice)?.values ?? [];
}

/** Chooses exactly these namespaces; none means all. Other tokens stay. */
export function setNamespaces(filter: Filter, namespaces: readonly string[]): Filter {
  const choice: Token = { key: 'ns', side: 'either', not: false, values: [...new Set(namespaces)] };
  const others = filter.tokens.filter((token) => !isNamespaceChoice(token));
  return { tokens: choice.values.length === 0 ? others : [choice, ...others] };
}

/** Adds a namespace to the choice or takes it out. */
export function toggleNamespace(filter: Filter, namespace: string): Filter {
  const chosen = chosenNamespaces(filter);
  return setNamespaces(
    filter,
    chosen.includes(namespace) ? chosen.filter((name) => name !== namespace) : [...chosen, namespace],
  );
}

/** Shows flows with this value: joins a token of the same key and side, and lifts an exclusion of the value. */
export function includeValue(filter: Filter, ref: ValueRef): Filter {
  return putValue(dropValue(filter, ref, true), ref, false);
}

/** Hides flows with this value, and no longer asks for it. */
export function excludeValue(filter: Filter, ref: ValueRef): Filter {
  return putValue(dropValue(filter, ref, false), ref, true);
}

/** Takes the token at `index` out. */
export function removeToken(filter: Filter, index: number): Filter {
  return { tokens: filter.tokens.filter((_, at) => at !== index) };
}

/** Puts another token in the place of the one at `index`; an index past the end appends. */
export function replaceToken(filter: Filter, index: number, token: Token): Filter {
  return { tokens: [...filter.tokens.slice(0, index), token, ...filter.tokens.slice(index + 1)] };
}

/** Turns the token at `index` from "must" to "must not" and back. */
export function negateToken(filter: Filter, index: number): Filter {
  return { tokens: filter.tokens.map((token, at) => (at === index ? { ...token, not: !token.not } : token)) };
}

/** The token for the other end: source and destination change places, any other side becomes the source. null: no sides. */
export function otherSide(token: Token): Token | null {
  if (!keySpec(token.key).sided) return null;
  return { ...token, side: token.side === 'from' ? 'to' : 'from' };
}

const isNamespaceChoice = (token: Token): boolean => token.key === 'ns' && token.side === 'either' && !token.not;

function isLike(token: Token, { key, side = 'either' }: ValueRef, not: boolean): boolean {
  return token.key === key && token.side === side && token.not === not;
}

function putValue(filter: Filter, ref: ValueRef, not: boolean): Filter {
  const value = canonical(ref);
  const at = filter.tokens.findIndex((token) => isLike(token, ref, not));
  const before = filter.tokens[at];
  if (!before)
    return { tokens: [...filter.tokens, { key: ref.key, side: ref.side ?? 'either', not, values: [value] }] };
  return replaceToken(filter, at, { ...before, values: [...new Set([...before.values, value])] });
}

function dropValue(filter: Filter, ref: ValueRef, not: boolean): Filter {
  const value = canonical(ref);
  const tokens = filter.tokens.map((token) =>
    isLike(token, ref, not) ? { ...token, values: token.values.filter((kept) => kept !== value) } : token,
  );
  return { tokens: tokens.filter((token) => token.values.length > 0) };
}

/** The value as the parser would keep it, so that `dropped` and `DROPPED` are one; odd names go behind a `=`. */
export function canonical({ key, value }: Pick<ValueRef, 'key' | 'value'>): string {
  const { read } = keySpec(key);
  const [plain, exact] = [read(value), read(`=${value}`)];
  if (plain.ok) return plain.value;
  return exact.ok ? exact.value : value;
}
