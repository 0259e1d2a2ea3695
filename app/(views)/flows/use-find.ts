'use client';

// Looking for text in the rows of the table, and going from one to the next.
import { startTransition, useEffect, useMemo, useState } from 'react';
import { rowsWith } from '@/components/flow-table/find';
import type { TableLook } from '@/components/flow-table/flow-table';
import type { Flow } from '@/lib/flow/flow';

export interface Find {
  /** Typing comes first: marks and figures may lag behind a little. */
  readonly lookFor: (text: string) => void;
  /** How many rows hold it, and the number of the one that is stood on, from 1; 0 before the first step. */
  readonly count: number;
  readonly at: number;
  readonly step: (by: 1 | -1) => void;
  /** What the table marks. */
  readonly marks: Pick<TableLook, 'found' | 'foundAt'>;
}

/** `rows` as the table shows them. */
export function useFind(rows: readonly Flow[], { columns }: TableLook): Find {
  const [wanted, setWanted] = useState('');
  const [standing, setStanding] = useState<string | null>(null);
  const found = useFoundRows(wanted, rows, columns);
  const at = standing === null ? -1 : found.findIndex((index) => rows[index]?.id === standing);
  const foundAt = found[at] ?? null;
  const marks = useMemo(() => ({ found: new Set(found), foundAt }), [found, foundAt]);
  return {
    lookFor: (text) =>
      startTransition(() => {
        setWanted(text);
        setStanding(null);
      }),
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

/** What takes a few milliseconds. */
const rowsPerTurn = 1_000;

/** Rows that were never looked at are taken a few at a time, so that the page stays at hand. */
function useFoundRows(wanted: string, rows: readonly Flow[], columns: TableLook['columns']): readonly number[] {
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn goes on with the rest
  const { indexes, rest } = useMemo(() => rowsWith(wanted, rows, columns, rowsPerTurn), [wanted, rows, columns, turn]);
  useEffect(() => {
    if (rest === 0) return;
    const timer = setTimeout(() => setTurn(turn + 1));
    return () => clearTimeout(timer);
  }, [rest, turn]);
  return indexes;
}
