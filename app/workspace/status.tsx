'use client';

import { StatusBar } from '@/components/status/status-bar';
import { useFeed } from '@/lib/feed/use-feed';
import { connectionOf, statusOf } from './parts';

export function ConnectedStatus({ onKeys }: { onKeys: () => void }) {
  const connection = useFeed(connectionOf);
  const status = useFeed(statusOf);
  return <StatusBar connected={connection.state === 'live'} onKeys={onKeys} status={status} />;
}
