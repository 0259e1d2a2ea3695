// The selecting flags of one command put together: repeats of a flag are "or", different flags are "and"; those without
// a side must all hold at one and the same end; everything behind `--not` must hold together to be left out.
import type { CliArgs, FlagArg } from '@/lib/filter/cli/args';
import { readList } from '@/lib/filter/cli/lists';
import { withNamespaces } from '@/lib/filter/cli/namespaces';
import type { Token } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys/keys';

export interface Selection {
  readonly tokens: readonly Token[];
  readonly problems: readonly string[];
}

export function selectionOf({ flags, lists }: CliArgs): Selection {
  const problems: string[] = [];
  const wanted = tokensOf(
    flags.filter(({ not }) => !not),
    problems,
  );
  const unwanted = tokensOf(
    flags.filter(({ not }) => not),
    problems,
  );
  const tokens = [...tied(wanted), ...excluded(unwanted, problems)];
  for (const name of ['allowlist', 'denylist'] as const) {
    const texts = lists.filter((list) => list.name === name).map(({ text }) => text);
    if (texts.length === 0) continue;
    const read = readList(name, texts);
    if ('problem' in read) problems.push(read.problem);
    else if (name === 'allowlist' && wanted.length > 0) problems.push(besideList);
    else tokens.push(...read.tokens);
  }
  return { tokens, problems };
}

const besideList =
  'hubble shows flows of the flags or of --allowlist, either; a filter here means both, so the list was left out.';

/** One token for all values of each flag, all of them positive. */
function tokensOf(flags: readonly FlagArg[], problems: string[]): readonly Token[] {
  const groups = new Map<string, Group>();
  for (const arg of flags) {
    const { flag, side, value, said } = arg;
    const read = flag.means === value ? ({ ok: true, value } as const) : flag.read(value);
    if (!read.ok) {
      problems.push(`${said} ${clip(value)} ${isPredicate.test(read.message) ? '' : 'is no value: '}${read.message}`);
      continue;
    }
    const id = `${side} ${flag.key}`;
    const group = groups.get(id) ?? { token: { key: flag.key, side, not: false, values: [] }, said, values: new Set() };
    const other =
      group.values.size > 0 ? undefined : [...groups.values()].find(({ token }) => conflicts(token, group.token));
    if (other) problems.push(`hubble does not take ${said} together with ${other.said}; it was left out.`);
    else groups.set(id, { ...group, values: group.values.add(read.value) });
  }
  return withNamespaces(
    [...groups.values()].map(({ token, values }) => ({ ...token, values: [...values] })),
    problems,
  );
}

interface Group {
  readonly token: Token;
  /** The flag as it was written first. */
  readonly said: string;
  readonly values: Set<string>;
}

/** Messages that go on from flag and value as they are. */
const isPredicate = /^(?:is|needs|begins)\b/;

const clip = (value: string): string => JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);

/** Ways of naming an end that exclude each other. */
const naming: Readonly<Record<string, string>> = { ns: 'name', pod: 'name', ip: 'ip', fqdn: 'fqdn' };

/** What hubble refuses: two ways of naming one end, and one way with and without a side. */
function conflicts(a: Token, b: Token): boolean {
  if (a.side !== b.side && a.side !== 'either' && b.side !== 'either') return false;
  const [one, other] = [naming[a.key], naming[b.key]];
  if (one && other && one !== other) return true;
  return a.key === b.key && a.side !== b.side;
}

/** Flags without a side speak of one and the same end. */
function tied(tokens: readonly Token[]): Token[] {
  const isSideless = ({ side, key }: Token) => side === 'either' && keySpec(key).sided;
  const count = tokens.filter(isSideless).length;
  return tokens.map((token) => (count > 1 && isSideless(token) ? { ...token, side: 'end' } : token));
}

function excluded(tokens: readonly Token[], problems: string[]): readonly Token[] {
  if (tokens.length > 1) {
    problems.push(
      'hubble leaves out flows that match all flags behind --not together; a filter here leaves out flows that match any of them, so they were left out.',
    );
    return [];
  }
  return tokens.map((token) => ({ ...token, not: true }));
}
