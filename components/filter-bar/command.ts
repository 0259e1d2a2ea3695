'use client';

// `hubble observe …`: pasted, it becomes the filter; copied, it says what is shown. What reads and writes commands is
// loaded with the first of them.
import { type ClipboardEvent, useState } from 'react';
import { copyText } from '@/components/value-actions/copy-text';
import { isCommand } from '@/lib/filter/cli/is-command';
import type { CommandRange } from '@/lib/filter/cli/parse';
import type { Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import type { FieldActions } from './field';

/** The span of time that is shown. */
export interface ShownRange {
  /** One sentence. */
  readonly words: string;
  readonly command: CommandRange;
  /** What a command cannot say of where the flows come from, one sentence each. */
  readonly notes: readonly string[];
}

/** Takes filter and range of a command; gives what of the range cannot be shown, one sentence or ''. */
export type OnCommand = (filter: Filter, range: CommandRange) => string;

export function usePastedCommand(actions: Pick<FieldActions, 'add' | 'forget'>, onCommand: OnCommand) {
  const [note, setNote] = useState('');
  async function read(text: string) {
    const { parseCommand } = await import('@/lib/filter/cli/parse');
    const { filter, range, untaken } = parseCommand(text);
    const isNothing = filter.tokens.length === 0 && Object.keys(range).length === 0;
    if (isNothing && untaken.length > 0) return setNote(`Nothing was taken from the command. ${untaken.join(' ')}`);
    const filterText = printFilter(filter);
    const isSound = parseFilter(filterText).ok;
    if (isSound) actions.forget();
    else actions.add(filterText);
    const left = isSound ? [...untaken, onCommand(filter, range)].filter(Boolean) : untaken;
    setNote(`The filter is that of the command.${left.length === 0 ? '' : ` Not taken from it: ${left.join(' ')}`}`);
  }
  function onPaste(event: ClipboardEvent<HTMLInputElement>) {
    const text = event.clipboardData.getData('text');
    if (!isCommand(text)) return;
    event.preventDefault();
    read(text).catch(() => setNote('The command could not be read: a part of Eyepiece did not load.'));
  }
  return { note, forgetNote: () => setNote(''), onPaste };
}

export interface CopiedCommand {
  /** The filter that it says. */
  readonly of: string;
  readonly command: string;
  /** What it cannot say, and where it selects a little differently, one sentence each. */
  readonly notes: readonly string[];
  readonly copied: boolean;
}

export function useCommandCopy(filter: Filter, rangeNow: () => ShownRange) {
  const [held, setHeld] = useState<CopiedCommand | null>(null);
  const of = printFilter(filter);
  async function copy() {
    const { printCommand } = await import('@/lib/filter/cli/print');
    const range = rangeNow();
    const { command, unsaid, notes } = printCommand(filter, range.command);
    setHeld({ of, command, notes: [...unsaid, ...notes, ...range.notes], copied: await copyText(command) });
  }
  return { copied: held?.of === of ? held : null, copy: () => void copy().catch(() => setHeld(null)) };
}
