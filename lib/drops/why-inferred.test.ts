import { describe, expect, test } from 'vitest';
import type { DropGroup } from '@/lib/drops/group';
import { sampleGroup } from '@/lib/drops/sample';
import { caseOf, type DropCase, type KnownNode } from '@/lib/drops/why-case';
import { inferences } from '@/lib/drops/why-inferred';
import type { Flow, Layer4 } from '@/lib/flow/flow';
import { samplePod, sampleFlow as some } from '@/lib/flow/sample';
import { sentenceText } from '@/lib/flow/sentence';

const noon = Date.UTC(2026, 5, 1, 12);
const ip = { source: '10.0.0.1', destination: '10.0.0.2' };
const back = { source: '10.0.0.2', destination: '10.0.0.1' };
const tcp = (sourcePort: number, destinationPort: number, ...flags: ('SYN' | 'ACK' | 'RST')[]): Layer4 => ({
  protocol: 'TCP',
  sourcePort,
  destinationPort,
  flags,
});

const drop = (more: Partial<Flow> = {}): Flow =>
  some({
    id: 'drop',
    timeMs: noon,
    node: 'node-1',
    dropReason: 'POLICY_DENIED',
    eventType: { type: 1, subType: 133 },
    ip,
    l4: tcp(50_000, 80, 'SYN'),
    source: samplePod('shop', 'test-pod', 'run=test-pod'),
    destination: samplePod('shop', 'frontend', 'app=frontend'),
    ...more,
  });
const answer = (more: Partial<Flow> = {}) =>
  drop({ ip: back, source: samplePod('shop', 'frontend'), destination: samplePod('shop', 'test-pod'), ...more });
const verdict = (more: Partial<Flow> = {}) => drop({ id: 'verdict', eventType: { type: 5, subType: 0 }, ...more });
const passed = (more: Partial<Flow> = {}) =>
  drop({
    id: 'passed',
    verdict: 'FORWARDED',
    isReply: false,
    dropReason: undefined,
    eventType: { type: 4, subType: 0 },
    ...more,
  });
const node = (more: Partial<KnownNode>): KnownNode => ({
  name: 'node-1',
  state: 'connected',
  version: '1.18.2',
  sinceMs: null,
  ...more,
});

interface Held {
  readonly group?: Partial<DropGroup>;
  readonly flows?: readonly Flow[];
  readonly others?: readonly Flow[];
  readonly nodes?: readonly KnownNode[];
}

function caseWith({ group, flows = [drop()], others = [], nodes = [] }: Held): DropCase {
  return caseOf(sampleGroup(group), { flows, others, nodes });
}

const told = (held: Held): string[] =>
  inferences(caseWith(held)).map(
    ({ kind, sureness, evidence }) => `${kind} ${sureness}: ${evidence.map(sentenceText).join(' ')}`,
  );

const mtu = { reason: 'CT_MISSING_TCP_ACK_FLAG', reasonText: 'Fragmentation needed', class: 'datapath' } as const;
const noBackend = { reason: 'SERVICE_BACKEND_NOT_FOUND', reasonText: 'No service backend', class: 'service' } as const;
const gone = { reason: 'STALE_OR_UNROUTABLE_IP', reasonText: 'Stale or unroutable IP', class: 'datapath' } as const;
const late = { lateReply: true } as const;
const starting = { reason: 'DROP_EP_NOT_READY', reasonText: 'Endpoint not ready', class: 'datapath' } as const;
const of = (reason: string, more: Partial<Flow> = {}) => [drop({ dropReason: reason, ...more })];
const init = { ...samplePod('shop', 'test-pod'), identity: 5, labels: ['reserved:init'] };

describe('it is concluded from', () => {
  test.each<readonly [string, Held, readonly string[]]>([
    [
      'the reason alone',
      {},
      ['default-deny likely: The reason that was recorded is given where no rule fits. No policy is named as denying.'],
    ],
    [
      'a verdict that says that nothing matched',
      { flows: [verdict({ policyMatchType: 0 })] },
      [
        'default-deny sure: The reason that was recorded is given where no rule fits. The policy verdict says that no rule matched. No policy is named as denying.',
      ],
    ],
    [
      'a verdict that leaves the match out',
      { flows: [verdict()] },
      [
        'default-deny likely: The reason that was recorded is given where no rule fits. The policy verdict carries no match type, which stands for none. No policy is named as denying.',
      ],
    ],
    [
      'flows that are no longer held',
      { flows: [] },
      ['default-deny likely: The reason that was recorded is given where no rule fits. No policy is named as denying.'],
    ],
    [
      'a deny rule by its code',
      { group: { reason: 'POLICY_DENY', policies: ['shop/no'] }, flows: of('POLICY_DENY') },
      [
        'explicit-deny sure: The reason that was recorded is given for deny rules only. The record names shop/no as denying.',
      ],
    ],
    [
      'a name without a code',
      {
        group: { reason: 'POLICY_DENY', policies: ['shop/no'] },
        flows: [
          verdict({
            dropReason: undefined,
            ingressDeniedBy: [{ name: 'no', namespace: 'shop', kind: '', labels: [], revision: '1' }],
          }),
        ],
      },
      ['explicit-deny likely: The record names shop/no as denying.'],
    ],
    [
      'an event of the proxy',
      { group: { reason: 'L7', class: 'l7' }, flows: [] },
      ['request-rule sure: The proxy told of it, and the proxy sees only connections that were let through to it.'],
    ],
    [
      'a well-known source port',
      {
        group: late,
        flows: [drop({ ip: back, l4: { protocol: 'UDP', sourcePort: 53, destinationPort: 41_000 } })],
      },
      [
        'late-reply possible: Source port 53/UDP, high destination port 41000: probably a late reply. Ports are a hint only.',
      ],
    ],
    [
      'a SYN and ACK from the server',
      { group: late, flows: [drop({ ip: back, l4: tcp(80, 50_000, 'SYN', 'ACK') })] },
      [
        'late-reply likely: Source port 80/TCP, high destination port 50000: probably a late reply. Ports are a hint only. TCP flags SYN, ACK: no packet that opens a connection.',
      ],
    ],
    [
      'what passed the other way round',
      {
        group: late,
        flows: [answer({ l4: tcp(80, 50_000, 'ACK') })],
        others: [passed({ l4: tcp(50_001, 80) })],
      },
      [
        'late-reply likely: Source port 80/TCP, high destination port 50000: probably a late reply. Ports are a hint only. TCP flags ACK: no packet that opens a connection. The other way round traffic passed, last at 12:00:00.000.',
      ],
    ],
    [
      'a service without backends, nothing else',
      { group: noBackend, flows: of('SERVICE_BACKEND_NOT_FOUND') },
      [
        'no-backend sure: The reason that was recorded is given where the list of backends is empty. Nothing to the same address passed in what is held.',
      ],
    ],
    [
      'a service whose backends come and go',
      { group: noBackend, flows: of('SERVICE_BACKEND_NOT_FOUND'), others: [passed()] },
      [
        'no-backend sure: The reason that was recorded is given where the list of backends is empty. 1 flow to the same address passed, last at 12:00:00.000: backends come and go.',
      ],
    ],
    [
      'an address that was a pod before',
      { group: gone, flows: of('STALE_OR_UNROUTABLE_IP'), others: [passed()] },
      [
        'address-gone likely: The reason that was recorded is given for addresses of the pod range that no endpoint has. At 12:00:00.000 it was still frontend-5d8f7c9b6d-x2x4z.',
      ],
    ],
    [
      'an address of which nothing else is held',
      { group: gone, flows: of('STALE_OR_UNROUTABLE_IP') },
      [
        'address-gone possible: The reason that was recorded is given for addresses of the pod range that no endpoint has.',
      ],
    ],
    [
      'a program that is not loaded',
      { group: starting, flows: of('DROP_EP_NOT_READY') },
      [
        'agent-starting sure: The reason, Endpoint not ready, is one of agents that do not know or have everything yet.',
      ],
    ],
    [
      'identity init',
      { flows: [drop({ source: init })] },
      [
        'default-deny likely: The reason that was recorded is given where no rule fits. No policy is named as denying.',
        'agent-starting likely: At 12:00:00.000 one end had identity init: its labels were not known.',
      ],
    ],
    [
      'a node that has just come back',
      { flows: [], nodes: [node({ sinceMs: noon - 901_000 }), node({ name: 'node-2', sinceMs: noon - 990_000 })] },
      [
        'default-deny likely: The reason that was recorded is given where no rule fits. No policy is named as denying.',
        'agent-starting possible: Node node-1 is connected since 11:44:59.000, close to the first of these.',
      ],
    ],
    [
      'a reason of size',
      { group: mtu, flows: of('CT_MISSING_TCP_ACK_FLAG') },
      ['mtu likely: The reason, Fragmentation needed, is one of size.'],
    ],
    [
      'a reason of size and ICMP that says so',
      {
        group: mtu,
        flows: of('CT_MISSING_TCP_ACK_FLAG'),
        others: [passed({ l4: { protocol: 'ICMPv4', type: 3, code: 4 } })],
      },
      [
        'mtu sure: The reason, Fragmentation needed, is one of size. At 12:00:00.000 ICMP said that a packet between these addresses was too large.',
      ],
    ],
    [
      'ICMPv6 that says so alone',
      {
        group: { reason: 'INVALID_PACKET_DROPPED', class: 'datapath' },
        flows: [],
        others: [passed({ l4: { protocol: 'ICMPv6', type: 2, code: 0 } })],
      },
      ['mtu possible: At 12:00:00.000 ICMP said that a packet between these addresses was too large.'],
    ],
    [
      'an address that was another pod',
      {
        flows: [drop({ timeMs: noon })],
        others: [passed({ timeMs: noon - 60_000, source: samplePod('shop', 'old') })],
      },
      [
        'default-deny likely: The reason that was recorded is given where no rule fits. No policy is named as denying.',
        'identity-changed likely: 10.0.0.1 was old, identity 4711, at 11:59:00.000 and test-pod, identity 4711, at 12:00:00.000.',
      ],
    ],
    [
      'labels that changed: the same pod with another identity',
      { others: [passed({ timeMs: noon - 1_000, source: { ...samplePod('shop', 'test-pod'), identity: 4712 } })] },
      [
        'default-deny likely: The reason that was recorded is given where no rule fits. No policy is named as denying.',
        'identity-changed likely: 10.0.0.1 was test-pod in shop, identity 4712, at 11:59:59.000 and test-pod in shop, identity 4711, at 12:00:00.000.',
      ],
    ],
    [
      'an address that was a pod of that name in another namespace',
      { others: [passed({ timeMs: noon - 1_000, source: samplePod('stage', 'test-pod') })] },
      [
        'default-deny likely: The reason that was recorded is given where no rule fits. No policy is named as denying.',
        'identity-changed likely: 10.0.0.1 was test-pod in stage, identity 4711, at 11:59:59.000 and test-pod in shop, identity 4711, at 12:00:00.000.',
      ],
    ],
    [
      'the own node, of which nothing is heard',
      { flows: [], nodes: [node({ state: 'unavailable', sinceMs: noon })] },
      [
        'default-deny likely: The reason that was recorded is given where no rule fits. No policy is named as denying.',
        'node-missing likely: Node node-1 is unavailable since 12:00:00.000.',
      ],
    ],
    [
      'another node, of which nothing is heard',
      { flows: [], nodes: [node({}), node({ name: 'node-2', state: 'error' })] },
      [
        'default-deny likely: The reason that was recorded is given where no rule fits. No policy is named as denying.',
        'node-missing possible: Node node-2 is in error.',
      ],
    ],
  ])('%s', (_, held, wanted) => expect(told(held)).toEqual(wanted));
});

const kindsOf = (held: Held): string[] => inferences(caseWith(held)).map(({ kind }) => kind);

describe('nothing is concluded', () => {
  test.each<readonly [string, Held]>([
    ['from a reason that nobody knows', { group: { reason: '230', class: 'datapath' }, flows: of('230') }],
    ['from a missing reason', { group: { reason: '', class: 'datapath' }, flows: [] }],
    [
      'from answers to search names',
      { group: { reason: 'NXDOMAIN', class: 'noise' }, flows: [], nodes: [node({ state: 'error' })] },
    ],
    [
      'of multicast to an address without a pod',
      { group: { ...gone, class: 'noise' }, flows: of('STALE_OR_UNROUTABLE_IP') },
    ],
  ])('%s', (_, held) => expect(kindsOf(held)).toEqual([]));

  test('about identities that only mean something on their own node, or are of one machine', () => {
    const end = samplePod('shop', 'test-pod');
    const local = (identity: number, where: string) => passed({ node: where, source: { ...end, identity } });
    expect(kindsOf({ others: [local(2 ** 24 + 9, 'node-2')] })).toEqual(['default-deny']);
    expect(kindsOf({ others: [local(6, 'node-1'), local(1, 'node-1'), local(7, 'node-2')] })).toEqual(['default-deny']);
    expect(kindsOf({ others: [local(2 ** 24 + 9, 'node-1')] })).toEqual(['default-deny', 'identity-changed']);
  });

  test('of a node that was heard of when reading began', () => {
    const nodes = [node({ sinceMs: noon - 901_000 }), node({ name: 'node-2', sinceMs: noon - 905_000 })];
    expect(kindsOf({ nodes })).toEqual(['default-deny']);
    expect(kindsOf({ nodes: nodes.slice(0, 1) })).toEqual(['default-deny']);
  });

  test('of late replies from one packet among others that open connections', () => {
    const others = [drop({ id: 'b', l4: tcp(50_000, 80, 'ACK') }), drop({ id: 'c' })];
    expect(kindsOf({ flows: others })).toEqual(['default-deny']);
    expect(kindsOf({ flows: others.slice(0, 1) })).toEqual(['default-deny', 'late-reply']);
  });
});

test('the surest stands first, and every conclusion has evidence', () => {
  const all = inferences(
    caseWith({ flows: [verdict({ policyMatchType: 0, source: init })], nodes: [node({ name: 'x', state: 'gone' })] }),
  );
  expect(all.map(({ sureness }) => sureness)).toEqual(['sure', 'likely', 'possible']);
  expect(all.every(({ evidence }) => evidence.length > 0)).toBe(true);
});
