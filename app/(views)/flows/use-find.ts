'use client';

// Looking for text in the rows of the table, and going from one to the next.
import { useDeferredValue, useMemo, useState } from 'react';
import { rowsWith } from '@/components/flow-table/find';
import type { TableLook } from '@/components/flow-table/flow-table';
import type { Flow } from '@/lib/flow/flow';

export interface Find {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** How many rows hold it, and the number of the one that is stood on, from 1; 0 before the first step. */
  readonly count: number;
  readonly at: number;
  readonly step: (by: 1 | -1) => void;
  /** What the table marks. */
  readonly marks: Pick<TableLook, 'found' | 'foundAt'>;
}

/** `rows` as the table shows them. */
export function useFind(rows: readonly Flow[], { columns }: TableLook): Find {
  const [text, setText] = useState('');
  const [standing, setStanding] = useState<string | null>(null);
  // Typing comes first: marks may lag behind a little.
  const wanted = useDeferredValue(text);
  const found = useMemo(() => rowsWith(wanted, rows, columns), [wanted, rows, columns]);
  const at = standing === null ? -1 : found.findIndex((index) => rows[index]?.id === standing);
  const foundAt = found[at] ?? null;
  const marks = useMemo(() => ({ found: new Set(found), foundAt }), [found, foundAt]);
  return {
    text,
    setText(next) {
      setText(next);
      setStanding(null);
    },
    count: found.length,
    at: at + 1,
    step(by) {
      const next = at < 0 ? (by > 0 ? 0 : found.length - 1) : (at + by + found.length) % found.length;
      const flow = rows[found[next] ?? -1];
      if (flow) setStanding(flow.id);
    },
    marks,
  };
}
