'use client';

// The typing side of the filter bar: when a text becomes the filter, and what is offered meanwhile.
import { type ComponentProps, type RefObject, useId, useState } from 'react';
import { completeFilter } from '@/lib/filter/complete';
import type { Filter, FilterError } from '@/lib/filter/filter';
import { parseFilter, parseTokens } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import { type ChipPlace, type Chips, changeChip } from './chips';
import { askedValues, completionLines, type UseSeenValues } from './completions';
import { accept, beside, type Draft, noDraft, openToken, takeDraft, wholeText } from './draft';
import type { FieldActions, FilterField } from './field';
import { takeKey } from './field-keys';

export interface FieldOptions {
  readonly chips: Chips;
  readonly badText?: string;
  /** What the server found wrong with `badText`, where it can be read. */
  readonly refused?: FilterError | undefined;
  readonly onChange: (chips: Chips) => void;
  /** Counts values while they are typed: a hook, the same at every render. */
  readonly useSeen: UseSeenValues;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}

export function useFilterField({ chips, onChange, useSeen, inputRef, ...bad }: FieldOptions): FilterField {
  const id = useId();
  const { state, set, write, put, take } = useDraft(chips, bad, onChange);
  const { draft } = state;
  const completion = state.open ? completeFilter(draft.text, state.caret) : null;
  const seen = useSeen(completion && askedValues(completion, beside(chips.on, draft)));
  const lines = completion ? completionLines(completion, seen) : [];
  const actions: FieldActions = {
    put,
    take: (typed) => take(draft, typed),
    accept(line) {
      const next = accept(draft.text, state.caret, line);
      if (completion?.kind === 'value') take({ ...draft, text: next.text });
      else write(draft, next.text, next.caret);
    },
    fix(text) {
      const parsed = draft.list === 'on' ? parseFilter(text) : parseTokens(text);
      if (parsed.ok) put({ ...chips, [draft.list]: parsed.filter });
    },
    open({ list, at }) {
      const opened = openToken(chips[list], at, list);
      write(opened, opened.text, opened.text.length);
      inputRef.current?.focus();
    },
    changeChip(place, change) {
      const next = changeChip(chips, place, change);
      const problem = problemOf(next);
      if (!problem) put(next);
      else set({ draft: { ...draftOf(chips, place, next), problem }, open: false });
      if (problem) inputRef.current?.focus();
      return !problem;
    },
    add: (text) => take({ ...noDraft(chips.on), text }),
    forget: () => set({ draft: noDraft(chips.on), open: false }),
    point: (active) => set({ active, open: true }),
    closeMenu: () => set({ open: false }),
    leave: () => inputRef.current?.blur(),
  };
  const field = { draft, focused: state.focused, completion, lines, seen, active: state.active, actions };
  const ids = { listId: `${id}list`, problemId: `${id}problem` };
  const input = { ...spoken(field, ids), ...handlers(field, set, write) };
  return { ...field, ...ids, input };
}

/** Why the tokens in force cannot stand together; null when they can. */
function problemOf({ on }: Chips): FilterError | null {
  const parsed = parseFilter(printFilter(on));
  return parsed.ok ? null : parsed.error;
}

/** A change that does not hold together, as a text to mend: in its place, or behind the others when it was off. */
function draftOf(before: Chips, place: ChipPlace, after: Chips): Draft {
  if (place.list === 'on') return openToken(after.on, place.at);
  return { ...noDraft(before.on), text: openToken(before.off, place.at).text };
}

/** The text in the making and the ways in which it changes. */
function useDraft(chips: Chips, bad: BadText, onChange: (chips: Chips) => void) {
  const [held, setState] = useState<FieldState>(() => ({ ...quiet, draft: firstDraft(chips.on, bad) }));
  // A new token stands at the end, also when the rail has changed the filter meanwhile.
  const draft = held.draft.opened ? held.draft : { ...held.draft, at: chips.on.tokens.length };
  const set = (change: Partial<FieldState>) => setState((before) => ({ ...before, ...change }));
  const put = (next: Chips) => {
    set({ draft: noDraft(next.on), caret: 0, active: -1, open: false });
    onChange(next);
  };
  return {
    state: { ...held, draft },
    set,
    put,
    write: (from: Draft, text: string, caret: number) =>
      set({ draft: { ...from, text, problem: null }, caret, open: true, active: -1 }),
    /** What is wrong stays as typed, so that what comes after a blank is a token of its own. */
    take(next: Draft, typed = '') {
      const parsed = takeDraft(chips[next.list], next);
      if (parsed.ok) put({ ...chips, [next.list]: parsed.filter });
      else set({ draft: { ...next, text: next.text + typed, problem: parsed.error }, open: false });
    },
  };
}

function handlers(
  field: Pick<FilterField, 'draft' | 'completion' | 'lines' | 'active' | 'actions'>,
  set: (change: Partial<FieldState>) => void,
  write: (from: Draft, text: string, caret: number) => void,
): ComponentProps<'input'> {
  const { draft, actions } = field;
  return {
    value: draft.text,
    onChange: ({ target }) => write(draft, target.value, target.selectionStart ?? target.value.length),
    onSelect: ({ currentTarget }) => set({ caret: currentTarget.selectionStart ?? draft.text.length }),
    onFocus: () => set({ focused: true, open: draft.problem === null, active: -1 }),
    onBlur() {
      set({ focused: false, open: false });
      if (draft.problem === null && (draft.text.trim() !== '' || draft.opened)) actions.take();
    },
    onKeyDown(event) {
      if (takeKey(event.key, event.shiftKey, field)) event.preventDefault();
    },
  };
}

interface FieldState {
  readonly draft: Draft;
  readonly caret: number;
  readonly focused: boolean;
  readonly open: boolean;
  readonly active: number;
}

const quiet = { caret: 0, focused: false, open: false, active: -1 };

type BadText = Pick<FieldOptions, 'badText' | 'refused'>;

function firstDraft(filter: Filter, { badText = '', refused }: BadText): Draft {
  const draft = { ...noDraft(filter), text: badText };
  const parsed = parseFilter(wholeText(filter, draft));
  const problem = parsed.ok ? refused : parsed.error;
  return problem ? { ...draft, problem } : noDraft(filter);
}

/** The field as screen readers know it: a combobox whose options are named, never focused. */
function spoken(
  { draft, completion, active }: Pick<FilterField, 'draft' | 'completion' | 'active'>,
  { listId, problemId }: Pick<FilterField, 'listId' | 'problemId'>,
): ComponentProps<'input'> {
  return {
    role: 'combobox',
    'aria-label': 'Filter flows',
    'aria-autocomplete': 'list',
    'aria-expanded': completion !== null,
    'aria-controls': listId,
    'aria-activedescendant': completion && active >= 0 ? `${listId}-${active}` : undefined,
    'aria-invalid': draft.problem !== null,
    'aria-describedby': draft.problem ? problemId : undefined,
    'aria-keyshortcuts': '/',
  };
}
