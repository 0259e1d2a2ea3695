'use client';

import { SnapshotNote } from '@/components/status/snapshot-note';
import { useSnapshot } from './use-snapshot';
import { useView } from './use-view';

/** Says of a snapshot that it is one. */
export function SnapshotBanner() {
  const snapshot = useSnapshot();
  const { change } = useView();
  return (
    snapshot && <SnapshotNote onLive={() => change({ cluster: null, from: null, to: null })} snapshot={snapshot} />
  );
}
