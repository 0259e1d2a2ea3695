// What a token is to hubble: the condition that its own code tests, and how that differs from the token's.
import { cliFlags } from '@/lib/filter/cli/flags';
import type { FilterKey, Token } from '@/lib/filter/filter';
import { isInNamespace } from '@/lib/filter/keys/name-keys';
import { hasGlob } from '@/lib/filter/match/glob';
import { printToken } from '@/lib/filter/print';

const inferring: ReadonlySet<FilterKey> = new Set(['ns', 'workload', 'cluster', 'reason']);

/** The token by what Hubble recorded alone. Wildcards stay as they are: Hubble's filters have none there. */
export function exactToken(token: Token): Token {
  if (!inferring.has(token.key)) return token;
  return {
    ...token,
    values: token.values.map((value) => (isAsIs(token.key, value) ? value : `=${value}`)),
  };
}

const isAsIs = (key: FilterKey, value: string): boolean =>
  value.startsWith('=') || hasGlob(value) || (key === 'workload' && isInNamespace(value));

/** How the command differs for this token, one sentence each. */
export function differencesOf(token: Token): string[] {
  const flags = cliFlags.filter(({ key, differs }) => key === token.key && differs);
  const found = flags.flatMap(({ differs }) => token.values.flatMap((value) => differs?.(value) ?? []));
  return [...new Set(found)].map((difference) => `${printToken(token)}: ${difference}`);
}
