'use client';

// What is said of an end that is not shown, or by its namespace alone.
import { clsx } from 'clsx';
import { createContext, useCallback, useContext } from 'react';
import { Icon } from '@/components/ui/icon';
import type { Entity } from '@/lib/flow/entity';
import { entityLabel, type Veiled, veilText } from '@/lib/flow/entity-text';

const VeiledFor = createContext<Veiled>('reader');

/** Around what is opened from a file that somebody made who saw less than its reader. */
export const VeiledForProvider = VeiledFor.Provider;

/** Says why of an end; '' where nothing of it is kept back. */
export function useVeilText(): (end: Pick<Entity, 'kind' | 'veiled'>) => string {
  const forWhom = useContext(VeiledFor);
  return useCallback((end) => veilText(end, forWhom), [forWhom]);
}

interface VeilNoteProps {
  readonly ends: readonly Entity[];
  /** Where it is not plain which end is meant. */
  readonly named?: boolean;
  readonly className?: string;
}

/** One sentence for each end that is kept back; nothing where none is. */
export function VeilNote({ ends, named = false, className }: VeilNoteProps) {
  const textOf = useVeilText();
  return ends
    .filter((end, at) => end.veiled && ends.findIndex(({ id }) => id === end.id) === at)
    .map((end) => (
      <p className={clsx('flex gap-1.5 text-12 text-muted', className)} key={end.id}>
        <Icon className="mt-0.5 flex-none text-subtle" name="lock" size={14} />
        <span className="min-w-0 break-words">
          {named && <b className="font-semibold text-fg">{entityLabel(end)}: </b>}
          {textOf(end)}
        </span>
      </p>
    ));
}
