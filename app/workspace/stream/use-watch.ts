'use client';

import { useEffect, useState } from 'react';
import { useView } from '@/app/workspace/use-view';
import { useFeedStore } from '@/lib/feed/use-feed';
import { liveRequestOf } from './live-request';

/** Asks the feed for what the URL says; equal requests change nothing. Relative ends count from when the page was opened. */
export function useWatch() {
  const { page, view, embed } = useView();
  const token = embed?.token ?? null;
  const feed = useFeedStore();
  const [openedMs] = useState(() => Date.now());
  useEffect(() => feed.watch(liveRequestOf(page, view, openedMs, token)), [feed, page, view, openedMs, token]);
}
