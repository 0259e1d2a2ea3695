// Which sources a view is about: the one it names, or every relay. A capture is looked at only by name.
import type { Status } from '@/lib/wire/frame';

/** The status with only the sources in view; the same object where that is all of them. */
export function inScope(status: Status | null, cluster: string | null): Status | null {
  if (!status) return null;
  const isMeant =
    cluster === null ? (source: string) => source === 'relay' : (_: string, name: string) => name === cluster;
  const clusters = status.clusters.filter((each) => isMeant(each.source, each.cluster));
  return clusters.length === status.clusters.length ? status : { ...status, clusters };
}

/** Captures and snapshots are clusters of these forms in the URL and in the API. They have come to rest. */
export const isCapture = (cluster: string | null): boolean =>
  cluster?.startsWith('capture:') === true || isSnapshot(cluster);

const snapshotPrefix = 'snapshot:';

export const isSnapshot = (cluster: string | null): boolean => cluster?.startsWith(snapshotPrefix) ?? false;

/** The id of the snapshot that a view is of; null where it is of none. */
export const snapshotOf = (cluster: string | null): string | null =>
  isSnapshot(cluster) ? (cluster?.slice(snapshotPrefix.length) ?? null) : null;
