import { describe, expect, test } from 'vitest';
import type { DropGroup } from '@/lib/drops/group';
import { sampleGroup } from '@/lib/drops/sample';
import { advice, whyParts, whySentence } from '@/lib/drops/why';
import { type EntityKind, entity } from '@/lib/flow/entity';

const end = (kind: EntityKind, name: string, namespace = '') => entity(kind, name, { namespace });

const base = sampleGroup({
  id: 'g',
  source: end('workload', 'test-pod', 'network-policy-test'),
  destination: end('workload', 'frontend', 'network-policy-test'),
  count: 1,
  perSecond: 0,
  conversationFlows: 1,
  evidence: { verdicts: 0, drops: 1, l7: 0 },
  trend: [1],
  nodes: ['worker-3'],
  nodeCounts: [1],
  firstMs: 0,
  lastMs: 0,
});

/** Masked exports know no more of the ends than their namespaces. */
const masked = { source: end('namespace', 'a', 'a'), destination: end('namespace', 'b', 'b'), protocol: '', port: 0 };

describe('the sentence says', () => {
  test('default deny where no rule matched and no policy is named', () => {
    expect(whySentence(base)).toBe(
      'Ingress to frontend on 80/TCP from test-pod is denied: default deny, no matching allow.',
    );
    expect(whySentence({ ...base, ...masked })).toBe(
      'Ingress to namespace b from namespace a is denied: default deny, no matching allow.',
    );
  });

  test('which policies Hubble named beside a missing allow', () => {
    expect(whySentence({ ...base, policies: ['shop/a', 'shop/b', 'c'] })).toBe(
      'Ingress to frontend on 80/TCP from test-pod is denied: no matching allow. Hubble names shop/a, shop/b and c.',
    );
  });

  test('the deny rule by name', () => {
    const denied = { ...base, reason: 'POLICY_DENY', direction: 'EGRESS', policies: ['net-lab/deny-tg-to-echo'] };
    expect(whySentence(denied)).toBe(
      'Egress from test-pod to frontend on 80/TCP is denied by a deny rule in net-lab/deny-tg-to-echo. Deny rules win over every allow.',
    );
  });

  test('that a deny rule has no name because the agent gives none', () => {
    expect(whySentence({ ...base, ...masked, reason: 'POLICY_DENY' })).toBe(
      'Ingress to namespace b from namespace a is denied: explicit deny, name unknown. This agent version does not name policies.',
    );
  });

  test('that the proxy refused it, and on which node', () => {
    expect(whySentence({ ...base, reason: 'L7', class: 'l7' })).toBe(
      'The proxy on worker-3 refused requests from test-pod to frontend on 80/TCP: denied by L7 rule.',
    );
    expect(
      whySentence({ ...base, ...masked, reason: 'L7', class: 'l7', nodes: [], policies: ['l7-http-policy'] }),
    ).toBe(
      'The proxy refused requests from namespace a to namespace b: denied by L7 rule. Hubble names l7-http-policy.',
    );
  });

  test('that a service without backend is no matter of policy', () => {
    const group: DropGroup = { ...base, ...masked, reason: 'SERVICE_BACKEND_NOT_FOUND', class: 'service' };
    expect(whySentence(group)).toBe(
      'No backend was ready behind namespace b: the service has no ready backend. This is not a policy drop.',
    );
    expect(advice(group)).toContain('A policy would not help');
  });

  test('that authentication is not done', () => {
    expect(whySentence({ ...base, reason: 'AUTH_REQUIRED' })).toBe(
      'Ingress to frontend on 80/TCP from test-pod is denied: mutual authentication is required and not done yet.',
    );
  });

  test('a late reply as one, with no advice to allow it', () => {
    const late: DropGroup = {
      ...base,
      source: end('workload', 'api', 'apps'),
      destination: end('workload', 'coredns', 'kube-system'),
      protocol: 'UDP',
      port: 53,
      lateReply: true,
    };
    expect(whySentence(late)).toBe(
      'Probably late replies: packets from coredns (port 53/UDP) to api came after their connection was forgotten, and were refused as new traffic (Policy denied).',
    );
    expect(advice(late)).toContain('Do not allow it');
  });

  test('the number of a reason this version does not know', () => {
    expect(whySentence({ ...base, reason: '230', class: 'datapath', direction: '7' })).toBe(
      'Traffic from test-pod to frontend on 80/TCP was dropped: the agent gave drop code 230, which this version does not know.',
    );
  });

  test('free text of a foreign exporter as it is, and a missing reason as missing', () => {
    expect(whySentence({ ...base, reason: 'iptables said no', class: 'datapath' })).toContain('iptables said no');
    expect(whySentence({ ...base, reason: '', class: 'datapath' })).toContain('Hubble gave no reason.');
    expect(advice({ ...base, reason: '', class: 'datapath' })).toContain('Hubble gave no reason');
  });

  test('that a datapath drop is not a policy drop', () => {
    expect(
      whySentence({ ...base, reason: 'CT_MAP_INSERTION_FAILED', class: 'datapath', protocol: 'ICMPv4', port: 0 }),
    ).toBe(
      'Ingress to frontend over ICMPv4 from test-pod was dropped: the connection tracking table has no room. This is not a policy drop.',
    );
  });

  test('link-level noise by MAC address', () => {
    const frame: DropGroup = {
      ...base,
      ...masked,
      source: end('unknown', '00:e0:4c:00:00:00'),
      destination: end('unknown', '01:80:c2:00:00:01'),
      reason: 'UNSUPPORTED_L3_PROTOCOL',
      class: 'noise',
    };
    expect(whySentence(frame)).toMatch(
      /^Frames from 00:e0:4c:00:00:00 to 01:80:c2:00:00:01 were dropped: .*link-level noise\.$/,
    );
  });

  test('multicast noise by address, with nothing to do', () => {
    const mdns: DropGroup = {
      ...base,
      source: end('reserved', 'host'),
      destination: end('ip', '224.0.0.251'),
      protocol: 'UDP',
      port: 5353,
      reason: 'STALE_OR_UNROUTABLE_IP',
      class: 'noise',
      direction: 'TRAFFIC_DIRECTION_UNKNOWN',
    };
    expect(whySentence(mdns)).toMatch(
      /^Packets from host to the group address 224\.0\.0\.251 on 5353\/UDP were dropped: /,
    );
    expect(advice(mdns)).toBe('Nothing to do: healthy nodes show this too.');
  });
});

test('names stand apart from the words around them', () => {
  expect(whyParts(base).filter((part) => part.strong)).toEqual([
    { text: 'frontend', strong: true },
    { text: '80/TCP', strong: true },
    { text: 'test-pod', strong: true },
  ]);
});
