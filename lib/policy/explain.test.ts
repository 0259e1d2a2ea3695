// Sentences about connections: the label, port or request that decides is named.
import { describe, expect, it } from 'vitest';
import { sentenceText } from '@/lib/flow/sentence';
import type { Attempt, KnownService, PolicyEnd } from '@/lib/policy/end';
import { type DirectionFinding, explain } from '@/lib/policy/explain';
import { judge } from '@/lib/policy/judge';
import { readPolicyText } from '@/lib/policy/read-text';
import { attempt, cilium, clusterwide, pod, reserved, world } from '@/lib/policy/sample';
import { readSelector } from '@/lib/policy/selector';

const frontend = pod('demo', 'role=frontend');

function told(
  policies: string,
  asked: Attempt,
  direction: 'ingress' | 'egress' = 'ingress',
  services: readonly KnownService[] | null = null,
): DirectionFinding {
  const { policies: read, problems } = readPolicyText(policies, 'test.yaml');
  expect(problems).toEqual([]);
  return explain(judge(read, asked, services)[direction], asked, { source: 'test-pod', destination: 'frontend' });
}

const sentences = ({ sentence, findings }: DirectionFinding) =>
  [sentence, ...findings.map((one) => one.sentence)].map(sentenceText);

const spec = (name: string, body: string) => cilium(body, name, '{matchLabels: {role: frontend}}');

const allowBackend = spec(
  'allow-frontend',
  `  ingress:
    - fromEndpoints: [{matchLabels: {role: backend}}]
      toPorts: [{ports: [{port: "80", protocol: TCP}]}]`,
);

describe('of a refused connection is said', () => {
  it('the label that the peer lacks', () => {
    expect(sentences(told(allowBackend, attempt(pod('demo', 'run=test-pod'), frontend)))).toEqual([
      'Ingress to frontend is refused: a policy selects it, and no rule allows this.',
      'allow-frontend selects frontend and allows only role=backend on 80/TCP; test-pod has no label role.',
    ]);
  });

  it('the label that differs, and the namespace', () => {
    expect(sentences(told(allowBackend, attempt(pod('demo', 'role=cache'), frontend)))[1]).toBe(
      'allow-frontend selects frontend and allows only role=backend on 80/TCP; test-pod has role=cache, not role=backend.',
    );
    expect(sentences(told(allowBackend, attempt(pod('lab', 'role=backend'), frontend)))[1]).toBe(
      'allow-frontend selects frontend and allows only role=backend on 80/TCP; test-pod is in namespace lab, not demo.',
    );
  });

  it('the port, where the peer would fit', () => {
    expect(sentences(told(allowBackend, attempt(pod('demo', 'role=backend'), frontend, { port: 443 })))[1]).toBe(
      'allow-frontend selects frontend and allows only role=backend on 80/TCP; this is 443/TCP.',
    );
  });

  it('that ports do not open ICMP', () => {
    const ping = attempt(pod('demo', 'role=backend'), frontend, { protocol: 'ICMP', port: null, icmpType: 8 });
    expect(sentences(told(allowBackend, ping))[1]).toContain('this is ICMP type 8.');
  });

  it('that nothing is allowed at all', () => {
    expect(sentences(told(spec('lock', '  ingress: [{}]'), attempt(pod('demo'), frontend)))[1]).toBe(
      'lock selects frontend and allows nothing in.',
    );
  });

  it('which deny rule speaks of it, before what allows it', () => {
    const deny = spec('no-lab', '  ingressDeny: [{fromEndpoints: [{matchLabels: {role: backend}}]}]');
    const finding = told(`${allowBackend}\n---\n${deny}`, attempt(pod('demo', 'role=backend'), frontend));
    expect(finding.decision).toBe('denied');
    expect(sentences(finding)).toEqual([
      'Ingress to frontend is refused by a deny rule.',
      'no-lab selects frontend and refuses role=backend. Deny rules win over every allow.',
      'allow-frontend selects frontend and allows role=backend on 80/TCP.',
    ]);
  });

  it('what the proxy lets through, and what was asked', () => {
    const l7 = spec(
      'l7',
      `  ingress:
    - fromEndpoints: [{matchLabels: {app: web}}]
      toPorts: [{ports: [{port: "80", protocol: TCP}], rules: {http: [{method: GET, path: "/api/.*"}]}}]`,
    );
    const http = { method: 'DELETE', path: '/api/1', host: '', headers: {} };
    const asked = attempt(pod('demo', 'app=web'), frontend, { http });
    expect(sentences(told(l7, asked))).toEqual([
      'Ingress to frontend opens, and the proxy refuses the request.',
      'l7 selects frontend and allows app=web on 80/TCP, but lets through only GET /api/.*; asked was DELETE /api/1.',
    ]);
    expect(told(l7, attempt(pod('demo', 'app=web'), frontend)).findings[0]?.effect).toBe('unknown');
  });

  it('which name or range was meant, for ends outside', () => {
    const out = spec('out', '  egress: [{toFQDNs: [{matchName: api.example.com}]}, {toCIDR: [203.0.113.0/24]}]');
    const asked = attempt(frontend, world('198.51.100.7', 'evil.example.'), { port: 443 });
    expect(sentences(told(out, asked, 'egress'))[1]).toContain(
      'allows only api.example.com; evil.example. is another name.',
    );
  });
});

it('says what hangs on things that are not known here', () => {
  const service = spec(
    'to-service',
    '  egress: [{toServices: [{k8sService: {serviceName: legacy, namespace: demo}}]}]',
  );
  const finding = told(service, attempt(frontend, world('198.51.100.7')), 'egress');
  expect(finding.decision).toBe('unknown');
  expect(sentences(finding)[1]).toBe(
    'to-service may allow it: spec.egress[0] hangs on service demo/legacy, not known here.',
  );
  const byName = spec('by-name', '  ingress: [{toPorts: [{ports: [{port: http, protocol: TCP}]}]}]');
  expect(sentences(told(byName, attempt(pod('demo'), frontend)))[1]).toBe(
    'by-name may allow it: spec.ingress[0] hangs on what http/TCP is, not known here.',
  );
  const nodes = spec('nodes', '  ingress: [{fromNodes: [{matchLabels: {a: b}}]}]');
  expect(sentences(told(nodes, attempt(reserved('remote-node'), frontend)))[1]).toContain(
    'hangs on fromNodes, not known',
  );
  const nameless = { ...pod('demo'), labels: [] };
  expect(sentences(told(allowBackend, attempt(nameless, frontend)))[1]).toContain('hangs on the labels of test-pod');
});

it('says what stands behind a service, and what the end lacks to be it', () => {
  const policy = spec('to-db', '  egress: [{toServices: [{k8sService: {serviceName: db, namespace: demo}}]}]');
  const to = (end: PolicyEnd, service: Partial<KnownService> | null) => {
    const known = { namespace: 'demo', name: 'db', labels: [], pods: null, backends: [], ...service };
    return sentences(told(policy, attempt(frontend, end), 'egress', service ? [known] : []))[1];
  };
  const pods = readSelector({ matchLabels: { app: 'db' } }, 'k8s');
  expect(to(pod('demo', 'app=web'), { pods })).toBe(
    'to-db selects test-pod and allows only service demo/db; frontend has app=web, not app=db.',
  );
  expect(to(pod('demo', 'app=db'), { pods })).toBe('to-db selects test-pod and allows service demo/db.');
  expect(to(world('198.51.100.7'), { backends: ['198.51.100.8'] })).toContain(
    '198.51.100.7 is no address of service demo/db.',
  );
  expect(to(pod('demo'), null)).toContain('there is no service demo/db.');
});

it('says of an end in another cluster that it is there', () => {
  const { labels } = pod('demo', 'role=backend');
  const away = labels.map((label) => (label.key.endsWith('policy.cluster') ? { ...label, value: 'west' } : label));
  expect(sentences(told(allowBackend, attempt({ ...pod('demo'), labels: away }, frontend)))[1]).toBe(
    'allow-frontend selects frontend and allows only role=backend on 80/TCP; test-pod has cluster=west, not cluster=default.',
  );
});

it('says which policies for nodes may be laid on a node', () => {
  const nodes = clusterwide('ingress: [{}]', 'host-firewall').replace(/endpointSelector: .*/, 'nodeSelector: {}');
  expect(sentences(told(nodes + allowBackend, attempt(frontend, reserved('host'))))).toEqual([
    'Ingress to frontend cannot be judged here.',
    'host-firewall is for nodes; whether it selects frontend is not known here.',
  ]);
});

it('says which name TLS may ask for', () => {
  const policy = spec(
    'out',
    '  egress: [{toPorts: [{ports: [{port: "443", protocol: TCP}], serverNames: [a.example]}]}]',
  );
  expect(sentences(told(policy, attempt(frontend, world('203.0.113.9'), { port: 443 }), 'egress'))[1]).toMatch(
    /allows .* on 443\/TCP, but lets through only TLS to a\.example; what was asked is not recorded\.$/,
  );
});

it('says that an end is open where no policy is laid on it', () => {
  expect(sentences(told(allowBackend, attempt(frontend, pod('demo', 'role=other'))))).toEqual([
    'Ingress to frontend is open: no policy selects it.',
  ]);
});
