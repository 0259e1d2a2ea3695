'use client';

import { useView } from '@/app/workspace/use-view';
import { SnapshotNote } from '@/components/status/snapshot-note';
import { useSnapshot } from './use-snapshot';

/** Says of a snapshot that it is one. */
export function SnapshotBanner() {
  const snapshot = useSnapshot();
  const { change } = useView();
  return (
    snapshot && <SnapshotNote onLive={() => change({ cluster: null, from: null, to: null })} snapshot={snapshot} />
  );
}
