'use client';

import { useMemo } from 'react';
import { useSnapshot } from '@/app/workspace/share/use-snapshot';
import { useView } from '@/app/workspace/use-view';
import { useFeed } from '@/lib/feed/use-feed';
import type { Status } from '@/lib/wire/frame';
import { statusOf } from './parts';
import { inScope } from './scope';

/** The state of the sources in view; null until the first frame. A snapshot has the one it was frozen with. */
export function useStatus(): Status | null {
  const { view } = useView();
  const status = useFeed(statusOf);
  const snapshot = useSnapshot();
  return useMemo(
    () => (status && snapshot ? { ...status, clusters: [snapshot.status] } : inScope(status, view.cluster)),
    [status, snapshot, view.cluster],
  );
}
