import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryFilter } from '@/lib/filter/arbitrary';
import { parseFilter } from '@/lib/filter/parse';
import { compileFilter } from '@/lib/filter/predicate';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import type { Endpoint, FlowFacts } from '@/lib/flow/flow';
import { sampleFacts } from '@/lib/flow/sample';

const end = (fields: Partial<Endpoint> = {}): Endpoint => ({ labels: [], workloads: [], ...fields });

const plain = sampleFacts({ node: 'lab/worker-1' });

const cart = end({
  namespace: 'shop',
  pod: 'cart-6d4cf7b8c9-lk8vt',
  cluster: 'lab',
  workloads: [{ kind: 'Deployment', name: 'cart' }],
});
const database = end({
  namespace: 'payments',
  pod: 'db-0',
  cluster: 'eu',
  workloads: [{ kind: 'StatefulSet', name: 'db' }],
});

const call: FlowFacts = {
  ...plain,
  uuid: 'u-1',
  ip: { source: '10.0.0.1', destination: '10.0.0.2' },
  l4: { protocol: 'TCP', sourcePort: 40_112, destinationPort: 5432, flags: ['SYN'] },
  source: cart,
  destination: database,
};
const answer: FlowFacts = {
  ...call,
  isReply: true,
  l4: { protocol: 'TCP', sourcePort: 5432, destinationPort: 40_112, flags: ['ACK'] },
  source: database,
  destination: cart,
};

const matches = (text: string, flow: FlowFacts): boolean => {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return compileFilter(parsed.filter)(flow);
};

const passing = (flow: FlowFacts, texts: readonly string[]): readonly string[] =>
  texts.filter((text) => matches(text, flow));

describe('sides', () => {
  test('without a side either end may match, with one only that end of the packet', () => {
    const texts = [
      'ns:shop',
      'from.ns:shop',
      'to.ns:shop',
      'from.ns:shop to.ns:payments',
      'ns:shop ns:payments',
      'ns:shop ns:other',
    ];
    expect(passing(call, texts)).toEqual([
      'ns:shop',
      'from.ns:shop',
      'from.ns:shop to.ns:payments',
      'ns:shop ns:payments',
    ]);
  });

  test('from is the source of the packet, also on a reply', () => {
    expect(passing(answer, ['from.ns:shop', 'from.ns:payments', 'to.port:5432', 'from.port:5432'])).toEqual([
      'from.ns:payments',
      'from.port:5432',
    ]);
  });

  test('a minus without a side clears both ends', () => {
    expect(passing(call, ['-ns:shop', '-from.ns:payments', '-to.ns:payments', '-ns:other'])).toEqual([
      '-from.ns:payments',
      '-ns:other',
    ]);
  });
});

describe('names', () => {
  test('a pod is a prefix, in any namespace or in one', () => {
    const texts = [
      'pod:cart',
      'pod:shop/cart',
      'pod:shop/',
      'pod:db/',
      'pod:payments/cart',
      'pod:art',
      'pod:/',
      'pod:pay*/db',
    ];
    expect(passing(call, texts)).toEqual(['pod:cart', 'pod:shop/cart', 'pod:shop/', 'pod:/', 'pod:pay*/db']);
  });

  test('an end with neither namespace nor pod is no pod', () => {
    expect(matches('pod:/', { ...plain, source: end({ labels: ['reserved:world'] }), destination: end() })).toBe(false);
  });

  test('a workload has a name, a kind, or both, exact in case', () => {
    const texts = [
      'workload:cart',
      'workload:Deployment/cart',
      'workload:StatefulSet/',
      'workload:deployment/cart',
      'workload:car',
      'workload:c*t',
    ];
    expect(passing(call, texts)).toEqual([
      'workload:cart',
      'workload:Deployment/cart',
      'workload:StatefulSet/',
      'workload:c*t',
    ]);
  });

  test('a workload may be that of one namespace alone', () => {
    const texts = [
      'workload:shop/Deployment/cart',
      'workload:shop//cart',
      'workload:sh*/Deployment/*',
      'workload:payments/Deployment/cart',
      'workload:shop/StatefulSet/cart',
    ];
    expect(passing(call, texts)).toEqual(texts.slice(0, 3));
    expect(matches('-workload:payments/Deployment/cart', call)).toBe(true);
    expect(matches('-workload:shop/Deployment/cart', call)).toBe(false);
  });

  test('a namespace known only by the service that was called counts', () => {
    const virtual = {
      ...call,
      destination: end({ labels: ['reserved:world'] }),
      destinationService: { name: 'db', namespace: 'payments' },
    };
    expect(passing(virtual, ['to.ns:payments', 'to.ns:shop'])).toEqual(['to.ns:payments']);
  });

  test('a bare word is part of any name, whatever its case', () => {
    const named = { ...call, destinationNames: ['db.example.com'] };
    expect(passing(named, ['CART', 'shop/cart', 'example.com', 'db-0', 'nobody', '-cart', 'shop,nobody'])).toEqual([
      'CART',
      'shop/cart',
      'example.com',
      'db-0',
      'shop,nobody',
    ]);
  });

  test("a node is found in any cluster or in one, by Hubble's patterns", () => {
    const texts = [
      'node:worker-1',
      'node:lab/worker-1',
      'node:lab/',
      'node:work*',
      'node:eu/worker-1',
      'node:worker',
      'node:WORKER-1',
      'node:*/*',
    ];
    expect(passing(call, texts)).toEqual([
      'node:worker-1',
      'node:lab/worker-1',
      'node:lab/',
      'node:work*',
      'node:WORKER-1',
      'node:*/*',
    ]);
    expect(passing({ ...call, node: 'worker-1' }, ['node:default/worker-1', 'node:lab/worker-1'])).toEqual([
      'node:default/worker-1',
    ]);
    expect(passing({ ...call, node: undefined }, ['node:*', '-node:*'])).toEqual(['-node:*']);
  });

  test('a cluster is that of the ends', () => {
    expect(passing(call, ['cluster:lab', 'to.cluster:lab', 'to.cluster:eu'])).toEqual(['cluster:lab', 'to.cluster:eu']);
  });
});

describe('what became of it', () => {
  const refused: FlowFacts = {
    ...call,
    verdict: 'DROPPED',
    dropReason: 'POLICY_DENIED',
    eventType: { type: 1, subType: 133 },
  };

  test('denied is dropped, and error on a policy verdict', () => {
    expect(matches('verdict:denied', refused)).toBe(true);
    expect(matches('verdict:denied', { ...call, verdict: 'ERROR', eventType: { type: 5, subType: 0 } })).toBe(true);
    expect(matches('verdict:denied', { ...call, verdict: 'ERROR', eventType: { type: 129, subType: 0 } })).toBe(false);
    expect(matches('-verdict:denied', { ...call, verdict: 'AUDIT' })).toBe(true);
  });

  test('an unknown verdict is found by its number and is no other', () => {
    expect(passing({ ...call, verdict: '9' }, ['verdict:9', 'verdict:FORWARDED', 'verdict:denied'])).toEqual([
      'verdict:9',
    ]);
  });

  test('a reason is found by name, number, wildcard and printed text', () => {
    expect(
      passing(refused, [
        'reason:POLICY_DENIED',
        'reason:133',
        'reason:POLICY_*',
        'reason:"policy denied"',
        'reason:POLICY_DENY',
      ]),
    ).toEqual(['reason:POLICY_DENIED', 'reason:133', 'reason:POLICY_*', 'reason:"policy denied"']);
    expect(passing({ ...refused, dropReason: '230' }, ['reason:230', 'reason:2*', 'reason:P*'])).toEqual([
      'reason:230',
      'reason:2*',
    ]);
    expect(passing(call, ['reason:*', '-reason:*'])).toEqual(['-reason:*']);
  });

  test('a refusal by the proxy has a reason of its own', () => {
    const l7 = { type: 'REQUEST', http: { code: 0, method: 'PUT', url: '/', protocol: 'HTTP/1.1', headers: [] } };
    expect(matches('reason:L7', { ...call, verdict: 'DROPPED', l7, eventType: { type: 129, subType: 0 } })).toBe(true);
  });

  test('a protocol is that of layer 4 or layer 7', () => {
    const icmp = { ...plain, l4: { protocol: 'ICMPv6' as const, type: 128, code: 0 } };
    const dns = {
      ...call,
      l7: {
        type: 'REQUEST',
        dns: { query: 'a.', ips: [], ttl: 0, cnames: [], observationSource: '', rcode: 0, qtypes: [], rrtypes: [] },
      },
    };
    expect(passing(icmp, ['proto:icmp', 'proto:icmpv6', 'proto:icmpv4'])).toEqual(['proto:icmp', 'proto:icmpv6']);
    expect(passing(dns, ['proto:dns', 'proto:tcp', 'proto:http'])).toEqual(['proto:dns', 'proto:tcp']);
  });

  test('a port may be a range, and a flow without ports has none', () => {
    expect(passing(call, ['port:5432', 'port:5000-6000', 'from.port:5432', 'port:40112', 'port:80,5432'])).toEqual([
      'port:5432',
      'port:5000-6000',
      'port:40112',
      'port:80,5432',
    ]);
    expect(passing(plain, ['port:0', 'port:0-65535', '-port:80'])).toEqual(['-port:80']);
  });

  test('a policy is found by name in any namespace or in one', () => {
    const policy = { name: 'deny-all', namespace: 'shop', kind: 'CiliumNetworkPolicy', labels: [], revision: '1' };
    const named = { ...refused, egressDeniedBy: [policy] };
    expect(
      passing(named, [
        'policy:deny-all',
        'policy:shop/deny-all',
        'policy:shop/*',
        'policy:deny*',
        'policy:other/deny-all',
      ]),
    ).toEqual(['policy:deny-all', 'policy:shop/deny-all', 'policy:shop/*', 'policy:deny*']);
  });

  test('direction and uuid are exact', () => {
    expect(passing(call, ['dir:egress', 'dir:ingress', 'uuid:u-1', 'uuid:U-1'])).toEqual(['dir:egress', 'uuid:u-1']);
  });
});

test('every filter has an answer for every flow, and a minus turns it round', () => {
  fc.assert(
    fc.property(arbitraryFilter(), arbitraryFlow(), (filter, flow) => {
      const all = filter.tokens.every((token) => compileFilter({ tokens: [token] })(flow));
      expect(compileFilter(filter)(flow)).toBe(all);
      for (const token of filter.tokens) {
        const turned = { ...token, not: !token.not };
        expect(compileFilter({ tokens: [turned] })(flow)).toBe(!compileFilter({ tokens: [token] })(flow));
      }
    }),
  );
});
