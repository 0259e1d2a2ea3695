'use client';

// The stream brings the newest rows; older ones of the view are asked for when somebody goes there.
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { askWith } from '@/app/workspace/ask';
import { useView } from '@/app/workspace/use-view';
import { TextButton } from '@/components/ui/button';
import { type FlowWindow, rowLimit } from '@/lib/feed/content';
import { useFeedStore } from '@/lib/feed/use-feed';
import { printFilter } from '@/lib/filter/print';
import { formatCount } from '@/lib/flow/format';
import { type Mark, type Page, readOlder } from './read-older';

const rowsPerStep = 1_000;

export interface OlderRowsProps {
  readonly flows: FlowWindow;
  /** The reader stands where older ones would follow. */
  readonly near: boolean;
}

/** Brings the next of them where the reader comes near, and all for who sorts or looks for something. */
export function OlderRows({ flows: { rows, matched }, near }: OlderRowsProps) {
  const { state, mark, read } = useOlder();
  const isEnd = mark?.next === null && mark.id === rows.at(-1)?.id;
  const next = useEffectEvent(() => void (state === 'more' && !isEnd && read(rows.length + rowsPerStep)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: what came may not reach beyond what is in sight
  useEffect(() => {
    if (near) next();
  }, [near, rows.length, state]);
  if (state === 'asking') return <span>Asking for older ones</span>;
  if (state === 'more' && isEnd) return null;
  return (
    <>
      {state === 'failed' && <span className="text-warn-text">Older ones did not come.</span>}
      <TextButton onClick={() => read(rowLimit)}>
        {matched > rowLimit ? `Show ${formatCount(rowLimit)}` : 'Show all'}
      </TextButton>
    </>
  );
}

interface Told {
  /** Of which view. */
  readonly of: string;
  readonly state: 'more' | 'asking' | 'failed';
  readonly mark: Mark | null;
}

function useOlder() {
  const feed = useFeedStore();
  const { view } = useView();
  const q = printFilter(view.q);
  const of = JSON.stringify([q, view.cluster, view.from, view.to]);
  const [said, say] = useState<Told>({ of, state: 'more', mark: null });
  const told: Told = said.of === of ? said : { of, state: 'more', mark: null };
  const abort = useRef<AbortController | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was asked for one view is of no use to the next
  useEffect(() => () => abort.current?.abort(), [of]);

  async function read(wanted: number) {
    const control = new AbortController();
    abort.current = control;
    const { signal } = control;
    const ask = (query: URLSearchParams) => {
      query.set('q', q);
      if (view.cluster !== null) query.set('cluster', view.cluster);
      return askWith<Page>('flows', query, signal);
    };
    say({ ...told, state: 'asking' });
    // Of a view that was left nothing is said.
    const tell = (next: Partial<Told>) => say((now) => (now.of === of ? { ...told, ...next } : now));
    try {
      const mark = await readOlder({ feed, ask, mark: told.mark, rows: Math.min(wanted, rowLimit), signal });
      tell({ state: 'more', mark });
    } catch {
      tell({ state: signal.aborted ? 'more' : 'failed' });
    }
  }

  return { state: told.state, mark: told.mark, read: (wanted: number) => void read(wanted) };
}
