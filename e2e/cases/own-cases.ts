// Cases of our own, so that a clone alone holds itself to the same: each packs the oddities of some recorded ones.
import type { Case } from './case';

const noon = Date.UTC(2026, 5, 1, 12);
const at = (ms: number) => new Date(noon + ms).toISOString();
const node = 'here/node-1';

/** A record as an agent sends it, `ms` after noon. */
function flow(ms: number, fields: object): object {
  return { flow: { time: at(ms), node_name: node, ...fields }, node_name: node, time: at(ms) };
}

const workload = (namespace: string, name: string) => ({
  namespace,
  pod_name: `${name}-6c4f8d7b9-x2v4k`,
  workloads: [{ name, kind: 'Deployment' }],
});
const reserved = (...names: string[]) => ({ labels: names.map((name) => `reserved:${name}`) });
const ip = (source: string, destination: string) => ({ IP: { source, destination, ipVersion: 'IPv4' } });
const back = { is_reply: true, traffic_direction: 'INGRESS', verdict: 'FORWARDED', event_type: { type: 4 } };
const ask = { ...back, is_reply: false };
const drop = { verdict: 'DROPPED', drop_reason_desc: 'POLICY_DENIED', event_type: { type: 1, sub_type: 133 } };
const verdict = { ...drop, event_type: { type: 5 } };

function tcp(source_port: number, destination_port: number, ...flags: string[]) {
  return { l4: { TCP: { source_port, destination_port, flags: Object.fromEntries(flags.map((f) => [f, true])) } } };
}

function udp(source_port: number, destination_port: number) {
  return { l4: { UDP: { source_port, destination_port } } };
}

const pause = {
  verdict: 'DROPPED',
  drop_reason_desc: 'UNSUPPORTED_L3_PROTOCOL',
  event_type: { type: 1, sub_type: 139 },
  ethernet: { source: '02:00:00:00:00:07', destination: '01:80:c2:00:00:01' },
};
const flood = Array.from({ length: 90 }, (_, index) => flow(index, pause));

export const ownCases: readonly Case[] = [
  {
    id: 'flood',
    title: 'a flood of frames is one folded line that pushes no denial away',
    lines: [
      ...flood,
      flow(100, {
        ...drop,
        ...tcp(40_001, 80, 'SYN'),
        ...ip('10.1.0.1', '10.1.0.2'),
        source: { namespace: 'web', pod_name: 'probe' },
        destination: { namespace: 'web', pod_name: 'site-7848d6c4d5-th9v2' },
      }),
    ],
    edges: ['web/probe > web/site 80/TCP | denied | 1 shown | DROPPED 1 | 1 denied'],
    undrawn: { 'link-level': 90 },
    drops: [
      '1 POLICY_DENIED (policy) TRAFFIC_DIRECTION_UNKNOWN: web/probe > web/site 80/TCP | here/node-1',
      '90 UNSUPPORTED_L3_PROTOCOL (noise) TRAFFIC_DIRECTION_UNKNOWN: unknown 02:00:00:00:00:07 > unknown 01:80:c2:00:00:01 0/? | here/node-1',
    ],
    flows: Array.from({ length: 91 }, () => ({})),
    namespaces: ['web 1'],
    status: { flows: 91 },
    page: {
      drops: ['Traffic from probe to site on 80/TCP is denied', 'Noise: 90 drops in 1 group', 'link-level noise'],
    },
  },
  {
    id: 'late',
    title: 'answers refused on many high ports are one hint',
    lines: Array.from({ length: 60 }, (_, index) =>
      flow(index, {
        ...drop,
        ...udp(53, 40_000 + 7 * index),
        ...ip('10.1.0.9', '10.1.0.1'),
        source: workload('system', 'resolver'),
        destination: workload('web', 'cart'),
        traffic_direction: 'INGRESS',
      }),
    ),
    edges: ['web/cart > system/resolver 53/UDP | denied | 60 shown | DROPPED 60 | 60 denied | 60 late | replies only'],
    drops: ['60 POLICY_DENIED (policy) INGRESS: web/cart > system/resolver 53/UDP | late reply | here/node-1'],
    flows: Array.from({ length: 60 }, () => ({ isReply: null })),
    namespaces: ['system 60', 'web 60'],
    status: { flows: 60 },
    page: { drops: ['Probably late replies: packets from resolver (port 53/UDP) to cart'] },
  },
  {
    id: 'pairs',
    title: 'verdict and drop are one denial, audit is none, and a lost name is found again',
    lines: [
      flow(0, {
        ...verdict,
        ...tcp(40_001, 80, 'SYN'),
        ...ip('10.1.0.1', '10.1.0.2'),
        source: workload('web', 'cart'),
        destination: workload('pay', 'bank'),
        drop_reason_desc: 'POLICY_DENY',
        traffic_direction: 'EGRESS',
        egress_denied_by: [
          { name: 'no-bank', namespace: 'web', kind: 'CiliumNetworkPolicy', revision: '18446744073709551615' },
        ],
        policy_log: [''],
      }),
      flow(1, {
        ...drop,
        ...tcp(40_001, 80, 'SYN'),
        ...ip('10.1.0.1', '10.1.0.2'),
        source: workload('web', 'cart'),
        destination: workload('pay', 'bank'),
        drop_reason_desc: 'POLICY_DENY',
        traffic_direction: 'EGRESS',
      }),
      flow(2, {
        ...ask,
        ...tcp(40_002, 81, 'SYN'),
        ...ip('10.1.0.3', '10.1.0.2'),
        source: workload('web', 'mail'),
        destination: workload('pay', 'bank'),
        traffic_direction: 'EGRESS',
      }),
      flow(3, {
        ...drop,
        ...tcp(40_002, 81, 'SYN'),
        ...ip('10.1.0.3', '10.1.0.2'),
        source: reserved('world'),
        destination: workload('pay', 'bank'),
        traffic_direction: 'INGRESS',
      }),
      flow(4, {
        ...ask,
        ...tcp(40_003, 82, 'SYN'),
        ...ip('10.1.0.1', '10.1.0.2'),
        source: workload('web', 'cart'),
        destination: workload('pay', 'bank'),
        verdict: 'AUDIT',
        event_type: { type: 5 },
      }),
    ],
    edges: [
      'web/cart > pay/bank 80/TCP | denied | 1 shown | DROPPED 2 | 1 denied',
      'web/cart > pay/bank 82/TCP | audit | 1 shown | AUDIT 1 | 1 audited',
      'web/mail > pay/bank 81/TCP | denied | 1 shown | DROPPED 1, FORWARDED 1 | 1 denied',
    ],
    drops: [
      '1 POLICY_DENIED (policy) INGRESS: ip 10.1.0.3 > pay/bank 81/TCP | here/node-1',
      '1 POLICY_DENY (policy) EGRESS: web/cart > pay/bank 80/TCP | web/no-bank | here/node-1',
    ],
    flows: [
      { verdict: 'AUDIT' },
      {},
      {},
      { egressDeniedBy: [] },
      {
        policyLog: [''],
        egressDeniedBy: [
          {
            name: 'no-bank',
            namespace: 'web',
            kind: 'CiliumNetworkPolicy',
            labels: [],
            revision: '18446744073709551615',
          },
        ],
      },
    ],
    namespaces: ['pay 2', 'web 1'],
    filters: { 'verdict:denied': 3, 'policy:web/no-bank': 1, 'verdict:AUDIT': 1 },
    status: { flows: 5 },
    page: {
      drops: ['Egress from cart to bank on 80/TCP is denied by a deny rule in web/no-bank'],
      map: ['would be denied', 'allowed by egress, 1 of 1 denied by ingress'],
      detail: { row: 4, texts: ['web/no-bank (CiliumNetworkPolicy, revision 18446744073709551615)'] },
      nowhere: ['Log '],
    },
  },
  {
    id: 'ends',
    title: 'of several names for an end the one that says most is taken, and SNAT makes no client',
    lines: [
      flow(0, {
        ...back,
        ...tcp(6443, 50_001, 'ACK'),
        ...ip('169.254.7.1', '10.1.0.1'),
        source: { identity: 16_777_219, ...reserved('world', 'kube-apiserver') },
        destination: workload('web', 'cart'),
      }),
      flow(1, {
        ...ask,
        ...tcp(50_002, 9000, 'SYN'),
        ...ip('203.0.113.7', '10.1.0.2'),
        source: { identity: 9, ...reserved('world-ipv4') },
        destination: workload('pay', 'bank'),
      }),
      flow(2, {
        ...back,
        ...tcp(9000, 50_002, 'SYN', 'ACK'),
        ...ip('10.1.0.2', '203.0.113.7'),
        source: workload('pay', 'bank'),
        destination: { identity: 1, ...reserved('host', 'remote-node') },
      }),
      flow(3, {
        ...ask,
        ...tcp(50_003, 443, 'SYN'),
        ...ip('10.1.0.1', '198.51.100.9'),
        source: workload('web', 'cart'),
        destination: { identity: 16_777_220, labels: ['fqdn:api.example.org.', 'reserved:world'] },
      }),
    ],
    edges: [
      'reserved world > pay/bank 9000/TCP | forwarded | 2 shown | FORWARDED 2',
      'web/cart > dns api.example.org 443/TCP | forwarded | 1 shown | FORWARDED 1',
      'web/cart > reserved kube-apiserver 6443/TCP | forwarded | 1 shown | FORWARDED 1 | replies only',
    ],
    flows: [{}, {}, {}, {}],
    namespaces: ['pay', 'web'],
    status: { flows: 4 },
    page: {
      map: ['cart to kube-apiserver on 6443/TCP', 'world to bank on 9000/TCP', 'cart to api.example.org on 443/TCP'],
    },
  },
  {
    id: 'sightings',
    title: 'one exchange seen twice is one, by pods, by masked records and by a service of which sockets told',
    lines: [
      flow(0, {
        verdict: 'TRACED',
        Type: 'SOCK',
        event_type: { type: 7, sub_type: 1 },
        socket_cookie: '9',
        cgroup_id: '4',
        ...tcp(50_001, 80),
        ...ip('10.1.0.1', '10.96.0.7'),
        source: workload('web', 'cart'),
        destination: reserved('world'),
        destination_service: { name: 'bank', namespace: 'pay' },
      }),
      flow(1, {
        verdict: 'TRANSLATED',
        Type: 'SOCK',
        event_type: { type: 7, sub_type: 2 },
        socket_cookie: '9',
        cgroup_id: '4',
        ...tcp(50_001, 8080),
        ...ip('10.1.0.1', '10.1.0.2'),
        source: workload('web', 'cart'),
        destination: workload('pay', 'ledger'),
      }),
      flow(2, {
        ...ask,
        ...tcp(50_002, 8080, 'SYN'),
        ...ip('10.1.0.1', '10.96.0.7'),
        source: workload('web', 'cart'),
        destination: reserved('world'),
        destination_service: { name: 'bank', namespace: 'pay' },
      }),
      ...[{ ID: 7 }, {}].map((local, index) =>
        flow(3 + index, {
          ...tcp(90, 50_003, 'SYN', 'ACK'),
          ...ip('10.1.0.2', '10.1.0.4'),
          source: { ...workload('pay', 'ledger'), ...(index === 0 ? {} : { ID: 8 }) },
          destination: { ...workload('web', 'mail'), ...local },
          is_reply: true,
        }),
      ),
      flow(5, {
        ...ask,
        l4: { ICMPv4: { type: 11 } },
        ...ip('10.9.9.9', '10.1.0.4'),
        source: reserved('world'),
        destination: workload('web', 'mail'),
      }),
      flow(6, {
        ...ask,
        l4: { ICMPv6: { type: 128 } },
        IP: { source: '2001:db8::4', destination: '2001:db8::2', ipVersion: 'IPv6' },
        source: workload('web', 'mail'),
        destination: workload('pay', 'ledger'),
      }),
    ],
    edges: [
      'web/cart > pay/ledger 8080/TCP | forwarded | 1 shown | FORWARDED 1',
      'web/mail > pay/ledger 0/ICMPv6 | forwarded | 1 shown | FORWARDED 1',
      'web/mail > pay/ledger 90/TCP | unknown | 1 shown | VERDICT_UNKNOWN 2 | replies only',
    ],
    undrawn: { 'icmp-feedback': 1, socket: 2 },
    flows: [
      {},
      {},
      { verdict: 'VERDICT_UNKNOWN' },
      { verdict: 'VERDICT_UNKNOWN' },
      {},
      { isReply: null },
      { isReply: null },
    ],
    namespaces: ['pay', 'web'],
    status: { flows: 7 },
    page: {
      map: ['mail to ledger over ICMPv6', 'cart to ledger on 8080/TCP', '3 flows make no edge'],
      nowhere: ['0/ICMPv6'],
    },
  },
  {
    id: 'layer7',
    title: 'calls, refusals and names are pairs, and text from outside is text',
    lines: [
      ...[false, true].map((is_reply) =>
        flow(is_reply ? 7 : 0, {
          verdict: 'FORWARDED',
          Type: 'L7',
          event_type: { type: 129 },
          is_reply,
          traffic_direction: 'INGRESS',
          ...(is_reply ? tcp(80, 50_001) : tcp(50_001, 80)),
          ...(is_reply ? ip('10.1.0.2', '10.1.0.1') : ip('10.1.0.1', '10.1.0.2')),
          source: is_reply ? workload('pay', 'bank') : workload('web', 'cart'),
          destination: is_reply ? workload('web', 'cart') : workload('pay', 'bank'),
          l7: {
            type: is_reply ? 'RESPONSE' : 'REQUEST',
            ...(is_reply && { latency_ns: '7000000' }),
            http: {
              ...(is_reply && { code: 204 }),
              method: 'PATCH',
              url: 'http://bank/<img src=x onerror=alert(2)>\u202e\u001b[31m',
              protocol: 'HTTP/2',
            },
          },
        }),
      ),
      flow(8, {
        verdict: 'DROPPED',
        Type: 'L7',
        event_type: { type: 129 },
        is_reply: false,
        traffic_direction: 'INGRESS',
        ...tcp(50_002, 81),
        ...ip('10.1.0.1', '10.1.0.2'),
        source: workload('web', 'cart'),
        destination: workload('pay', 'bank'),
        l7: { type: 'REQUEST', http: { method: 'DELETE', url: 'http://bank/vault', protocol: 'HTTP/2' } },
      }),
      flow(9, {
        verdict: 'FORWARDED',
        Type: 'L7',
        event_type: { type: 129 },
        is_reply: true,
        traffic_direction: 'EGRESS',
        ...udp(53, 40_111),
        ...ip('10.1.0.9', '10.1.0.1'),
        source: workload('system', 'resolver'),
        destination: workload('web', 'cart'),
        l7: { type: 'RESPONSE', dns: { query: 'bank.web.svc.', ttl: 4_294_967_295, rcode: 3, qtypes: ['A'] } },
      }),
    ],
    edges: [
      'web/cart > pay/bank 80/TCP | forwarded | 2 shown | FORWARDED 2 | http requests 1, responses 1',
      'web/cart > pay/bank 81/TCP | denied | 1 shown | DROPPED 1 | 1 denied | http requests 1',
      'web/cart > system/resolver 53/UDP | forwarded | 1 shown | FORWARDED 1 | dns answers 1, nxdomain 1 | replies only',
    ],
    drops: ['1 L7 (l7) INGRESS: web/cart > pay/bank 81/TCP | here/node-1'],
    flows: [{}, { dropReason: null }, { l7: { latencyNs: '7000000' } }, { l7: { latencyNs: null } }],
    namespaces: ['pay 1', 'system', 'web 1'],
    filters: { 'reason:L7': 1 },
    status: { flows: 4 },
    page: {
      flows: [
        '204 PATCH /<img src=x onerror=alert(2)>\\u202e\\e[31m 7.0 ms',
        'HTTP rule denied · DELETE /vault',
        'A bank.web.svc. → NXDOMAIN',
      ],
      detail: { row: 0, texts: ['Time to live none'] },
      drops: ['The proxy on here/node-1 refused requests from cart to bank on 81/TCP: denied by L7 rule.'],
      nowhere: ['\u202e', '\u001b', 'Status 0'],
    },
  },
  {
    id: 'forms',
    title: 'old, foreign and future forms of a record are read, and what is unknown is kept',
    lines: [
      {
        time: at(0),
        verdict: 'FORWARDED',
        node_name: node,
        ...tcp(8080, 50_001, 'ACK'),
        ...ip('10.1.0.2', '10.1.0.1'),
        source: { ID: '12', identity: '4000', namespace: 'web', pod_name: 'site-0' },
        destination: { identity: '1' },
        reply: true,
      },
      {
        flow: {
          time: { seconds: noon / 1000, nanos: 1_000_000 },
          verdict: 2,
          nodeName: node,
          trafficDirection: 2,
          dropReasonDesc: 133,
          eventType: { type: 1, subType: 133 },
          l4: { TCP: { sourcePort: 40_001, destinationPort: 80 } },
          IP: { source: '10.1.0.1', destination: '10.1.0.2', ipVersion: 1 },
          source: { namespace: 'web', podName: 'probe' },
          destination: { namespace: 'web', podName: 'site-0' },
          isReply: null,
        },
        nodeName: node,
      },
      flow(2, {
        ...drop,
        drop_reason_desc: 'Policy denied',
        ...tcp(40_002, 81),
        ...ip('10.1.0.1', '10.1.0.2'),
        source: { namespace: 'web', pod_name: 'probe' },
        destination: { namespace: 'web', pod_name: 'site-0' },
      }),
      flow(3, {
        verdict: 12,
        drop_reason_desc: 240,
        event_type: { type: 77 },
        traffic_direction: 6,
        l4: { MPTCP: { source_port: 1 } },
        source: reserved('cosmos'),
        destination: reserved('abyss'),
        shine: { lux: 3 },
      }),
      { pulse: { n: '1' }, node_name: node },
    ],
    edges: [
      'reserved cosmos > reserved abyss 0/? | unknown | 1 shown | 12 1',
      'reserved host > web/site 8080/TCP | forwarded | 1 shown | FORWARDED 1 | replies only',
      'web/probe > web/site 80/TCP | denied | 1 shown | DROPPED 1 | 1 denied',
      'web/probe > web/site 81/TCP | denied | 1 shown | DROPPED 1 | 1 denied',
    ],
    drops: [
      '1 POLICY_DENIED (policy) EGRESS: web/probe > web/site 80/TCP | here/node-1',
      '1 POLICY_DENIED (policy) TRAFFIC_DIRECTION_UNKNOWN: web/probe > web/site 81/TCP | here/node-1',
    ],
    flows: [
      { verdict: '12', dropReason: '240', direction: '6', eventType: { type: 77 }, unknown: { shine: { lux: 3 } } },
      { dropReason: 'POLICY_DENIED' },
      { verdict: 'DROPPED', direction: 'EGRESS', isReply: null, time: at(1) },
      { isReply: true, source: { id: 12, identity: 4000 }, destination: { identity: 1 } },
    ],
    namespaces: ['web 2'],
    filters: { 'verdict:12': 1, 'verdict:denied': 2 },
    status: { flows: 4, unknownKinds: 1 },
    overRelay: {
      because: 'a message knows fields by number: those that JSON gave a name only come under numbers of their own',
      flows: [
        { verdict: '12', dropReason: '240', direction: '6', eventType: { type: 77 } },
        { dropReason: 'POLICY_DENIED' },
        { verdict: 'DROPPED', direction: 'EGRESS', isReply: null, time: at(1) },
        { isReply: true, source: { id: 12, identity: 4000 }, destination: { identity: 1 } },
      ],
    },
    page: {
      flows: ['verdict 12', 'cosmos', 'unknown protocol'],
      detail: { row: 0, texts: ['drop code 240 (240)', 'shine'] },
    },
  },
  {
    id: 'control',
    title: 'losses, missing nodes and a flow of nothing are told for what they are',
    lines: [
      { lost_events: { source: 'PERF_EVENT_RING_BUFFER', num_events_lost: '9007199254740993', cpu: 3 } },
      { lost_events: {}, node_name: node, time: at(60_000) },
      {
        node_status: { state_change: 'NODE_UNAVAILABLE', node_names: ['here/node-2'] },
        node_name: 'relay',
        time: at(0),
      },
      { agent_event: {}, node_name: node },
      { flow: { time: '1970-01-01T00:00:05Z', node_name: node }, node_name: node },
    ],
    undrawn: { 'no-ends': 1 },
    flows: [{ verdict: 'VERDICT_UNKNOWN', source: null, time: '1970-01-01T00:00:05Z' }],
    gaps: [
      '9,010,000 G events lost at an unknown node (CPU 3): the kernel made events faster than the agent read them.',
      'An unknown number of events was lost at here/node-1: Hubble did not say where.',
      'here/node-2 is not connected to Relay. …',
    ],
    status: {
      flows: 1,
      lostEvents: '9007199254740993',
      lostEventsUnknown: 1,
      nodes: ['here/node-1', 'here/node-2: unavailable'],
    },
    page: {
      flows: ['here/node-2', 'an unknown node'],
      map: ['1 flow makes no edge: 1 without ends'],
    },
    overRelay: {
      because: 'a Relay has a node of its own besides those that lines speak of',
      status: { flows: 1, lostEvents: '9007199254740993', lostEventsUnknown: 1 },
    },
  },
];
