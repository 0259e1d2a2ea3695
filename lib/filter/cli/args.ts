// The arguments of `hubble observe` taken apart as its flag library does: --flag value, --flag=value, -nvalue, -fA.
import { type CliFlag, cliFlags } from '@/lib/filter/cli/flags';
import { type CliOption, optionOf } from '@/lib/filter/cli/options';
import type { Side } from '@/lib/filter/filter';
import { visible } from '@/lib/flow/visible';

/** A flag that selects flows, as given. */
export interface FlagArg {
  readonly flag: CliFlag;
  readonly side: Exclude<Side, 'end'>;
  readonly value: string;
  /** Behind `--not`. */
  readonly not: boolean;
  /** How it was written, for sentences. */
  readonly said: string;
}

export interface CliArgs {
  readonly flags: readonly FlagArg[];
  /** `--allowlist` and `--denylist`, as JSON text. */
  readonly lists: readonly { readonly name: 'allowlist' | 'denylist'; readonly text: string }[];
  /** Flags of time, number and output; '' for those without a value. The last of a name counts. */
  readonly range: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/** Never throws. What is about output and connection is passed over. */
export function readArgs(args: readonly string[]): CliArgs {
  const reading: Reading = { flags: [], lists: [], range: new Map(), problems: [], not: false };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') break;
    const used = arg.startsWith('--')
      ? readLong(reading, arg, args[at + 1])
      : /^-./.test(arg)
        ? readShorts(reading, arg, args[at + 1])
        : readWord(reading, arg);
    at += used;
  }
  if (reading.not) reading.problems.push('The last --not stands before nothing.');
  return reading;
}

interface Reading {
  readonly flags: FlagArg[];
  readonly lists: { name: 'allowlist' | 'denylist'; text: string }[];
  readonly range: Map<string, string>;
  readonly problems: string[];
  /** Whether `--not` waits for its flag. */
  not: boolean;
}

function readWord({ problems }: Reading, word: string): 0 {
  problems.push(`"${clip(word)}" is no flag and was left out.`);
  return 0;
}

/** How many of the following arguments were used up. */
function readLong(reading: Reading, arg: string, next: string | undefined): 0 | 1 {
  const equals = arg.indexOf('=');
  const name = arg.slice(2, equals < 0 ? undefined : equals);
  return take(reading, name, `--${name}`, equals < 0 ? undefined : arg.slice(equals + 1), next);
}

/** Letters together: flags without a value, then perhaps one whose value is the rest. */
function readShorts(reading: Reading, arg: string, next: string | undefined): 0 | 1 {
  for (let at = 1; at < arg.length; at++) {
    const letter = arg.charAt(at);
    const rest = arg.slice(at + 1);
    if (takesValue(letter))
      return take(reading, letter, `-${letter}`, rest === '' ? undefined : rest.replace(/^=/, ''), next);
    take(reading, letter, `-${letter}`, undefined, undefined);
  }
  return 0;
}

interface Found {
  readonly flag: CliFlag;
  readonly side: FlagArg['side'];
}

function findFlag(name: string): Found | undefined {
  const side = name.startsWith('from-') ? 'from' : name.startsWith('to-') ? 'to' : 'either';
  const bare = side === 'either' ? name : name.slice(side.length + 1);
  const flag = cliFlags.find((each) => (name.length === 1 ? each.short === name : each.flag === bare));
  return flag && (side === 'either' || flag.sided) ? { flag, side } : undefined;
}

const takesValue = (name: string): boolean => {
  const found = findFlag(name);
  return found ? found.flag.means === undefined : (optionOf(name)?.takesValue ?? false);
};

function take(
  reading: Reading,
  name: string,
  said: string,
  given: string | undefined,
  next: string | undefined,
): 0 | 1 {
  if (name === 'not') return takeNot(reading);
  const found = findFlag(name);
  const isList = name === 'allowlist' || name === 'denylist';
  const option = found || isList ? undefined : optionOf(name);
  if (!found && !isList && !option) {
    reading.problems.push(`hubble observe has no flag ${clip(said)}; it was left out.`);
    return 0;
  }
  const wantsValue = isList || option?.takesValue || (found !== undefined && found.flag.means === undefined);
  const value = given ?? (wantsValue ? next : '');
  if (value === undefined) reading.problems.push(`${clip(said)} needs a value.`);
  else if (isList) reading.lists.push({ name, text: value });
  else if (found) takeFlag(reading, found, said, value);
  else if (option) takeOption(reading, option, value);
  return wantsValue && given === undefined ? 1 : 0;
}

function takeNot(reading: Reading): 0 {
  if (reading.not) reading.problems.push('Two --not stand together.');
  reading.not = true;
  return 0;
}

function takeFlag(reading: Reading, { flag, side }: Found, said: string, value: string): void {
  const { means } = flag;
  const truth = means === 'true' && value === 'false' ? 'false' : means;
  reading.flags.push({ flag, side, not: reading.not, said, value: means === undefined ? value : (truth ?? '') });
  reading.not = false;
}

function takeOption({ range }: Reading, { name, isRange }: CliOption, value: string): void {
  if ((isRange && value !== 'false') || name === 'output') range.set(name, value);
}

const clip = (text: string): string => visible(text.length > 60 ? `${text.slice(0, 57)}…` : text);
