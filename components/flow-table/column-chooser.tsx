import { type DragEvent, type KeyboardEvent, useState } from 'react';
import { Button, IconButton, TextButton } from '@/components/ui/button';
import { CheckMark } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Popover, PopoverFoot, PopoverHead } from '@/components/ui/popover';
import { type Column, columns } from './columns';
import { columnsOf, moved, toggled } from './layout';

export interface ColumnChooserProps {
  /** Ids in their order. */
  readonly shown: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
  /** Back to the columns of the table itself. */
  readonly onReset: () => void;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Which fields are columns, and in which order: dragged, or with Alt and the arrow keys. */
export function ColumnChooser({ shown, onChange, onReset, open, onOpenChange }: ColumnChooserProps) {
  const [wanted, setWanted] = useState('');
  const others = columns.filter(({ id }) => !shown.includes(id));
  const listed = [...columnsOf(shown), ...others].filter(({ name }) =>
    name.toLowerCase().includes(wanted.toLowerCase()),
  );
  return (
    <Popover
      align="end"
      label="Columns"
      onOpenChange={onOpenChange}
      open={open}
      trigger={
        <Button aria-keyshortcuts="Alt+C" icon="columns" size="sm" variant="ghost">
          Columns
        </Button>
      }
    >
      <div className="p-1">
        <Field icon="search" label="Find a field" onChange={({ target }) => setWanted(target.value)} value={wanted} />
      </div>
      <PopoverHead>
        {shown.length} of {columns.length} fields
        <TextButton onClick={onReset}>Reset</TextButton>
      </PopoverHead>
      <ul className="max-h-96 overflow-auto">
        {listed.map((column) => (
          <Choice column={column} key={column.id} onChange={onChange} shown={shown} />
        ))}
        {listed.length === 0 && <li className="px-2 py-1.5 text-12 text-subtle">No field is called that.</li>}
      </ul>
      <PopoverFoot>Alt C opens this list, Alt and arrows move a field</PopoverFoot>
    </Popover>
  );
}

interface ChoiceProps {
  readonly column: Column;
  readonly shown: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
}

const draggedType = 'application/x-eyepiece-column';
const keySteps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1 };

function Choice({ column: { id, name }, shown, onChange }: ChoiceProps) {
  const place = shown.indexOf(id);
  const isShown = place >= 0;
  const onKeyDown = (event: KeyboardEvent) => {
    const by = keySteps[event.key];
    if (!event.altKey || by === undefined || !isShown) return;
    event.preventDefault();
    onChange(moved(shown, id, by));
  };
  const onDrop = (event: DragEvent) => {
    const dragged = event.dataTransfer.getData(draggedType);
    if (dragged && isShown) onChange(moved(shown, dragged, place - shown.indexOf(dragged)));
  };
  return (
    <li
      className="group flex items-center"
      draggable={isShown}
      onDragOver={(event) => event.dataTransfer.types.includes(draggedType) && event.preventDefault()}
      onDragStart={(event) => event.dataTransfer.setData(draggedType, id)}
      onDrop={onDrop}
    >
      <button
        aria-pressed={isShown}
        className="flex min-h-7 flex-1 items-center gap-2 rounded-1 px-2 text-left text-12 text-muted hover:bg-active hover:text-fg aria-pressed:text-fg touch:min-h-11"
        onClick={() => onChange(toggled(shown, id))}
        onKeyDown={onKeyDown}
        type="button"
      >
        <CheckMark checked={isShown} />
        {name}
      </button>
      {isShown && (
        <span className="flex opacity-0 focus-within:opacity-100 group-hover:opacity-100">
          <IconButton
            icon="chevron-up"
            label={`${name} further left`}
            onClick={() => onChange(moved(shown, id, -1))}
            size="sm"
          />
          <IconButton
            icon="chevron-down"
            label={`${name} further right`}
            onClick={() => onChange(moved(shown, id, 1))}
            size="sm"
          />
        </span>
      )}
    </li>
  );
}
