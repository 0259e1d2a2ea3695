import { describe, expect, it } from 'vitest';
import { createGaps } from '@/lib/live/store/gaps';
import { clockBehind, createNodeBook } from '@/lib/live/store/node-book';
import type { NodeState, RelayNode } from '@/lib/relay/relay';

const now = Date.UTC(2026, 3, 1, 12);

function book() {
  const gaps = createGaps('c');
  const open = () => gaps.touching(0, Number.MAX_SAFE_INTEGER).filter(({ to }) => to === undefined);
  return { nodes: createNodeBook(gaps), open };
}

const listed = (name: string, state: NodeState): RelayNode => ({
  name,
  state,
  version: 'v1',
  address: '',
  tls: null,
  uptimeNs: '0',
  numFlows: '0',
  maxFlows: '0',
  seenFlows: '0',
});

describe('what is known of nodes', () => {
  it('follows Relay from the stream to the list of nodes', () => {
    const { nodes, open } = book();
    nodes.told('connected', 'NODE_CONNECTED', ['lab/a', 'lab/b', 'lab/e'], '', now);
    nodes.told('unavailable', 'NODE_UNAVAILABLE', ['lab/c', 'lab/d'], '', now);
    nodes.told('error', 'NODE_ERROR', ['lab/a', 'lab/b'], 'transport is closing', now + 190_000);
    expect(open().map((gap) => gap.message)).toEqual([
      'lab/c and lab/d are not connected to Relay.',
      'lab/a and lab/b are not connected to Relay: transport is closing.',
    ]);
    nodes.polled(
      ['lab/a', 'lab/b', 'lab/c', 'lab/d', 'lab/e'].map((name) => listed(name, 'connected')),
      now + 200_000,
    );
    expect(open()).toEqual([]);
    expect(nodes.infos().map(({ state, message }) => [state, message])).toEqual(Array(5).fill(['connected', '']));
  });

  it('takes a node that the list does not name any more as gone, and that as no gap', () => {
    const { nodes, open } = book();
    nodes.polled([listed('a', 'connected'), listed('b', 'unavailable')], now);
    nodes.polled([listed('a', 'connected')], now + 5_000);
    expect(nodes.infos().map(({ name, state }) => [name, state])).toEqual([
      ['a', 'connected'],
      ['b', 'gone'],
    ]);
    expect(open()).toEqual([]);
  });

  it('knows a node of the cluster default by both of its names', () => {
    const { nodes } = book();
    expect(nodes.of('default/a')).toBe(nodes.of('a'));
    expect(nodes.of('lab/a')).not.toBe(nodes.of('a'));
  });

  it('takes a flow as a sign that the node is back, but not one that was on its way when it went', () => {
    const { nodes, open } = book();
    nodes.told('unavailable', '', ['a'], '', now);
    nodes.saw(nodes.of('a'), now - 500, now + 500);
    expect(open()).toHaveLength(1);
    nodes.saw(nodes.of('a'), now + 4_000, now + 4_500);
    expect(open()).toEqual([]);
  });

  it('learns nothing from flows without a time, and tells of no node where none is named', () => {
    const { nodes } = book();
    for (const name of ['', 'a']) for (const ms of [0, 20_000]) nodes.saw(nodes.of(name), undefined, now + ms);
    expect(clockBehind(nodes.of('a'))).toBe(0);
    expect(nodes.infos().map(({ name, message }) => [name, message])).toEqual([['a', '']]);
  });

  it('says when a clock is far off, by the least that flows took to arrive', () => {
    const { nodes } = book();
    const send = (name: string, lags: readonly number[]) => {
      for (const [index, lag] of lags.entries())
        nodes.saw(nodes.of(name), now + index * 6_000 - lag, now + index * 6_000);
    };
    send('a', [900, 7_200_300, 7_200_100]);
    send('behind', [7_200_000, 7_200_900, 7_200_100]);
    send('ahead', [-7_200_000, -7_199_000, -7_199_900]);
    send('history', [7_200_000]);
    expect(clockBehind(nodes.of('a'))).toBe(900);
    expect(nodes.infos().map(({ name, message }) => [name, message])).toEqual([
      ['a', ''],
      ['ahead', 'Its clock is about 2 h ahead.'],
      ['behind', 'Its clock is about 2 h behind.'],
      ['history', ''],
    ]);
  });
});
