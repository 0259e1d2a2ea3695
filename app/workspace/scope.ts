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

/** Captures are clusters of this form in the URL and in the API. */
export const isCapture = (cluster: string | null): boolean => cluster?.startsWith('capture:') ?? false;
