'use client';

// The typing side of the filter bar: when a text becomes the filter, and what is offered meanwhile.
import { type ComponentProps, type RefObject, useId, useState } from 'react';
import { completeFilter } from '@/lib/filter/complete';
import { removeToken } from '@/lib/filter/edit';
import type { Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { askedValues, completionLines, type UseSeenValues } from './completions';
import { accept, beside, type Draft, noDraft, openToken, takeDraft, wholeText } from './draft';
import type { FieldActions, FilterField } from './field';
import { takeKey } from './field-keys';

export interface FieldOptions {
  readonly filter: Filter;
  readonly badText?: string;
  readonly onChange: (filter: Filter) => void;
  /** Counts values while they are typed: a hook, the same at every render. */
  readonly useSeen: UseSeenValues;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}

export function useFilterField({ filter, badText, onChange, useSeen, inputRef }: FieldOptions): FilterField {
  const id = useId();
  const { state, set, write, put, take } = useDraft(filter, badText, onChange);
  const { draft } = state;
  const completion = state.open ? completeFilter(draft.text, state.caret) : null;
  const seen = useSeen(completion && askedValues(completion, beside(filter, draft)));
  const lines = completion ? completionLines(completion, seen) : [];
  const actions: FieldActions = {
    take: (typed) => take(draft, typed),
    accept(line) {
      const next = accept(draft.text, state.caret, line);
      if (completion?.kind === 'value') take({ ...draft, text: next.text });
      else write(draft, next.text, next.caret);
    },
    fix(text) {
      const parsed = parseFilter(text);
      if (parsed.ok) put(parsed.filter);
    },
    open(at) {
      const opened = openToken(filter, at);
      write(opened, opened.text, opened.text.length);
      inputRef.current?.focus();
    },
    remove: (at) => put(removeToken(filter, at)),
    forget: () => set({ draft: noDraft(filter), open: false }),
    point: (active) => set({ active, open: true }),
    closeMenu: () => set({ open: false }),
    leave: () => inputRef.current?.blur(),
  };
  const field = { draft, focused: state.focused, completion, lines, seen, active: state.active, actions };
  const ids = { listId: `${id}list`, problemId: `${id}problem` };
  const input = { ...spoken(field, ids), ...handlers(field, set, write) };
  return { ...field, ...ids, input };
}

/** The text in the making and the ways in which it changes. */
function useDraft(filter: Filter, badText: string | undefined, onChange: (filter: Filter) => void) {
  const [held, setState] = useState<FieldState>(() => ({ ...quiet, draft: firstDraft(filter, badText) }));
  // A new token stands at the end, also when the rail has changed the filter meanwhile.
  const draft = held.draft.opened ? held.draft : { ...held.draft, at: filter.tokens.length };
  const set = (change: Partial<FieldState>) => setState((before) => ({ ...before, ...change }));
  const put = (next: Filter) => {
    set({ draft: noDraft(next), caret: 0, active: -1, open: false });
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
      const parsed = takeDraft(filter, next);
      if (parsed.ok) put(parsed.filter);
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

function firstDraft(filter: Filter, badText: string | undefined): Draft {
  const draft = { ...noDraft(filter), text: badText ?? '' };
  const parsed = parseFilter(wholeText(filter, draft));
  return parsed.ok ? noDraft(filter) : { ...draft, problem: parsed.error };
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
