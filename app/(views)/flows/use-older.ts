'use client';

// The stream brings the newest rows; older ones of the view are asked for when somebody goes there.
import { useEffect, useRef, useState } from 'react';
import { askWith } from '@/app/workspace/ask';
import { useView } from '@/app/workspace/use-view';
import { type FlowWindow, rowLimit } from '@/lib/feed/content';
import { useFeedStore } from '@/lib/feed/use-feed';
import { printFilter } from '@/lib/filter/print';
import type { Mark, Page } from './read-older';

export interface Older {
  readonly state: 'none' | 'more' | 'asking' | 'failed';
  /** The next of them, where the end is near. */
  readonly next: () => void;
  /** As many as a table holds. */
  readonly all: () => void;
}

interface Told {
  /** Of which view. */
  readonly of: string;
  readonly state: 'more' | 'asking' | 'failed';
  readonly mark: Mark | null;
}

const rowsPerStep = 1_000;

export function useOlder({ rows, matched }: FlowWindow): Older {
  const feed = useFeedStore();
  const { view } = useView();
  const of = JSON.stringify([printFilter(view.q), view.cluster, view.from, view.to]);
  const [said, say] = useState<Told>({ of, state: 'more', mark: null });
  const told: Told = said.of === of ? said : { of, state: 'more', mark: null };
  const abort = useRef<AbortController | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was asked for one view is of no use to the next
  useEffect(() => () => abort.current?.abort(), [of]);

  async function read(wanted: number) {
    const control = new AbortController();
    const { signal } = control;
    abort.current = control;
    const ask = (query: URLSearchParams) => {
      query.set('q', printFilter(view.q));
      if (view.cluster !== null) query.set('cluster', view.cluster);
      return askWith<Page>('flows', query, signal);
    };
    say({ ...told, state: 'asking' });
    try {
      const { readOlder } = await import('./read-older');
      const mark = await readOlder({ feed, ask, mark: told.mark, rows: wanted, signal });
      say((now) => (now.of === of ? { of, state: 'more', mark } : now));
    } catch {
      // Of a view that was left nothing is said.
      say((now) => (now.of === of ? { ...told, state: signal.aborted ? 'more' : 'failed' } : now));
    }
  }

  const isEnd = told.mark?.next === null && told.mark.id === rows.at(-1)?.id;
  const isFull = rows.length >= Math.min(matched, rowLimit);
  const state = told.state === 'more' && (isEnd || isFull) ? 'none' : told.state;
  const start = (wanted: number) => {
    if (state === 'more' || state === 'failed') void read(Math.min(wanted, rowLimit));
  };
  return {
    state,
    next() {
      if (state === 'more') start(rows.length + rowsPerStep);
    },
    all: () => start(rowLimit),
  };
}
