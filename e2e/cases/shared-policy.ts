// Policy verdicts and the drops that follow them: counted once, named where Hubble names them.
import type { Case } from './case';

export const policyCases: readonly Case[] = [
  {
    id: 'S08',
    title: 'one destination is one, whether its address was world or a name at the moment',
    lines: 'policy.jsonl:1-2',
    edges: ['cilium-test-5/client > dns one.example.com 80/TCP | denied | 1 shown | DROPPED 2 | 1 denied'],
    drops: ['1 POLICY_DENIED (policy) EGRESS: cilium-test-5/client > dns one.example.com 80/TCP | kind-worker2'],
    flows: [
      {
        destination: { identity: 16_777_259 },
        destinationNames: ['one.example.com'],
        file: { name: 'bpf_lxc.c', line: 1361 },
      },
      { destination: { identity: 9, labels: ['reserved:world-ipv4'] }, destinationNames: ['one.example.com'] },
    ],
    namespaces: ['cilium-test-5 1'],
    status: { flows: 2 },
    page: {
      map: ['one.example.com', 'client to one.example.com on 80/TCP'],
      flows: ['client-645b68dcf7-2jmrw', 'one.example.com'],
      nowhere: ['world-ipv4 192.0.2.1'],
    },
  },
  {
    id: 'S09',
    title: 'an explicit deny is told with the name of its policy, and an empty policy log is no log line',
    lines: 'policy.jsonl:3',
    edges: ['net-lab/traffic-generator > net-lab/echo-server 80/TCP | denied | 1 shown | DROPPED 1 | 1 denied'],
    drops: [
      '1 POLICY_DENY (policy) EGRESS: net-lab/traffic-generator > net-lab/echo-server 80/TCP | net-lab/deny-tg-to-echo | lab/cilium-w1',
    ],
    flows: [
      {
        policyLog: [''],
        policyMatchType: 1,
        destination: { id: null },
        egressDeniedBy: [
          {
            name: 'deny-tg-to-echo',
            namespace: 'net-lab',
            kind: 'CiliumNetworkPolicy',
            labels: ['k8s:io.cilium.k8s.policy.name=deny-tg-to-echo'],
            revision: '6',
          },
        ],
      },
    ],
    namespaces: ['net-lab 1'],
    filters: { 'policy:net-lab/deny-tg-to-echo': 1 },
    status: { flows: 1 },
    page: {
      drops: ['is denied by a deny rule in net-lab/deny-tg-to-echo', 'deny rule'],
      detail: { row: 0, texts: ['net-lab/deny-tg-to-echo (CiliumNetworkPolicy, revision 6)'] },
      nowhere: ['Policy log'],
    },
  },
  {
    id: 'S10',
    title: 'what audit mode let pass would be denied: neither healthy nor dropped, and one connection',
    lines: 'policy.jsonl:4-5',
    edges: ['shop/frontend > shop/db 80/TCP | audit | 1 shown | AUDIT 1, FORWARDED 1 | 1 audited'],
    flows: [
      { verdict: 'FORWARDED', traceReason: 'NEW' },
      { verdict: 'AUDIT', policyMatchType: null },
    ],
    namespaces: ['shop'],
    filters: { 'verdict:AUDIT': 1, 'verdict:denied': 0 },
    status: { flows: 2 },
    page: { map: ['would be denied'], flows: ['audit', 'forwarded'] },
  },
  {
    id: 'S11',
    title: 'two records of one packet whose sender is no longer known are one denial beside what passed',
    lines: 'policy.jsonl:6-9',
    edges: ['default/cronjob > default/deployment 8087/TCP | denied | 2 shown | DROPPED 2, FORWARDED 2 | 1 denied'],
    drops: ['1 POLICY_DENIED (policy) INGRESS: ip 10.8.14.163 > default/deployment 8087/TCP | node-b'],
    flows: [
      { verdict: 'DROPPED', eventType: { type: 1 }, ip: { source: '10.8.14.163' } },
      { verdict: 'DROPPED', eventType: { type: 5 }, ip: { source: '10.8.14.163' } },
      { verdict: 'FORWARDED', eventType: { type: 4 } },
      { verdict: 'FORWARDED', eventType: { type: 5 } },
    ],
    namespaces: ['default 1'],
    status: { flows: 4 },
    page: {
      map: ['cronjob to deployment on 8087/TCP: allowed by egress, 1 of 1 denied by ingress'],
      drops: ['Ingress to deployment on 8087/TCP from 10.8.14.163 is denied'],
      flows: ['10.8.14.163', 'cronjob-1623329400-8mg2z'],
    },
  },
  {
    id: 'S12',
    title: 'refused DNS answers are probably late replies, not kube-dns calling high ports',
    lines: 'policy.jsonl:10-12',
    edges: ['apps/api > kube-system/coredns 53/UDP | denied | 3 shown | DROPPED 3 | 3 denied | 3 late | replies only'],
    drops: ['3 POLICY_DENIED (policy) INGRESS: apps/api > kube-system/coredns 53/UDP | late reply | node-3'],
    flows: [{ isReply: null }, { isReply: null }, { isReply: null }],
    namespaces: ['apps 3', 'kube-system 3'],
    status: { flows: 3 },
    page: {
      drops: [
        'Probably late replies: packets from coredns (port 53/UDP) to api came after their connection was forgotten',
        'Do not allow it as traffic of its own.',
        'late reply',
      ],
      map: ['api to coredns on 53/UDP'],
    },
  },
];
