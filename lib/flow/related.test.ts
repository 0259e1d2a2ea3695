import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFlow } from './arbitrary';
import type { Flow } from './flow';
import { isSameConnection, mayBeRelated, relationOf } from './related';

const flow = (part: Partial<Flow>): Flow => ({
  ...{ id: 'x', arrivedMs: 0, verdict: 'FORWARDED', direction: 'EGRESS', nodeLabels: [], policyLog: [] },
  ...{ sourceNames: [], destinationNames: [] },
  ...{ egressAllowedBy: [], ingressAllowedBy: [], egressDeniedBy: [], ingressDeniedBy: [] },
  ...part,
});
const tcp = (source: string, sourcePort: number, destination: string, destinationPort: number): Partial<Flow> => ({
  ip: { source, destination },
  l4: { protocol: 'TCP', sourcePort, destinationPort, flags: [] },
});

describe('a flow of the same connection', () => {
  it('has the same ends, whichever way it goes', () => {
    const there = flow(tcp('10.0.0.1', 40_000, '10.0.0.2', 80));
    const back = flow(tcp('10.0.0.2', 80, '10.0.0.1', 40_000));
    expect(isSameConnection(there, back)).toBe(true);
    expect(relationOf(there, back)).toBe('connection');
    expect(isSameConnection(there, flow(tcp('10.0.0.1', 40_001, '10.0.0.2', 80)))).toBe(false);
    expect(isSameConnection(there, flow(tcp('10.0.0.1', 80, '10.0.0.2', 40_000)))).toBe(false);
  });

  it('is none where a port or an address is not known', () => {
    const nothing = flow(tcp('10.0.0.1', 0, '10.0.0.2', 80));
    expect(isSameConnection(nothing, nothing)).toBe(false);
    expect(isSameConnection(flow({}), flow({}))).toBe(false);
  });

  it('is known from both sides alike', () => {
    fc.assert(
      fc.property(arbitraryFlow(), arbitraryFlow(), (a, b) => isSameConnection(a, b) === isSameConnection(b, a)),
    );
  });
});

it('a trace joins flows of different connections, a socket only those of one node', () => {
  const traced = flow({ traceId: 't', l7: { type: 'REQUEST' } });
  expect(relationOf(traced, traced)).toBe('trace');
  expect(relationOf(flow({ traceId: '' }), flow({ traceId: '' }))).toBeNull();
  const socket = { socketCookie: '7', node: 'a' };
  expect(relationOf(flow(socket), flow(socket))).toBe('socket');
  expect(relationOf(flow(socket), flow({ ...socket, node: 'b' }))).toBeNull();
  expect(relationOf(flow({ socketCookie: '0' }), flow({ socketCookie: '0' }))).toBeNull();
});

it('is never left out by what the facts say', () => {
  const joined = arbitraryFlow().chain((any) =>
    fc
      .record({ traceId: fc.constantFrom(undefined, 't'), socketCookie: fc.constantFrom(undefined, '7') })
      .map((more) => ({ ...any, ...more })),
  );
  fc.assert(
    fc.property(joined, joined, (a, b) => {
      const { traceId: _, socketCookie: __, ...facts } = b;
      if (relationOf(a, b) !== null) expect(mayBeRelated(a, facts)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
