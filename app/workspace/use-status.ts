'use client';

import { useMemo } from 'react';
import { useFeed } from '@/lib/feed/use-feed';
import type { Status } from '@/lib/wire/frame';
import { statusOf } from './parts';
import { inScope } from './scope';
import { useView } from './use-view';

/** The state of the sources in view; null until the first frame. */
export function useStatus(): Status | null {
  const { view } = useView();
  const status = useFeed(statusOf);
  return useMemo(() => inScope(status, view.cluster), [status, view.cluster]);
}
