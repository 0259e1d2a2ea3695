'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useFeed } from '@/lib/feed/use-feed';
import { readerOf } from './parts';

/** What was answered to somebody who might see other things is asked for anew, and so is what the page says of them. */
export function useOtherReader(): void {
  const reader = useFeed(readerOf);
  const before = useRef(reader);
  const client = useQueryClient();
  const router = useRouter();
  useEffect(() => {
    const isOther = before.current !== null && reader !== before.current;
    before.current = reader;
    if (!isOther) return;
    void client.resetQueries();
    if (reader) router.refresh();
  }, [reader, client, router]);
}
