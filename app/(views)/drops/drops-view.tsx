'use client';

import { dropsOf } from '@/app/workspace/parts';
import { useFeed } from '@/lib/feed/use-feed';
import { ConnectedDrops } from '../connected-drops';
import { Empty, Waiting } from '../pane';

export function DropsView() {
  const groups = useFeed(dropsOf);
  if (!groups) return <Waiting />;
  return groups.length === 0 ? <Empty what="drops" /> : <ConnectedDrops />;
}
