import { describe, expect, it } from 'vitest';
import type { ClusterStatus, Status } from '@/lib/wire/frame';
import { inScope } from './scope';

const cluster = (name: string, source: ClusterStatus['source']) => ({ cluster: name, source }) as ClusterStatus;
const status = (...clusters: ClusterStatus[]): Status => ({
  version: '1',
  now: '',
  startedAt: '',
  readers: 1,
  views: 1,
  clusters,
});
const names = (found: Status | null) => found?.clusters.map((each) => each.cluster);

describe('the sources a view is about', () => {
  const all = status(cluster('eu', 'relay'), cluster('us', 'relay'), cluster('capture:7', 'capture'));

  it('are every relay and no capture when none is named', () => {
    expect(names(inScope(all, null))).toEqual(['eu', 'us']);
  });

  it('are the named one alone', () => {
    expect(names(inScope(all, 'capture:7'))).toEqual(['capture:7']);
    expect(names(inScope(all, 'gone'))).toEqual([]);
  });

  it('are the very same status where nothing is left out', () => {
    const relays = status(cluster('eu', 'relay'));
    expect(inScope(relays, null)).toBe(relays);
    expect(inScope(null, null)).toBeNull();
  });
});
