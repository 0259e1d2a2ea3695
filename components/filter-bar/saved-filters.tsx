'use client';

import { type FormEvent, useState } from 'react';
import { Button, IconButton, TextButton } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { MenuItem, PopoverHead } from '@/components/ui/popover';
import { printFilter } from '@/lib/filter/print';
import { visible } from '@/lib/flow/visible';
import type { Chips } from './chips';
import {
  chipsOf,
  type FilterLibrary,
  longestName,
  nameOf,
  renamed,
  type SavedFilter,
  saveAs,
  withoutSaved,
} from './library';

export interface SavedFiltersProps {
  readonly library: FilterLibrary;
  readonly chips: Chips;
  readonly onApply: (chips: Chips) => void;
}

/** Filters that a person gave names to, in this browser. */
export function SavedFilters({ library, chips, onApply }: SavedFiltersProps) {
  const { saved, kept, onSaved } = library;
  const [renaming, setRenaming] = useState<string | null>(null);
  const [before, setBefore] = useState<{ readonly name: string; readonly saved: readonly SavedFilter[] } | null>(null);
  function remove(name: string) {
    setBefore({ name, saved });
    onSaved(withoutSaved(saved, name));
  }
  return (
    <section aria-label="Saved filters" className="mt-1 border-line border-t pt-1">
      <PopoverHead>Saved in this browser</PopoverHead>
      {saved.map((one) =>
        one.name === renaming ? (
          <NameForm
            does="Rename"
            key={one.name}
            label={`New name of ${one.name}`}
            onCancel={() => setRenaming(null)}
            onName={(name) => {
              setRenaming(null);
              onSaved(renamed(saved, one.name, name));
            }}
            start={one.name}
          />
        ) : (
          <SavedRow
            key={one.name}
            one={one}
            onApply={() => onApply(chipsOf(one))}
            onDelete={() => remove(one.name)}
            onRename={() => setRenaming(one.name)}
          />
        ),
      )}
      <SaveCurrent chips={chips} onSaved={onSaved} saved={saved} />
      <p aria-live="polite" className="px-2 pb-1 text-12 text-subtle empty:hidden">
        {before && (
          <>
            {visible(before.name)} is deleted.{' '}
            <TextButton
              onClick={() => {
                onSaved(before.saved);
                setBefore(null);
              }}
            >
              Undo
            </TextButton>
          </>
        )}
      </p>
      {!kept && (
        <p className="px-2 pb-1.5 text-12 text-warn-text" role="status">
          This browser has no room or no leave to keep filters: they last until the page is closed.
        </p>
      )}
    </section>
  );
}

interface SavedRowProps {
  readonly one: SavedFilter;
  readonly onApply: () => void;
  readonly onRename: () => void;
  readonly onDelete: () => void;
}

function SavedRow({ one, onApply, onRename, onDelete }: SavedRowProps) {
  const name = visible(one.name);
  const text = visible(one.q) || 'everything';
  return (
    <div className="flex items-center">
      <MenuItem className="min-w-0 flex-1" onClick={onApply} title={text}>
        <span className="flex-none text-fg">{name}</span>
        <code className="truncate text-subtle">{text}</code>
      </MenuItem>
      <IconButton icon="pencil" label={`Rename ${name}`} onClick={onRename} size="sm" />
      <IconButton icon="close" label={`Delete ${name}`} onClick={onDelete} size="sm" />
    </div>
  );
}

interface SaveCurrentProps {
  readonly chips: Chips;
  readonly saved: readonly SavedFilter[];
  readonly onSaved: (saved: readonly SavedFilter[]) => void;
  /** The field gets the focus. */
  readonly focused?: boolean;
}

/** The filter in force under a name. */
export function SaveCurrent({ chips, saved, onSaved, focused = false }: SaveCurrentProps) {
  const [q, off] = [printFilter(chips.on), printFilter(chips.off)];
  if (q === '' && off === '')
    return <p className="px-2 pb-1.5 text-12 text-subtle">Set a filter to save it here under a name.</p>;
  return (
    <NameForm
      does="Save"
      focused={focused}
      label="Name for this filter"
      onName={(name) => onSaved(saveAs(saved, { name, q, off }))}
      taken={saved.map(({ name }) => name)}
    />
  );
}

interface NameFormProps {
  readonly label: string;
  readonly does: string;
  readonly start?: string;
  /** Names that are given already. */
  readonly taken?: readonly string[];
  readonly onName: (name: string) => void;
  readonly onCancel?: () => void;
  readonly focused?: boolean;
}

function NameForm({ label, does, start = '', taken = [], onName, onCancel, focused = false }: NameFormProps) {
  const [text, setText] = useState(start);
  const name = nameOf(text);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (name === '') return;
    setText('');
    onName(name);
  }
  return (
    <form className="flex items-center gap-1.5 px-1 py-1" onSubmit={submit}>
      <Field
        autoFocus={focused || onCancel !== undefined}
        className="min-w-0 flex-1"
        label={label}
        maxLength={longestName}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !onCancel) return;
          event.stopPropagation();
          onCancel();
        }}
        value={text}
      />
      <Button className="touch:h-11" disabled={name === ''} size="md" type="submit">
        {taken.includes(name) ? 'Replace' : does}
      </Button>
    </form>
  );
}
