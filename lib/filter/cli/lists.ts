// `--allowlist` and `--denylist`: Hubble's own filters as JSON, of which any may match.
import type { Token } from '@/lib/filter/filter';
import { printFilter } from '@/lib/filter/print';
import { tokensOfRelay } from '@/lib/filter/relay/from-relay';

export type ReadList = { readonly tokens: readonly Token[] } | { readonly problem: string };

/** Tokens that say what the filters say together, or why none do. */
export function readList(name: 'allowlist' | 'denylist', texts: readonly string[]): ReadList {
  const filters: (readonly Token[])[] = [];
  for (const text of texts) {
    const json = readJson(text);
    if (json === null) return { problem: `--${name} holds no JSON object.` };
    const read = tokensOfRelay(json);
    if (!read.ok) return { problem: `--${name}: ${read.message}` };
    filters.push(read.tokens);
  }
  if (name === 'denylist') return denied(filters);
  const [only = [], other] = filters;
  if (other === undefined) return { tokens: only };
  const either = filters.length === 2 ? onEitherEnd(only, other) : null;
  return either
    ? { tokens: either }
    : {
        problem:
          'Several --allowlist mean any of them; a filter here has no "or" between different keys, so they were left out.',
      };
}

function denied(filters: readonly (readonly Token[])[]): ReadList {
  if (filters.some((tokens) => tokens.length === 0)) return { problem: 'An empty --denylist leaves out every flow.' };
  const together = filters.length === 2 ? onEitherEnd(filters[0] ?? [], filters[1] ?? []) : null;
  const tokens = together?.length === 1 ? together : filters.flat();
  if (tokens !== together && filters.some(({ length }) => length > 1))
    return {
      problem:
        'A --denylist with several fields leaves out flows that match all of them; a filter here would leave out more, so it was not taken.',
    };
  return { tokens: tokens.map((token) => ({ ...token, not: true })) };
}

/** Two filters that differ only in the end they speak of are one on either end. */
function onEitherEnd(a: readonly Token[], b: readonly Token[]): readonly Token[] | null {
  const mirrored = a.map((token): Token => (token.side === 'from' ? { ...token, side: 'to' } : token));
  if (
    a.some(({ side }) => side === 'to') ||
    printFilter({ tokens: mirrored }) !== printFilter({ tokens: inOrderOf(b, mirrored) })
  )
    return null;
  const count = a.filter(({ side }) => side === 'from').length;
  return a.map((token) => (token.side === 'from' ? { ...token, side: count > 1 ? 'end' : 'either' } : token));
}

/** JSON writers sort fields by name or by number. */
function inOrderOf(tokens: readonly Token[], order: readonly Token[]): readonly Token[] {
  const place = ({ key }: Token) => order.findIndex((each) => each.key === key);
  return tokens.toSorted((a, b) => place(a) - place(b));
}

function readJson(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : null;
  } catch {
    return null;
  }
}
