import { describe, expect, it } from 'vitest';
import { otherHalf } from './exchange';
import type { Flow, Layer7 } from './flow';

const lists = {
  ...{ sourceNames: [], destinationNames: [], nodeLabels: [], policyLog: [] },
  ...{ egressAllowedBy: [], ingressAllowedBy: [], egressDeniedBy: [], ingressDeniedBy: [] },
};

interface Told {
  readonly id: string;
  readonly atMs: number;
  readonly type: 'REQUEST' | 'RESPONSE';
  readonly url?: string;
  readonly latencyMs?: number;
  readonly requestId?: string;
  readonly node?: string;
}

function http({ id, atMs, type, url = '/', latencyMs, requestId, node = 'n' }: Told): Flow {
  const [client, server] = [
    { ip: '10.0.0.1', port: 40_000 },
    { ip: '10.0.0.2', port: 80 },
  ];
  const [from, to] = type === 'REQUEST' ? [client, server] : [server, client];
  const headers = requestId ? [{ key: type === 'REQUEST' ? 'X-Request-Id' : 'x-request-id', value: requestId }] : [];
  const l7: Layer7 = {
    type,
    ...(latencyMs && { latencyNs: String(latencyMs * 1e6) }),
    http: { code: type === 'REQUEST' ? 0 : 200, method: 'GET', url, protocol: 'HTTP/1.1', headers },
  };
  return {
    ...lists,
    ...{ id, arrivedMs: atMs, timeMs: atMs, node, verdict: 'FORWARDED', direction: 'INGRESS', l7 },
    ip: { source: from.ip, destination: to.ip },
    l4: { protocol: 'TCP', sourcePort: from.port, destinationPort: to.port, flags: [] },
  };
}

describe('the other half of an exchange', () => {
  const first = http({ id: 'first', atMs: 1_000, type: 'REQUEST' });
  const second = http({ id: 'second', atMs: 1_500, type: 'REQUEST' });
  const slow = http({ id: 'slow', atMs: 2_000, type: 'RESPONSE', latencyMs: 1_000 });
  const fast = http({ id: 'fast', atMs: 1_520, type: 'RESPONSE', latencyMs: 20 });
  const all = [first, second, slow, fast];

  it('is found in both directions, by the latency where several are under way', () => {
    expect(otherHalf(first, all)?.id).toBe('slow');
    expect(otherHalf(slow, all)?.id).toBe('first');
    expect(otherHalf(second, all)?.id).toBe('fast');
    expect(otherHalf(fast, all)?.id).toBe('second');
  });

  it('is of the same request id where both have one', () => {
    const asked = http({ id: 'asked', atMs: 1_000, type: 'REQUEST', requestId: 'b' });
    const answers = ['a', 'b'].map((requestId, at) =>
      http({ id: requestId, atMs: 1_001 + 400 * at, type: 'RESPONSE', requestId }),
    );
    expect(otherHalf(asked, answers)?.id).toBe('b');
    expect(otherHalf(asked, answers.slice(0, 1))).toBeUndefined();
  });

  it('is about the same thing, of the same connection, and rather of the same node', () => {
    expect(otherHalf(first, [http({ id: 'x', atMs: 1_001, type: 'RESPONSE', url: '/other' })])).toBeUndefined();
    expect(otherHalf(first, [{ ...slow, ip: { source: '10.0.0.9', destination: '10.0.0.1' } }])).toBeUndefined();
    const elsewhere = http({ id: 'elsewhere', atMs: 1_001, type: 'RESPONSE', node: 'm' });
    expect(otherHalf(first, [elsewhere, slow])?.id).toBe('slow');
    expect(otherHalf(first, [elsewhere])?.id).toBe('elsewhere');
  });

  it('is not there for what is neither request nor response', () => {
    expect(otherHalf({ ...first, l7: undefined }, all)).toBeUndefined();
    expect(otherHalf(first, [first, second])).toBeUndefined();
  });
});
