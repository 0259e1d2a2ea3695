// What proxies record: requests, answers, refusals, names; and text that somebody outside chose.
import type { Case } from './case';

export const layer7Cases: readonly Case[] = [
  {
    id: 'S16',
    title: 'a request and its response are one call, and only the response has a code and a latency',
    lines: 'l7.jsonl:1-2',
    edges: [
      'default/testapp > default/echo 8080/TCP | forwarded | 2 shown | FORWARDED 2 | http requests 1, responses 1',
    ],
    flows: [
      { isReply: true, l7: { type: 'RESPONSE', latencyNs: '4021385', http: { code: 200, method: 'GET' } } },
      { isReply: false, l7: { type: 'REQUEST', latencyNs: null, http: { code: 0, method: 'GET' } } },
    ],
    namespaces: ['default'],
    status: { flows: 2 },
    page: {
      flows: ['200 GET / 4.0 ms', 'GET /'],
      detail: { row: 1, texts: ['Request GET http://web/'] },
      map: ['testapp to echo on 8080/TCP'],
      nowhere: ['Status 0', 'GET / 0'],
    },
  },
  {
    id: 'S17',
    title: 'a request refused by the proxy is one denial by L7 rule, and the 403 behind it no success',
    lines: 'l7.jsonl:3-4',
    edges: [
      'default/tiefighter > default/deathstar 80/TCP | denied | 2 shown | DROPPED 1, FORWARDED 1 | 1 denied | http requests 1, responses 1, clientErrors 1',
    ],
    drops: ['1 L7 (l7) INGRESS: default/tiefighter > default/deathstar 80/TCP | lab/lab-worker2'],
    flows: [
      { verdict: 'FORWARDED', l7: { http: { code: 403 } } },
      { verdict: 'DROPPED', dropReason: null, l7: { http: { method: 'PUT' } } },
    ],
    namespaces: ['default 1'],
    filters: { 'reason:L7': 1 },
    status: { flows: 2 },
    page: {
      drops: [
        'The proxy on lab/lab-worker2 refused requests from tiefighter to deathstar on 80/TCP: denied by L7 rule.',
      ],
      flows: ['HTTP rule denied', 'PUT /v1/exhaust-port', '403'],
      nowhere: ['unknown drop reason'],
    },
  },
  {
    id: 'S18',
    title: 'query and answer are a pair, and the connection that follows goes to the name',
    lines: 'l7.jsonl:5-7',
    edges: [
      'default/mediabot > dns api.example.com 443/TCP | forwarded | 1 shown | FORWARDED 1',
      'default/mediabot > kube-system/coredns 53/UDP | forwarded | 2 shown | FORWARDED 2 | dns queries 1, answers 1',
    ],
    flows: [
      { destinationNames: ['api.example.com'], policyMatchType: 1 },
      { l7: { dns: { ips: ['198.51.100.245'], ttl: 30, rcode: 0 } } },
      { l7: { dns: { query: 'api.example.com.', qtypes: ['A'] } } },
    ],
    namespaces: ['default', 'kube-system'],
    status: { flows: 3 },
    page: {
      flows: ['A api.example.com. → 198.51.100.245', 'api.example.com', '443/TCP'],
      detail: { row: 1, texts: ['Time to live 30 s'] },
      map: ['mediabot to api.example.com on 443/TCP'],
    },
  },
  {
    id: 'S19',
    title: 'NXDOMAIN of a search list stands apart from failures, and an empty answer is none',
    lines: 'l7.jsonl:8-9',
    edges: [
      'default/mediabot > kube-system/coredns 53/UDP | forwarded | 2 shown | FORWARDED 2 | dns answers 2, nxdomain 1 | replies only',
    ],
    drops: ['1 NXDOMAIN (noise) TRAFFIC_DIRECTION_UNKNOWN: default/mediabot > kube-system/coredns 53/UDP | node-1'],
    flows: [
      { l7: { dns: { rcode: 0, ttl: 4_294_967_295, ips: [] } } },
      { l7: { dns: { rcode: 3, ttl: 4_294_967_295 } } },
    ],
    namespaces: ['default', 'kube-system'],
    status: { flows: 2 },
    page: {
      flows: ['→ no records', 'api.example.com.default.svc.cluster.local. → NXDOMAIN'],
      drops: ['Noise: 1 failed search-list lookup in 1 group', 'Nothing was refused'],
      detail: { row: 0, texts: ['Time to live none', 'NOERROR (0)'] },
    },
  },
  {
    id: 'S20',
    title: 'escape sequences are shown and do nothing, and a clock at 1970 stretches no axis',
    lines: 'l7.jsonl:10',
    edges: ['reserved health > ip 192.0.2.5 8080/TCP | denied | 1 shown | DROPPED 1 | 1 denied'],
    drops: ['1 POLICY_DENIED (policy) TRAFFIC_DIRECTION_UNKNOWN: reserved health > ip 192.0.2.5 8080/TCP | k8s1'],
    flows: [
      {
        time: '1970-01-01T00:20:34.567800Z',
        eventType: { type: 1, subType: 133 },
        source: { identity: 4 },
        destination: { identity: 12_345 },
        l7: { kafka: { topic: 'my-topic\u001b[30mblack\u001b[0m\u001b\r' } },
      },
    ],
    status: { flows: 1 },
    page: {
      flows: ['my-topic\\e[30mblack\\e[0m\\e\\r'],
      detail: { row: 0, texts: ['Topic my-topic\\e[30mblack\\e[0m\\e\\r'] },
      drops: ['Traffic from health to 192.0.2.5 on 8080/TCP is denied'],
      nowhere: ['\u001b'],
    },
  },
  {
    id: 'S21',
    title: 'markup, quotes and bidirectional overrides in what clients send are text',
    lines: 'l7.jsonl:11',
    edges: ['default/testapp > default/echo 8080/TCP | forwarded | 1 shown | FORWARDED 1 | http requests 1'],
    flows: [{ source: { labels: ['k8s:app=testapp', 'k8s:note="><img src=x onerror=alert(1)>'] } }],
    namespaces: ['default'],
    status: { flows: 1 },
    page: {
      flows: ['GET /<script>alert(1)</script>?q=%F0%9F%90%9D&n=\\u202egnp.exe&b=🐝'],
      detail: { row: 0, texts: ['note="><img src=x onerror=alert(1)>', 'Header X-Näme 日本語\\0'] },
      nowhere: ['\u202e', '\u0000'],
    },
  },
];
