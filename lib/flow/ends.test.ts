import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryFlow } from './arbitrary';
import { destinationEntity, destinationVia, orientation, sourceEntity } from './ends';
import type { Endpoint, FlowFacts } from './flow';
import { sampleFacts } from './sample';

const flow = sampleFacts;
const end = (more: Partial<Endpoint>): Endpoint => ({ labels: [], workloads: [], ...more });
const toEnd = (more: Partial<Endpoint>, rest: Partial<FlowFacts> = {}) =>
  destinationEntity(flow({ destination: end(more), ...rest }));
const tcp = (sourcePort: number, destinationPort: number, flags: ('SYN' | 'ACK')[] = []) => ({
  protocol: 'TCP' as const,
  sourcePort,
  destinationPort,
  flags,
});

describe('who is at an end', () => {
  test('the workload the agent names, keyed without its numeric identity', () => {
    const named = toEnd({
      namespace: 'shop',
      pod: 'cart-6d4cf7b8c9-lk8vt',
      identity: 41,
      workloads: [{ kind: 'Deployment', name: 'cart' }],
    });
    expect(named).toEqual({
      id: 'default/shop/workload/cart',
      kind: 'workload',
      cluster: 'default',
      namespace: 'shop',
      name: 'cart',
      workloadKind: 'Deployment',
    });
    expect(toEnd({ namespace: 'shop', pod: 'cart-6d4cf7b8c9-lk8vt', identity: 99 }).id).toBe(named.id);
  });

  test.each([
    ['coredns-7b5bbc6644-w2m4n', 'coredns', 'Deployment'],
    ['dep-http-59bbf86d94-646hr', 'dep-http', 'Deployment'],
    ['web-6c4f8-9kq2z', 'web', 'Deployment'],
    ['flinksessioncluster-taskmanager-0', 'flinksessioncluster-taskmanager', 'StatefulSet'],
    ['backup-1623329400-8mg2z', 'backup', 'CronJob'],
    ['kube-proxy-x7k2p', 'kube-proxy', ''],
    ['test-pod', 'test-pod', 'Pod'],
    ['agent-probe', 'agent-probe', 'Pod'],
  ])('the owner of pod %s is %s', (pod, name, workloadKind) => {
    expect(toEnd({ namespace: 'a', pod })).toMatchObject({ kind: 'workload', name, workloadKind });
  });

  test('an app label names the end when there is no pod, the labels of its namespace never do', () => {
    const labels = [
      'k8s:io.cilium.k8s.namespace.labels.app.kubernetes.io/name=platform',
      'k8s:k8s-app=kube-dns',
      'k8s:io.kubernetes.pod.namespace=kube-system',
    ];
    expect(toEnd({ labels })).toMatchObject({ kind: 'workload', namespace: 'kube-system', name: 'kube-dns' });
  });

  test('a known pod wins over a reserved label', () => {
    expect(toEnd({ namespace: 'a', pod: 'web-0', identity: 6, labels: ['reserved:remote-node'] }).name).toBe('web');
  });

  test.each([
    [['reserved:world', 'reserved:kube-apiserver'], 16_777_217, 'kube-apiserver'],
    [['reserved:remote-node', 'reserved:host'], 1, 'host'],
    [['reserved:quantum'], 70_000, 'quantum'],
    [[], 1, 'host'],
    [[], 33_554_433, 'remote-node'],
    [['reserved:world-ipv6'], 10, 'world'],
    [[], 9, 'world'],
  ])('labels %j with identity %d are %s', (labels, identity, name) => {
    expect(toEnd({ labels, identity })).toMatchObject({ kind: 'reserved', name });
  });

  test('a DNS name beats world, whatever identity the address had at the moment', () => {
    const names = { destinationNames: ['one.example.com'], ip: { destination: '192.0.2.1' } };
    const before = toEnd({ identity: 9, labels: ['reserved:world-ipv4'] }, names);
    const after = toEnd(
      { identity: 16_777_259, labels: ['cidr:192.0.2.1/32', 'fqdn:one.example.com.', 'reserved:world-ipv4'] },
      names,
    );
    expect(before).toEqual(after);
    expect(before).toMatchObject({ kind: 'dns', name: 'one.example.com' });
  });

  test.each(['10.8.14.163', '224.0.0.251', 'fe80::1', '169.254.208.88'])(
    '%s with identity world keeps its address',
    (destination) => {
      expect(toEnd({ identity: 2, labels: ['reserved:world'] }, { ip: { destination } })).toMatchObject({
        kind: 'ip',
        name: destination,
      });
    },
  );

  test('a virtual address is its service and says so, until the pod behind it is known', () => {
    const service = {
      destinationService: { name: 'kube-dns', namespace: 'kube-system' },
      ip: { destination: '10.43.0.10' },
    };
    const seen = flow({ destination: end({ identity: 2, labels: ['reserved:world'] }), ...service });
    expect(destinationEntity(seen)).toMatchObject({ kind: 'service', namespace: 'kube-system', name: 'kube-dns' });
    expect(destinationVia(seen)).toBe('kube-system/kube-dns');
    expect(
      destinationVia(
        flow({ destination: end({ namespace: 'kube-system', pod: 'coredns-7b5bbc6644-w2m4n' }), ...service }),
      ),
    ).toBe('');
  });

  test('an end of which only the namespace is known is that namespace', () => {
    expect(sourceEntity(flow({ source: end({ namespace: 'a' }), ip: { version: 'IPv4' } }))).toMatchObject({
      kind: 'namespace',
      name: 'a',
    });
  });

  test('frames without an address are known by their MAC', () => {
    expect(
      sourceEntity(flow({ ethernet: { source: '00:e0:4c:00:00:00', destination: '01:80:c2:00:00:01' } })),
    ).toMatchObject({ kind: 'unknown', name: '00:e0:4c:00:00:00' });
  });
});

describe('who is the client', () => {
  test.each([
    ['is_reply says so', { isReply: true, l4: tcp(80, 35_146) }, 'destination', 'reply'],
    ['is_reply says it is none', { isReply: false, l4: tcp(53, 60_000) }, 'source', 'forward'],
    ['a SYN of unknown direction opens', { l4: tcp(59_974, 8080, ['SYN']) }, 'source', 'unknown'],
    ['a SYN ACK of unknown direction answers', { l4: tcp(8080, 59_974, ['SYN', 'ACK']) }, 'destination', 'late'],
    [
      'a drop from port 53 to a high port is a late reply',
      { verdict: 'DROPPED', l4: { protocol: 'UDP', sourcePort: 53, destinationPort: 41_873 } },
      'destination',
      'late',
    ],
    [
      'a drop without a port is taken as it is',
      { verdict: 'DROPPED', l4: tcp(57_024, 0, ['ACK']) },
      'source',
      'unknown',
    ],
    ['the way back of a socket event', { eventType: { type: 7, subType: 4 } }, 'destination', 'late'],
    ['an L7 response', { l7: { type: 'RESPONSE' } }, 'destination', 'late'],
  ] as const)('%s', (_, more, client, reply) => {
    expect(orientation(flow(more as Partial<FlowFacts>))).toEqual({ client, reply });
  });

  test('a port known to be served makes a late reply of what comes from it', () => {
    const drop = flow({
      verdict: 'DROPPED',
      l4: tcp(8080, 52_990, ['ACK']),
      source: end({ namespace: 'a', pod: 'web-0' }),
    });
    expect(orientation(drop).reply).toBe('unknown');
    expect(
      orientation(drop, (id, protocol, port) => id === 'default/a/workload/web' && protocol === 'TCP' && port === 8080)
        .reply,
    ).toBe('late');
  });
});

test('every flow has two entities with ids that tell their parts apart, and a client', () => {
  fc.assert(
    fc.property(arbitraryFlow(), (any) => {
      for (const found of [sourceEntity(any), destinationEntity(any)]) expect(found.id.split('/')).toHaveLength(4);
      expect(['source', 'destination']).toContain(orientation(any).client);
    }),
  );
});
