// A pasted `hubble observe …` command as a filter and a range of time.

import { readArgs } from '@/lib/filter/cli/args';
import { isCommand, isHubble } from '@/lib/filter/cli/is-command';
import { selectionOf } from '@/lib/filter/cli/selection';
import { nextCommand, splitShell } from '@/lib/filter/cli/shell';
import { timeOfCli } from '@/lib/filter/cli/time';
import { everything, type Filter } from '@/lib/filter/filter';
import { clashOf } from '@/lib/filter/relay/clash';

/** Which flows of the filter; times as links write them: `-15m`, `now`, RFC 3339. */
export interface CommandRange {
  readonly from?: string;
  readonly to?: string;
  /** Numbers of flows, as decimal text. */
  readonly last?: string;
  readonly first?: string;
  readonly all?: boolean;
  readonly follow?: boolean;
}

export interface ParsedCommand {
  readonly filter: Filter;
  readonly range: CommandRange;
  /** What could not be taken, one sentence each. The filter then says less than the command, or hubble refuses it. */
  readonly untaken: readonly string[];
}

/** `#` before a command is a prompt, not a comment. */
const rootPrompt = /^\s*#\s*(?=\S*hubble\s)/;

/** Longer texts come from nobody's clipboard. */
const longestCommand = 65_536;

/** Never throws. Flags about output and connection are passed over; a shell's own doings are said, not done. */
export function parseCommand(text: string): ParsedCommand {
  if (text.length > longestCommand) return refused(`A command has at most ${longestCommand} characters.`);
  const { args, rest, problems } = findCommand(text.replace(rootPrompt, ''));
  if (typeof args === 'string') return refused(args);
  const read = readArgs(args);
  const selection = selectionOf(read);
  const clash = clashOf(selection.tokens);
  return {
    filter: { tokens: selection.tokens },
    range: rangeOf(read.range).range,
    untaken: [
      ...problems,
      ...read.problems,
      ...selection.problems,
      ...rangeOf(read.range).problems,
      ...(clash ? ['Filters on HTTP find nothing among the other types of event; hubble refuses them together.'] : []),
      ...(rest === '' ? [] : ['What follows the command (a pipe, a redirection, another command) was left out.']),
    ],
  };
}

const refused = (why: string): ParsedCommand => ({ filter: everything, range: {}, untaken: [why] });

interface FoundCommand {
  /** What follows `hubble observe`, or why there is none. */
  readonly args: readonly string[] | string;
  readonly problems: readonly string[];
  /** What is left of the text behind the command. */
  readonly rest: string;
}

/** The first `hubble observe` of a text: other commands may come before it, and a shell may be given it as one word. */
function findCommand(text: string, isWord = false): FoundCommand {
  let why = noCommand;
  for (let start = 0; start < text.length; ) {
    const { words, end, problems } = splitShell(text, start);
    const args = argsOf(words);
    if (typeof args !== 'string') return { args, problems, rest: text.slice(end).trim() };
    const word = isWord ? undefined : words.find(isCommand);
    if (word !== undefined) return findCommand(word, true);
    if (args !== noCommand) why = args;
    start = nextCommand(text, end);
  }
  return { args: why, problems: [], rest: '' };
}

const noCommand = 'This is no "hubble observe" command.';

/** Other words may come before it, as in `kubectl exec … -- hubble`. */
function argsOf(words: readonly string[]): readonly string[] | string {
  const program = words.findIndex(isHubble);
  const command = words.indexOf('observe', program + 1);
  if (program < 0 || command < 0) return noCommand;
  const [kind, ...others] = words.slice(command + 1);
  if (kind === 'agent-events' || kind === 'debug-events') return `"hubble observe ${kind}" shows no flows.`;
  return kind === 'flows' ? others : words.slice(command + 1);
}

function rangeOf(said: ReadonlyMap<string, string>): { range: CommandRange; problems: readonly string[] } {
  const problems: string[] = [];
  const time = (name: string) => {
    const text = said.get(name);
    const read = text === undefined ? undefined : timeOfCli(text);
    // hubble does not even look at the end of a stream that has none.
    if (read === null && !(name === 'until' && said.has('follow')))
      problems.push(`--${name} ${JSON.stringify(text)} is no time.`);
    return read ?? undefined;
  };
  const number = (name: string) => {
    const text = said.get(name);
    if (text === undefined || (/^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n)) return text;
    problems.push(`--${name} ${JSON.stringify(text)} is no number.`);
    return undefined;
  };
  const [from, to, last, first] = [time('since'), time('until'), number('last'), number('first')];
  for (const [one, other] of exclusive)
    if (said.has(one) && said.has(other)) problems.push(`--${one} and --${other} exclude each other.`);
  if (said.has('follow') && /^(table|tab)$/.test(said.get('output') ?? ''))
    problems.push('hubble does not follow with the output table.');
  const range = {
    ...(from && { from }),
    ...(to && !said.has('follow') && { to }),
    ...(last && { last }),
    ...(first && { first }),
    ...(said.has('all') && { all: true }),
    ...(said.has('follow') && { follow: true }),
  };
  return { range, problems };
}

const exclusive = [
  ['first', 'last'],
  ['first', 'follow'],
  ['first', 'all'],
  ['last', 'all'],
] as const;
