'use client';

import { ConnectedWho } from '@/app/workspace/who';
import { StatusBar } from '@/components/status/status-bar';
import { useFeed } from '@/lib/feed/use-feed';
import { connectionOf } from './parts';
import { useStatus } from './use-status';

export function ConnectedStatus({ onKeys }: { onKeys: () => void }) {
  const connection = useFeed(connectionOf);
  const status = useStatus();
  return <StatusBar connected={connection.state === 'live'} onKeys={onKeys} status={status} who={<ConnectedWho />} />;
}
