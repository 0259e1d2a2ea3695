'use client';

import { useQuery } from '@tanstack/react-query';
import { ask } from '@/app/workspace/ask';
import { snapshotOf } from '@/app/workspace/stream/scope';
import { useView } from '@/app/workspace/use-view';
import type { SnapshotView } from '@/lib/wire/snapshot';

/** What is known of the snapshot in view; null while it is asked for, and where none is in view. */
export function useSnapshot(): SnapshotView | null {
  const id = snapshotOf(useView().view.cluster);
  const { data } = useQuery({
    queryKey: ['snapshot', id],
    enabled: id !== null,
    queryFn: ({ signal }) => ask<SnapshotView>(`snapshots/${encodeURIComponent(id ?? '')}`, null, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return id === null ? null : (data ?? null);
}
