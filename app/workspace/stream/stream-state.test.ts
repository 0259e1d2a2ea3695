import { describe, expect, it } from 'vitest';
import type { FeedContent } from '@/lib/feed/content';
import { type FeedSnapshot, silentFeed } from '@/lib/feed/feed';
import type { ClusterStatus, ConnectionState } from '@/lib/wire/frame';
import { serverStreamOf, streamStateOf } from './stream-state';

const content = { atMs: 5_000 } as FeedContent;
const live: FeedSnapshot = { ...silentFeed, connection: { state: 'live', sinceMs: 0 }, content, pending: false };

function withRelays(...connections: readonly ConnectionState[]): FeedSnapshot {
  const clusters = connections.map(
    (connection) => ({ source: 'relay', connection, lastFlow: new Date(4_000).toISOString() }) as ClusterStatus,
  );
  return { ...live, status: { version: '1', now: '', startedAt: '', readers: 1, views: 1, clusters } };
}

const up: ConnectionState = { state: 'live', sinceMs: 0 };
const down: ConnectionState = { state: 'retrying', attempt: 1, sinceMs: 0, retryAtMs: 9, code: 'refused', message: '' };

describe('what the stream control reads', () => {
  it('is live while frames come and a relay is up', () => {
    expect(streamStateOf(withRelays(up), null)).toEqual({ kind: 'live' });
    expect(streamStateOf(withRelays(up, down), null)).toEqual({ kind: 'live' });
    expect(streamStateOf({ ...withRelays(up), behindSeconds: 6 }, null)).toEqual({ kind: 'behind', seconds: 6 });
  });

  it('freezes at the newest flow when every relay is lost, and at the last frame when our server is', () => {
    expect(streamStateOf(withRelays(down, down), null)).toEqual({ kind: 'frozen', atMs: 4_000 });
    const lost = { ...live, connection: { state: 'retrying' as const, attempt: 1, retryAtMs: 9, message: '' } };
    expect(streamStateOf(lost, null)).toEqual({ kind: 'frozen', atMs: 5_000 });
  });

  it('is not frozen before anything came', () => {
    expect(streamStateOf(silentFeed, null)).toEqual({ kind: 'connecting' });
    expect(streamStateOf({ ...silentFeed, connection: { state: 'offline' } }, null)).toEqual({ kind: 'stopped' });
  });

  it('says who stopped it: the reader, or the range of the link', () => {
    expect(streamStateOf({ ...withRelays(down), pausedAtMs: 3_000, newer: 7 }, null)).toEqual({
      kind: 'paused',
      atMs: 3_000,
      newer: 7,
    });
    expect(streamStateOf(withRelays(up), { fromMs: 1, toMs: 2 })).toEqual({ kind: 'fixed', fromMs: 1, toMs: 2 });
  });

  it('says of what a part is shown, where that has come to rest', () => {
    const part = { fromMs: 1, toMs: 2 };
    expect(streamStateOf(withRelays(up), part, 'capture:a')).toEqual({ kind: 'fixed', ...part, of: 'capture' });
    expect(streamStateOf(withRelays(up), part, 'snapshot:a')).toEqual({ kind: 'fixed', ...part, of: 'snapshot' });
    expect(streamStateOf(withRelays(up), part, 'eu')).toEqual({ kind: 'fixed', ...part });
  });

  it('does not call a capture live', () => {
    const status = {
      version: '1',
      now: '',
      startedAt: '',
      readers: 1,
      views: 1,
      clusters: [{ source: 'capture' } as ClusterStatus],
    };
    expect(streamStateOf({ ...live, status }, null)).toEqual({ kind: 'capture' });
  });

  it('hands the reason of a refusal to the banner', () => {
    const problem = { type: '', title: 'There is no such cluster', status: 404, detail: '"x" is not configured.' };
    expect(serverStreamOf({ connection: { state: 'refused', problem } })).toEqual({
      state: 'refused',
      title: 'There is no such cluster',
      detail: '"x" is not configured.',
      signsIn: false,
    });
  });
});
