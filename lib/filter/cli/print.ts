// A filter and a range of time as a `hubble observe` command, quoted for any POSIX shell.

import { differencesOf, exactToken } from '@/lib/filter/cli/exact';
import type { CommandRange } from '@/lib/filter/cli/parse';
import { flagWords, isSaidByFlags } from '@/lib/filter/cli/say';
import { quoteShell } from '@/lib/filter/cli/shell';
import { timeToCli } from '@/lib/filter/cli/time';
import type { Filter, Token } from '@/lib/filter/filter';
import { printToken } from '@/lib/filter/print';
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
import { relayLists } from '@/lib/filter/relay/relay-lists';

export interface PrintedCommand {
  readonly command: string;
  /** Tokens that the command leaves out, one sentence each; it then shows more flows than the filter. */
  readonly unsaid: readonly string[];
  /** Where the command selects a little differently, one sentence each. */
  readonly notes: readonly string[];
}

export function printCommand(filter: Filter, range: CommandRange = {}): PrintedCommand {
  const wanted = sayWanted(filter.tokens.filter(({ not }) => !not));
  const unwanted = sayUnwanted(filter.tokens.filter(({ not }) => not));
  const time = sayRange(range);
  const words = ['hubble', 'observe', ...time.words, ...wanted.words, ...unwanted.words];
  const said = [...wanted.said, ...unwanted.said];
  return {
    command: words.map(quoteShell).join(' '),
    unsaid: [...wanted.unsaid, ...unwanted.unsaid].map(unsaidSentence).concat(time.unsaid),
    notes: said.flatMap(differencesOf),
  };
}

const unsaidSentence = (token: Token): string =>
  `${printToken(token)} has no words in hubble's command line and is left out.`;

interface Said {
  readonly words: readonly string[];
  readonly said: readonly Token[];
  readonly unsaid: readonly Token[];
}

/** Flags where they mean the same; else Hubble's own filters as JSON, which say all that Relay can be asked. */
function sayWanted(tokens: readonly Token[]): Said {
  if (tokens.length === 0) return { words: [], said: [], unsaid: [] };
  if (isSaidByFlags(tokens))
    return { words: tokens.flatMap((token) => flagWords(token, [])), said: tokens, unsaid: [] };
  const lists = exactLists(tokens);
  if (lists) return { words: lists.flatMap((list) => ['--allowlist', jsonText(list)]), said: tokens, unsaid: [] };
  const out = tokens.find((token) => !isSaidByFlags([token]) && !exactLists([token])) ?? tokens.at(-1);
  const rest = sayWanted(tokens.filter((token) => token !== out));
  return { ...rest, unsaid: out ? [out, ...rest.unsaid] : rest.unsaid };
}

/** Filters that select exactly what the tokens do; null when there are none. */
function exactLists(tokens: readonly Token[]): readonly RelayFilter[] | null {
  const { whitelist, isSayable } = listsOf(tokens);
  return isSayable && whitelist.length > 0 ? whitelist : null;
}

function listsOf(tokens: readonly Token[]): { whitelist: readonly RelayFilter[]; isSayable: boolean } {
  const { whitelist, exact } = relayLists({ tokens: tokens.map(exactToken) });
  return { whitelist, isSayable: exact && !holdsControl(JSON.stringify(whitelist)) };
}

/** What cannot be seen, such as a change of direction, is written as an escape: a command is read before it is run. */
const jsonText = (list: RelayFilter): string =>
  JSON.stringify(list).replace(/[\p{Cf}\u2028\u2029]/gu, (text) =>
    text.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );

/** JSON writes control characters as escapes, C1 ones as themselves. */
const holdsControl = (text: string): boolean => /[\u007f-\u009f]/.test(text);

/** Everything behind `--not` must hold together, so one token alone is said by flags. */
function sayUnwanted(tokens: readonly Token[]): Said {
  const words: string[] = [];
  const said: Token[] = [];
  const unsaid: Token[] = [];
  for (const token of tokens) {
    const isFirst = !words.includes('--not');
    const lists = exactLists([{ ...token, not: false }]);
    if (isFirst && isSaidByFlags([token])) words.push(...flagWords(token, ['--not']));
    else if (lists) words.push(...lists.flatMap((list) => ['--denylist', jsonText(list)]));
    else {
      unsaid.push(token);
      continue;
    }
    said.push(token);
  }
  return { words, said, unsaid };
}

function sayRange({ from, to, last, first, all, follow }: CommandRange): { words: string[]; unsaid: string[] } {
  const words: string[] = [];
  const unsaid: string[] = [];
  for (const [flag, time] of [
    ['--since', from],
    ['--until', to],
  ] as const) {
    const text = time === undefined ? undefined : timeToCli(time);
    if (text === null) unsaid.push(`${JSON.stringify(time)} is no time of hubble's and is left out.`);
    else if (text !== undefined) words.push(flag, text);
  }
  if (first) words.push('--first', first);
  if (last) words.push('--last', last);
  if (all) words.push('--all');
  if (follow) words.push('--follow');
  return { words, unsaid };
}
