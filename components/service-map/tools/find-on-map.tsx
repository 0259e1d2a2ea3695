// Finding a node by its name, and stepping through those that have it.
import { type RefObject, useState } from 'react';
import { IconButton } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import type { Entity } from '@/lib/flow/entity';
import { entityLabel } from '@/lib/flow/entity-text';

export interface FindOnMapProps {
  /** Everything, folded or not, and what stands for the folded. */
  readonly nodes: readonly Entity[];
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onFound: (id: string) => void;
}

export function FindOnMap({ nodes, field, onFound }: FindOnMapProps) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(-1);
  const found = matching(nodes, text);
  function step(by: number, within = found) {
    if (within.length === 0) return;
    const next = (at + by + within.length) % within.length;
    setAt(next);
    const id = within[next];
    if (id !== undefined) onFound(id);
  }
  return (
    <search className="flex h-7 flex-none items-center gap-1 rounded-2 border border-line-strong bg-surface pl-2 focus-within:border-line-control">
      <Icon className="text-subtle" name="search" size={14} />
      <input
        aria-label="Find on the map"
        className="w-28 bg-transparent text-12 text-fg outline-none placeholder:text-subtle"
        onChange={(event) => {
          setText(event.target.value);
          setAt(-1);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          step(event.shiftKey ? -1 : 1);
        }}
        placeholder="Find"
        ref={field}
        value={text}
      />
      {text !== '' && (
        <>
          <span aria-live="polite" className="mono-11 whitespace-nowrap text-subtle">
            {found.length === 0 ? 'none' : `${at + 1} of ${found.length}`}
          </span>
          <IconButton icon="chevron-up" label="Previous" onClick={() => step(-1)} size="sm" />
          <IconButton icon="chevron-down" label="Next" onClick={() => step(1)} size="sm" />
        </>
      )}
    </search>
  );
}

/** Ids in the order of their names. */
function matching(nodes: readonly Entity[], text: string): readonly string[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  return nodes
    .map((node) => ({ id: node.id, label: entityLabel(node) }))
    .filter(({ label }) => label.toLowerCase().includes(wanted))
    .sort((a, b) => (a.label < b.label ? -1 : 1))
    .map(({ id }) => id);
}
