// Drops as exporters, old agents and masks leave them: no identity, no direction, no time, or no packet at all.
import type { Case } from './case';

export const dropCases: readonly Case[] = [
  {
    id: 'S01',
    title: 'a masked IPv6 router solicitation is one drop between two addresses and no edge',
    lines: 'drops.jsonl:1',
    undrawn: { multicast: 1 },
    drops: [
      '1 INVALID_SOURCE_IP (noise) TRAFFIC_DIRECTION_UNKNOWN: ip fe80::64d8:8aff:fe72:fc14 > ip ff02::2 0/ICMPv6 | kind-kind/kind-worker',
    ],
    flows: [
      {
        verdict: 'DROPPED',
        dropReason: 'INVALID_SOURCE_IP',
        direction: 'TRAFFIC_DIRECTION_UNKNOWN',
        isReply: null,
        uuid: null,
        eventType: null,
        node: 'kind-kind/kind-worker',
        l4: { protocol: 'ICMPv6', type: 133 },
      },
    ],
    status: { flows: 1 },
    page: {
      flows: ['fe80::64d8:8aff:fe72:fc14', 'ff02::2', 'Invalid source IP', 'kind-kind/kind-worker'],
      detail: { row: 0, texts: ['Reply unknown', '2023-08-21T12:12:13.517394084Z'] },
      drops: [
        'Noise: 1 drop in 1 group',
        'Packets from fe80::64d8:8aff:fe72:fc14 to the group address ff02::2 over ICMPv6 were dropped',
      ],
      map: ['1 flow makes no edge: 1 multicast'],
    },
  },
  {
    id: 'S02',
    title: 'ends that have nothing but pod names keep them and stay two',
    lines: 'drops.jsonl:2',
    edges: ['default/xwing > default/deathstar 80/TCP | denied | 1 shown | DROPPED 1 | 1 denied'],
    drops: [
      '1 POLICY_DENIED (policy) TRAFFIC_DIRECTION_UNKNOWN: default/xwing > default/deathstar 80/TCP | kind-kind/kind-worker',
    ],
    flows: [
      { source: { identity: null, labels: [], workloads: [] }, isReply: null, direction: 'TRAFFIC_DIRECTION_UNKNOWN' },
    ],
    namespaces: ['default 1'],
    filters: { 'from.pod:default/xwing to.pod:default/deathstar': 1, 'verdict:denied port:80': 1 },
    status: { flows: 1 },
    page: {
      map: ['xwing', 'deathstar', 'xwing to deathstar on 80/TCP: 1 of 1 denied'],
      flows: ['xwing', 'deathstar-7848d6c4d5-th9v2', '80/TCP', 'Policy denied'],
      drops: ['Traffic from xwing to deathstar on 80/TCP is denied: default deny, no matching allow.'],
    },
  },
  {
    id: 'S03',
    title: 'a drop without event type or is_reply is one denial of its side, with one reason',
    lines: 'drops.jsonl:3',
    edges: [
      'agent-restricted/agent-probe > corp-prod/corp-prod-target 8080/TCP | denied | 1 shown | DROPPED 1 | 1 denied',
    ],
    drops: [
      '1 POLICY_DENIED (policy) EGRESS: agent-restricted/agent-probe > corp-prod/corp-prod-target 8080/TCP | k3d-agent-zone-control-agent-0',
    ],
    flows: [{ dropReason: 'POLICY_DENIED', eventType: null, isReply: null, unknown: null }],
    namespaces: ['agent-restricted 1', 'corp-prod 1'],
    filters: { 'verdict:denied': 1, 'direction:egress reason:POLICY_DENIED': 1 },
    status: { flows: 1 },
    page: {
      drops: ['Egress from agent-probe to corp-prod-target on 8080/TCP is denied: default deny, no matching allow.'],
      flows: ['agent-probe', 'corp-prod-target', 'Policy denied', 'Egress'],
    },
  },
  {
    id: 'S04',
    title: 'a broadcast frame with a VLAN tag is link-level noise between MAC addresses',
    lines: 'drops.jsonl:4',
    undrawn: { 'link-level': 1 },
    drops: [
      '1 VLAN_FILTERED (noise) TRAFFIC_DIRECTION_UNKNOWN: unknown 16:70:99:db:d9:69 > unknown ff:ff:ff:ff:ff:ff 0/? | node-1',
    ],
    flows: [{ ip: null, l4: null, ethernet: { source: '16:70:99:db:d9:69', destination: 'ff:ff:ff:ff:ff:ff' } }],
    status: { flows: 1 },
    page: {
      flows: ['16:70:99:db:d9:69', 'ff:ff:ff:ff:ff:ff', 'VLAN filtered'],
      drops: ['Noise: 1 drop in 1 group', 'This is link-level noise.'],
      map: ['1 flow makes no edge'],
    },
  },
  {
    id: 'S05',
    title: 'an Ethernet PAUSE frame is link-level noise between MAC addresses',
    lines: 'drops.jsonl:5',
    undrawn: { 'link-level': 1 },
    drops: [
      '1 UNSUPPORTED_L3_PROTOCOL (noise) TRAFFIC_DIRECTION_UNKNOWN: unknown 00:e0:4c:00:00:00 > unknown 01:80:c2:00:00:01 0/? | node-1',
    ],
    flows: [{ ip: null, ethernet: { source: '00:e0:4c:00:00:00', destination: '01:80:c2:00:00:01' } }],
    status: { flows: 1 },
    page: {
      flows: ['00:e0:4c:00:00:00', '01:80:c2:00:00:01', 'Unsupported L3 protocol'],
      drops: ['Noise: 1 drop in 1 group', 'This is link-level noise.'],
    },
  },
  {
    id: 'S06',
    title: 'mDNS from the host is one group of multicast noise to the group address',
    lines: 'drops.jsonl:6-7',
    undrawn: { multicast: 2 },
    drops: [
      '2 STALE_OR_UNROUTABLE_IP (noise) TRAFFIC_DIRECTION_UNKNOWN: reserved host > ip 224.0.0.251 5353/UDP | node-2',
    ],
    flows: [
      { direction: 'TRAFFIC_DIRECTION_UNKNOWN', isReply: null },
      { direction: 'TRAFFIC_DIRECTION_UNKNOWN', isReply: null },
    ],
    status: { flows: 2 },
    page: {
      flows: ['host 10.0.1.210', '224.0.0.251', '5353/UDP', 'Stale or unroutable IP'],
      drops: ['Noise: 2 drops in 1 group', 'This is multicast noise.'],
      nowhere: ['internet'],
    },
  },
  {
    id: 'S07',
    title: 'records of nothing but verdict, direction and namespaces still say why',
    lines: 'drops.jsonl:8-12',
    edges: ['namespace a > namespace b 0/? | denied | 5 shown | DROPPED 5 | 5 denied | http requests 1'],
    drops: [
      '1 L7 (l7) INGRESS: namespace a > namespace b 0/? | unknown node',
      '1 POLICY_DENIED (policy) INGRESS: namespace a > namespace b 0/? | unknown node',
      '1 POLICY_DENY (policy) EGRESS: namespace a > namespace b 0/? | bank-cell-baseline | unknown node',
      '1 POLICY_DENY (policy) INGRESS: namespace a > namespace b 0/? | unknown node',
      '1 SERVICE_BACKEND_NOT_FOUND (service) EGRESS: namespace a > namespace b 0/? | unknown node',
    ],
    flows: [
      { dropReason: 'SERVICE_BACKEND_NOT_FOUND', time: null, timeMs: null, node: null },
      { dropReason: 'POLICY_DENY', direction: 'INGRESS' },
      { dropReason: 'POLICY_DENY', direction: 'EGRESS' },
      { dropReason: 'POLICY_DENIED', direction: 'INGRESS' },
      { dropReason: null, l7: { type: 'REQUEST', http: { method: 'GET', code: 0 } }, direction: 'INGRESS' },
    ],
    namespaces: ['a 5', 'b 5'],
    filters: { 'reason:L7': 1, 'policy:bank-cell-baseline': 1, 'from.ns:a to.ns:b': 5, 'from.ns:b': 0 },
    status: { flows: 5, nodes: [] },
    overRelay: { because: 'a Relay has nodes of its own', status: { flows: 5, nodes: ['replay'] } },
    page: {
      drops: [
        'denied by L7 rule',
        'is denied: default deny, no matching allow.',
        'bank-cell-baseline',
        'explicit deny, name unknown',
        'the service has no ready backend. This is not a policy drop.',
      ],
      flows: ['HTTP rule denied', 'No service backend', 'Policy denied', 'Deny rule'],
      detail: { row: 0, texts: ['Time none; time of arrival is shown'] },
    },
  },
];
