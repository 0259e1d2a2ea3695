import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import type { LinkComponent } from '@/components/shell/view-tabs';
import { VeiledForProvider } from '@/components/veil/veil';
import type { DropGroup } from '@/lib/drops/group';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import type { Flow } from '@/lib/flow/flow';
import { endsRows } from './ends-rows';
import { FlowDetail } from './flow-detail';
import { sections } from './sections';

afterEach(cleanup);

const flow: Flow = {
  id: 'a',
  uuid: 'b6b0f0b2',
  time: '2026-06-01T12:00:00.123456789Z',
  timeMs: Date.UTC(2026, 5, 1, 12),
  arrivedMs: Date.UTC(2026, 5, 1, 12),
  node: 'lab/worker-3',
  nodeLabels: ['kubernetes.io/os=linux'],
  verdict: '9',
  dropReason: '230',
  ethernet: { source: '52:54:00:aa:bb:01', destination: '52:54:00:aa:bb:02' },
  ip: {
    source: '10.0.0.1',
    destination: '2001:db8::1',
    sourceTranslated: '192.0.2.9',
    version: 'IPv4',
    encrypted: true,
  },
  l4: { protocol: 'TCP', sourcePort: 40_000, destinationPort: 8080, flags: ['SYN'] },
  l7: {
    type: 'RESPONSE',
    latencyNs: '4000000',
    http: {
      code: 503,
      method: 'GET',
      url: 'http://api/<b>',
      protocol: 'HTTP/1.1',
      headers: [{ key: 'x-id', value: '\u202ereversed' }],
    },
  },
  source: {
    id: 7,
    identity: 24_009,
    cluster: 'lab',
    namespace: 'shop',
    pod: 'cart-6d4cf7b8c9-lk8vt',
    labels: ['k8s:app=cart', 'k8s:io.kubernetes.pod.namespace=shop'],
    workloads: [],
  },
  sourceNames: [],
  destinationNames: ['one.example.com'],
  destinationService: { name: 'api', namespace: 'shop' },
  type: 'L7',
  eventType: { type: 42, subType: 7 },
  direction: '7',
  traceReason: '99',
  policyMatchType: 3,
  egressAllowedBy: [],
  ingressAllowedBy: [],
  egressDeniedBy: [
    { name: 'deny-all', namespace: 'shop', kind: 'CiliumNetworkPolicy', labels: [], revision: '18446744073709551615' },
  ],
  ingressDeniedBy: [],
  policyLog: ['', 'noted'],
  authType: 'SPIRE',
  tunnel: { protocol: 'GENEVE', ip: { source: '10.1.0.1', destination: '10.1.0.2' }, vni: 42 },
  observationPoint: 'TO_ENDPOINT',
  file: { name: 'bpf_lxc.c', line: 1361 },
  ipTraceId: { traceId: '18446744073709551614', ipOptionType: 136 },
  interface: { index: 12, name: 'lxc1' },
  proxyPort: 15_412,
  traceId: '4bf92f35',
  socketCookie: '18446744073709551613',
  cgroupId: '5555',
  emitter: { name: 'retina', version: '1.0' },
  aggregate: { ingress: 3, egress: 2, unknown: 1 },
  summary: 'TCP Flags: SYN',
  unknown: { 'IP.dscp': 12 },
};

const inDetails = [
  'b6b0f0b2',
  '2026-06-01T12:00:00.123456789Z',
  'lab/worker-3',
  'kubernetes.io/os=linux',
  '9',
  '230',
  '52:54:00:aa:bb:01',
  '10.0.0.1:40000',
  '[2001:db8::1]:8080',
  '192.0.2.9',
  'SYN',
  'GET http://api/<b>',
  '503',
  '\\u202ereversed',
  '4.0 ms',
  '24009',
  'lab',
  'cart-6d4cf7b8c9-lk8vt',
  'app=cart',
  'one.example.com',
  'shop/api',
  '42 / 7',
  '7',
  '99',
  'shop/deny-all',
  '18446744073709551615',
  'noted',
  'SPIRE',
  'GENEVE',
  'VNI 42',
  'TO_ENDPOINT',
  'bpf_lxc.c:1361',
  '18446744073709551614',
  'lxc1',
  '15412',
  '4bf92f35',
  '18446744073709551613',
  '5555',
  'retina',
  '3 ingress',
  'TCP Flags: SYN',
  'IP.dscp',
  'unknown',
];

test('every field of a flow is on the panel, hostile text as plain text', () => {
  const { container } = render(<FlowDetail flow={flow} onClose={() => {}} onNarrow={() => {}} onSelect={() => {}} />);
  for (const text of inDetails) expect(container.textContent).toContain(text);
  expect(container.querySelector('b')).toBeNull();
});

test('a value can be asked for and left out', async () => {
  const onNarrow = vi.fn();
  render(<FlowDetail flow={flow} onClose={() => {}} onNarrow={onNarrow} onSelect={() => {}} />);
  await userEvent.click(screen.getByRole('button', { name: 'Not lab/worker-3' }));
  await userEvent.click(screen.getByRole('button', { name: 'Only shop' }));
  expect(onNarrow.mock.calls.flat()).toEqual(['-node:lab/worker-3', 'from.ns:shop']);
});

test('the JSON tab holds the flow as hubble writes it, in numbered lines that fold', async () => {
  const { container } = shown(flow);
  await userEvent.click(screen.getByRole('button', { name: 'JSON' }));
  const lines = () => [...container.querySelectorAll('[data-line]')].map((line) => line.textContent);
  const all = lines();
  expect(all.at(0)).toBe('1{');
  expect(all.some((line) => line?.endsWith('"node_name": "lab/worker-3",'))).toBe(true);
  await userEvent.click(screen.getByRole('button', { name: 'Fold IP' }));
  expect(lines().some((line) => /"IP": \{ … \d fields \},$/.test(line ?? ''))).toBe(true);
  expect(lines().at(-1)).toBe(all.at(-1));
  await userEvent.click(screen.getByRole('button', { name: 'Unfold IP' }));
  expect(lines()).toEqual(all);
  await userEvent.click(screen.getByRole('button', { name: 'Fold all' }));
  expect(screen.queryAllByRole('button', { name: /^Fold / })).toHaveLength(1);
  await userEvent.click(screen.getByRole('button', { name: 'Unfold all' }));
  expect(lines()).toEqual(all);
});

test('what is folded stays so from flow to flow', async () => {
  const { rerender } = shown(flow);
  await userEvent.click(screen.getByRole('button', { name: 'JSON' }));
  await userEvent.click(screen.getByRole('button', { name: 'Fold l4' }));
  rerender(<FlowDetail flow={{ ...flow, id: 'b' }} onClose={() => {}} onNarrow={() => {}} onSelect={() => {}} />);
  expect(screen.getByRole('button', { name: 'Unfold l4' })).toBeTruthy();
});

const Link: LinkComponent = ({ children, href }) => <a href={href}>{children}</a>;

test('a denial says why in the words of its group, with a link to it', () => {
  const denial: Flow = { ...flow, l7: undefined, verdict: 'DROPPED', dropReason: 'POLICY_DENIED' };
  const end = { id: 'e', kind: 'workload', cluster: '', namespace: 'shop', name: 'cart', workloadKind: '' } as const;
  const group = {
    ...{ id: 'g', source: end, destination: { ...end, name: 'api' }, protocol: 'TCP', port: 80 },
    ...{ reason: 'POLICY_DENIED', class: 'policy', direction: 'INGRESS', policies: [], nodes: [] },
  } as unknown as DropGroup;
  shown(denial, { why: { group, href: '/drops?sel=drop:g', Link } });
  expect(screen.getByText(/is denied: default deny, no matching allow/)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Why?' }).getAttribute('href')).toBe('/drops?sel=drop:g');
  cleanup();
  shown(denial);
  expect(screen.getByText(/^Dropped: /)).toBeTruthy();
  expect(screen.queryByRole('link')).toBeNull();
});

test('any flow has sections without holes', () => {
  fc.assert(
    fc.property(arbitraryFlow(), (any) => {
      const { seen, others } = sections(any);
      for (const { fields } of [...seen, ...others])
        for (const { text } of fields) expect(text).not.toMatch(/undefined|null|NaN/);
      for (const row of endsRows(any)) expect(row.source ?? row.destination).not.toBeNull();
    }),
  );
});

test('related flows are listed as they happened, by what joins them, and each opens', async () => {
  const connection = {
    ip: { source: '10.0.0.1', destination: '10.0.0.2' },
    l4: { protocol: 'TCP', sourcePort: 40_000, destinationPort: 80, flags: [] },
  } as const;
  const onSelect = vi.fn();
  const [earlier, later, traced] = [
    { ...flow, ...connection, id: 'earlier' },
    { ...flow, ...connection, id: 'later' },
    { ...flow, id: 'traced', ip: {}, traceId: 'same' },
  ];
  render(
    <FlowDetail
      flow={{ ...later, traceId: 'same' }}
      onClose={() => {}}
      onNarrow={() => {}}
      onSelect={onSelect}
      related={{ state: 'found', flows: [traced, later, earlier], more: true }}
    />,
  );
  await userEvent.click(screen.getByRole('button', { name: 'Related 2' }));
  const rows = screen
    .getAllByRole('listitem')
    .map((item) => item.querySelector('button')?.getAttribute('aria-current'));
  expect(rows).toEqual(['false', 'true', 'false']);
  expect(screen.getByRole('heading', { name: /Same connection/ })).toBeTruthy();
  expect(screen.getByRole('heading', { name: /Same trace/ })).toBeTruthy();
  expect(screen.getByText('Only the newest 3 flows are listed.')).toBeTruthy();
  await userEvent.click(screen.getAllByRole('listitem')[0]?.querySelector('button') as HTMLElement);
  expect(onSelect).toHaveBeenCalledExactlyOnceWith('earlier');
});

const half = (over: Partial<Flow>, l7: Flow['l7']): Flow => ({ ...flow, l7, l4: { ...tcp }, ip: { ...ends }, ...over });
const tcp = { protocol: 'TCP', sourcePort: 40_000, destinationPort: 8080, flags: [] } as const;
const ends = { source: '10.0.0.1', destination: '10.0.0.2' };

function shown(any: Flow, more: Partial<Parameters<typeof FlowDetail>[0]> = {}) {
  return render(<FlowDetail flow={any} onClose={() => {}} onNarrow={() => {}} onSelect={() => {}} {...more} />);
}

test('a request stands with its response and what it took, and each leads to the other', async () => {
  const http = { method: 'GET', url: '/items', protocol: 'HTTP/1.1', headers: [] };
  const request = half({ id: 'asked' }, { type: 'REQUEST', http: { ...http, code: 0 } });
  const response = half({ id: 'answered' }, { type: 'RESPONSE', latencyNs: '22000000', http: { ...http, code: 404 } });
  const related = { state: 'found', flows: [response, request], more: false } as const;
  const onSelect = vi.fn();
  const { container } = shown(request, { related, onSelect });
  expect(container.textContent).toContain('Response404 HTTP/1.1');
  expect(container.textContent).toContain('Latency22 ms');
  await userEvent.click(screen.getByRole('button', { name: 'Show the flow of the response' }));
  expect(onSelect).toHaveBeenCalledExactlyOnceWith('answered');
  cleanup();
  shown(response, { related, onSelect });
  expect(screen.getByRole('button', { name: 'Show the flow of the request' })).toBeTruthy();
  cleanup();
  const alone = shown(request, { related: { ...related, flows: [request] } });
  expect(alone.container.textContent).toContain('Responsenot held within two minutes');
});

test('a DNS query stands with all of its answer', () => {
  const dns = { query: 'a.example.', ips: [], cnames: [], ttl: 0, rcode: 0, observationSource: 'proxy', qtypes: ['A'] };
  const request = half({ id: 'asked' }, { type: 'REQUEST', dns: { ...dns, rrtypes: [] } });
  const answer = { ...dns, ips: ['192.0.2.1', '192.0.2.2'], cnames: ['b.example.'], ttl: 30, rrtypes: ['CNAME', 'A'] };
  const response = half({ id: 'answered' }, { type: 'RESPONSE', dns: answer });
  const { container } = shown(request, { related: { state: 'found', flows: [response], more: false } });
  for (const text of ['A a.example.', '192.0.2.1, 192.0.2.2', 'b.example.', 'NOERROR (0)', '30 s', 'CNAME, A'])
    expect(container.textContent).toContain(text);
});

test('a trace id is a link where one is configured, and text where none is', () => {
  shown(flow, { traceUrl: 'https://jaeger.example/trace/{trace_id}' });
  const link = screen.getByRole('link', { name: 'Open trace 4bf92f35' });
  expect(link.getAttribute('href')).toBe('https://jaeger.example/trace/4bf92f35');
  cleanup();
  shown(flow);
  expect(screen.queryByRole('link')).toBeNull();
  expect(screen.getByRole('button', { name: 'Copy 4bf92f35' })).toBeTruthy();
});

test('the link to a flow is copied, also where the browser has no clipboard to write to', async () => {
  const user = userEvent.setup();
  shown(flow, { link: 'https://eyepiece.example/flows?sel=flow:a' });
  await user.click(screen.getByRole('button', { name: 'Copy link to this flow' }));
  expect(await navigator.clipboard.readText()).toBe('https://eyepiece.example/flows?sel=flow:a');
  expect(await screen.findByText('Copied')).toBeTruthy();
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not here'));
  document.execCommand = vi.fn(() => true);
  await user.click(screen.getByRole('button', { name: 'Copy link to this flow' }));
  expect(document.execCommand).toHaveBeenCalledExactlyOnceWith('copy');
});

test('an end that is kept back says why, in files of others as well', () => {
  const veiled = { ...flow, destination: { labels: [], workloads: [], veiled: 'hidden' as const } };
  const detail = <FlowDetail flow={veiled} onClose={() => {}} onNarrow={() => {}} onSelect={() => {}} />;
  const { rerender } = render(detail);
  expect(screen.getByText(/^It belongs to a namespace you may not see\. All such ends/)).toBeTruthy();
  rerender(<VeiledForProvider value="maker">{detail}</VeiledForProvider>);
  expect(screen.getByText(/^It belongs to a namespace whoever made this file may not see\./)).toBeTruthy();
});
