import { describe, expect, it } from 'vitest';
import { createGaps, type Loss } from '@/lib/live/store/gaps';

const now = Date.UTC(2026, 3, 1, 12);
const always = [0, Number.MAX_SAFE_INTEGER] as const;

function loss(over: Partial<Loss> = {}): Loss {
  return {
    source: 'HUBBLE_RING_BUFFER',
    count: '1',
    node: 'a',
    cpu: null,
    fromMs: now,
    toMs: now,
    atHead: false,
    ...over,
  };
}

describe('gaps', () => {
  it('merges the losses of a node while they continue, and adds up beyond 2^53', () => {
    const gaps = createGaps('c');
    for (let second = 0; second < 10; second += 1) {
      gaps.lost(loss({ count: '9007199254740993', fromMs: now + second * 1_000, toMs: now + second * 1_000 }));
    }
    const [gap, ...more] = gaps.touching(...always);
    expect(more).toEqual([]);
    expect(gap).toMatchObject({ kind: 'lost-events', nodes: ['a'], count: '90071992547409930', quiet: false });
    expect(gap?.to).toBe('2026-04-01T12:00:09.000Z');
    expect(gaps.lostEvents()).toBe('90071992547409930');
  });

  it('keeps nodes, sources and pauses apart', () => {
    const gaps = createGaps('c');
    gaps.lost(loss());
    gaps.lost(loss({ node: 'b' }));
    gaps.lost(loss({ source: 'PERF_EVENT_RING_BUFFER' }));
    gaps.lost(loss({ fromMs: now + 60_000, toMs: now + 60_000 }));
    expect(gaps.touching(...always)).toHaveLength(4);
  });

  it('calls a single loss at the head of a history read a footnote, and two an alarm', () => {
    const gaps = createGaps('c');
    gaps.lost(loss({ atHead: true }));
    expect(gaps.touching(...always)[0]).toMatchObject({
      quiet: true,
      message: expect.stringMatching(/^1 event lost while reading from .*: its ring of flows was full\.$/),
    });
    gaps.lost(loss({ atHead: true }));
    expect(gaps.touching(...always)[0]?.quiet).toBe(false);
  });

  it('says that the number is unknown when the sender did not give one', () => {
    const gaps = createGaps('c');
    gaps.lost(loss({ count: null, node: '' }));
    expect(gaps.touching(...always)[0]).toMatchObject({
      count: null,
      nodes: [],
      message: "An unknown number of events was lost at an unknown node: the agent's ring of flows overran its reader.",
    });
    expect(gaps.lostEventsUnknown()).toBe(1);
  });

  it('shows nodes that went together as one gap and lets each return by itself', () => {
    const gaps = createGaps('c');
    gaps.nodeMissing('lab/c', now, '');
    gaps.nodeMissing('lab/d', now, '');
    gaps.nodeMissing('lab/d', now + 5_000, '');
    expect(gaps.touching(...always).map((gap) => gap.message)).toEqual(['lab/c and lab/d are not connected to Relay.']);
    gaps.nodeBack('lab/c', now + 10_000);
    expect(gaps.touching(...always).map((gap) => [gap.nodes, gap.to])).toEqual([
      [['lab/d'], undefined],
      [['lab/c'], '2026-04-01T12:00:10.000Z'],
    ]);
    gaps.nodeBack('lab/d', now + 10_000);
    expect(gaps.touching(...always).map((gap) => gap.nodes)).toEqual([['lab/c', 'lab/d']]);
  });

  it('marks a reconnect until it is known that its flows were read back', () => {
    const gaps = createGaps('c');
    gaps.disconnected(now);
    expect(gaps.touching(...always)[0]).not.toHaveProperty('to');
    gaps.reconnected(now + 10_000);
    gaps.settled({ joined: ['a'], apart: [] });
    expect(gaps.touching(...always)[0]).toMatchObject({
      quiet: true,
      message: 'Reconnected after 10 s; flows of that span were read back.',
    });
  });

  it('names the nodes whose flows do not join on to those from before', () => {
    const gaps = createGaps('c');
    gaps.disconnected(now);
    gaps.reconnected(now + 10_000);
    gaps.settled({ joined: ['a'], apart: ['b'] });
    expect(gaps.touching(...always)[0]).toMatchObject({
      quiet: false,
      nodes: ['b'],
      message: 'Reconnected after 10 s; flows of b may be missing, the others were read back.',
    });
  });

  it('tells only what touches the span', () => {
    const gaps = createGaps('c');
    gaps.lost(loss());
    expect(gaps.touching(now + 1, now + 2)).toEqual([]);
    expect(gaps.touching(now - 1, now)).toHaveLength(1);
  });

  it('keeps a bounded number, those that last before those that are over', () => {
    const gaps = createGaps('c', 5);
    gaps.nodeMissing('x', now, '');
    for (let index = 0; index < 100; index += 1) gaps.lost(loss({ node: `n${index}` }));
    const held = gaps.touching(...always);
    expect(held).toHaveLength(5);
    expect(held.some((gap) => gap.kind === 'node-unavailable')).toBe(true);
  });
});
