// Tokens as flags of one command, where flags mean the same together.
import { type CliFlag, cliFlags } from '@/lib/filter/cli/flags';
import type { Token } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys/keys';

/** Flags and values of a token that can be said by them, each pair behind `before`. */
export function flagWords({ side, ...token }: Token, before: readonly string[]): readonly string[] {
  const prefix = side === 'from' || side === 'to' ? `${side}-` : '';
  return (flagsFor(token) ?? []).flatMap(([{ flag, means }, value]) => [
    ...before,
    `--${keySpec(token.key).sided ? prefix : ''}${flag}`,
    ...(means === undefined ? [value] : []),
  ]);
}

/** True when the flags of these tokens select together what the tokens do. */
export function isSaidByFlags(tokens: readonly Token[]): boolean {
  const onEither = tokens.filter(
    ({ side, key, not }) => keySpec(key).sided && (side === 'either' || (side === 'end' && not)),
  );
  const onSameEnd = tokens.filter(({ side, key, not }) => keySpec(key).sided && side === 'end' && !not);
  // Flags without a side speak of one and the same end.
  if (onEither.length > 1 || (onEither.length === 1 && onSameEnd.length > 0)) return false;
  const apart = tokens.every((token, index) => !tokens.slice(0, index).some((other) => interferes(other, token)));
  return apart && tokens.every((token) => flagsFor(token) !== null);
}

/** hubble joins these, or refuses them, on one end. */
const names: ReadonlySet<string> = new Set(['ns', 'pod', 'service', 'ip', 'fqdn']);

function interferes(a: Token, b: Token): boolean {
  if (!keySpec(a.key).sided || !keySpec(b.key).sided) return a.key === b.key;
  const apart = (a.side === 'from' && b.side === 'to') || (a.side === 'to' && b.side === 'from');
  if (apart) return false;
  return a.key === b.key || (names.has(a.key) && names.has(b.key));
}

/** Flags and values for a token, or null where flags cannot say it. */
function flagsFor({
  key,
  values,
}: Pick<Token, 'key' | 'values'>): readonly (readonly [flag: CliFlag, value: string])[] | null {
  const all: (readonly [CliFlag, string])[] = [];
  for (const value of values) {
    const said = cliFlags
      .filter((flag) => flag.key === key && flag.flag !== 'all-namespaces')
      .flatMap((flag) => (isSayable(value) ? (flag.write(value) ?? []) : []).map((text) => [flag, text] as const));
    const [first] = said;
    if (!first) return null;
    all.push(...said.filter(([flag]) => flag === first[0]));
  }
  return all;
}

/** A terminal may act on control characters that are pasted into it, whatever quotes are around them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const isSayable = (value: string): boolean => !/[\u0000-\u001f\u007f-\u009f]/.test(value);
