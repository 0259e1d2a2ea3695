// What the stream control and the banners say, from the feed's connection and from what Relay's state is told to be.
import type { ServerStream } from '@/components/status/notice';
import type { StreamState } from '@/components/time-bar/stream-state';
import type { FeedContent } from '@/lib/feed/content';
import type { FeedSnapshot } from '@/lib/feed/feed';
import type { EpochMs } from '@/lib/flow/flow';
import type { View } from '@/lib/view/parameters';
import { isLive } from '@/lib/view/view';
import type { ClusterStatus } from '@/lib/wire/frame';
import type { Problem } from '@/lib/wire/problem';
import { isCapture, isSnapshot } from './scope';

type Range = { readonly fromMs: EpochMs; readonly toMs: EpochMs } | null;

/** `cluster` is that of the view. */
export function streamStateOf(snapshot: FeedSnapshot, range: Range, cluster: string | null = null): StreamState {
  const { connection, content, status, pausedAtMs, newer, behindSeconds } = snapshot;
  if (range) return { kind: 'fixed', ...range, ...(isCapture(cluster) && { of: restOf(cluster) }) };
  if (pausedAtMs !== null) return { kind: 'paused', atMs: pausedAtMs, newer };
  const lost = connection.state === 'retrying' || connection.state === 'offline' || connection.state === 'refused';
  if (!content) return { kind: lost ? 'stopped' : 'connecting' };
  if (lost) return { kind: 'frozen', atMs: content.atMs };
  const sources = status?.clusters ?? [];
  const relays = sources.filter((cluster) => cluster.source === 'relay');
  if (sources.length > 0 && relays.length === 0)
    return { kind: sources.some(({ source }) => source === 'snapshot') ? 'snapshot' : 'capture' };
  if (relays.length > 0 && relays.every(isLost)) {
    const atMs = newest(relays);
    return atMs === null ? { kind: 'stopped' } : { kind: 'frozen', atMs };
  }
  if (relays.length > 0 && relays.every(({ connection: { state } }) => state === 'connecting'))
    return { kind: 'connecting' };
  return behindSeconds > 0 ? { kind: 'behind', seconds: behindSeconds } : { kind: 'live' };
}

const restOf = (cluster: string | null) => (isSnapshot(cluster) ? 'snapshot' : 'capture');

/** The range that is shown, once the server has said which; null follows the present. */
export function fixedRange(view: Pick<View, 'to'>, content: FeedContent | null): Range {
  return isLive(view) || !content ? null : { fromMs: content.fromMs, toMs: content.toMs };
}

export function serverStreamOf({ connection }: Pick<FeedSnapshot, 'connection'>): ServerStream {
  switch (connection.state) {
    case 'retrying':
      return { ...connection, state: 'retrying' };
    case 'offline':
      return { state: 'offline' };
    case 'refused':
      return {
        state: 'refused',
        title: connection.problem.title,
        detail: connection.problem.detail,
        signsIn: isSignedOut(connection.problem),
      };
    default:
      return { state: 'ok' };
  }
}

export const isSignedOut = ({ type }: Pick<Problem, 'type'>): boolean =>
  type === 'urn:eyepiece:problem:unauthenticated';

/** Retrying, refused, or connecting again after it had been live. */
function isLost({ connection, lastFlow }: ClusterStatus): boolean {
  if (connection.state === 'connecting') return connection.attempt > 1 && lastFlow !== null;
  return connection.state === 'retrying' || connection.state === 'refused';
}

function newest(clusters: readonly ClusterStatus[]): EpochMs | null {
  const times = clusters.flatMap(({ lastFlow }) => (lastFlow === null ? [] : [Date.parse(lastFlow)]));
  return times.length === 0 ? null : Math.max(...times);
}
