import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryWholeFlow } from '@/lib/filter/arbitrary';
import { compileFilter } from '@/lib/filter/predicate';
import { printFilter } from '@/lib/filter/print';
import { passes } from '@/lib/filter/relay/flow-filter-reading';
import { tokensOfRelay } from '@/lib/filter/relay/from-relay';
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
import { dropReasonNumbers } from '@/lib/flow/drop-reason';
import type { Flow } from '@/lib/flow/flow';

const textOf = (filter: object): string => {
  const read = tokensOfRelay({ ...filter });
  return read.ok ? printFilter(read) : read.message;
};

describe('a filter of Hubble as tokens', () => {
  test.each([
    [{ source_pod: ['shop/cart', '/web', 'x'] }, 'from.pod:shop/cart,web,default/x'],
    [{ destinationPod: ['shop/'], verdict: ['DROPPED', 1] }, 'to.pod:shop/ verdict:DROPPED,FORWARDED'],
    [{ source_workload: [{ name: 'cart' }, { kind: 'Job' }] }, 'from.workload:=cart,=Job/'],
    [{ event_type: [{ type: 4, match_sub_type: true, sub_type: 11 }, { type: 129 }] }, 'type:trace:to-network,l7'],
    [{ tcp_flags: [{ SYN: true, ACK: true }, {}] }, 'tcp:SYN+ACK,*'],
    [{ experimental: { cel_expression: ['true'] } }, 'cel:true'],
    [{ source_label: [''] }, ''],
    [{}, ''],
  ])('%j is %s', (filter, text) => expect(textOf(filter)).toBe(text));

  test.each([
    [{ nope: ['x'] }, /no field "nope"/],
    [{ source_port: ['80-90'] }, /is not a value of "source_port"/],
    [{ verdict: ['denied'] }, /is not a value/],
    [{ node_name: [''] }, /is not a value/],
    [{ event_type: [{ type: 4 }, { match_sub_type: true }] }, /one filter key/],
    [{ event_type: [{ type: 4 }], http_method: ['GET'] }, /need the event type l7/],
  ])('%j is refused', (filter, sentence) => expect(textOf(filter)).toMatch(sentence));
});

const samples: { readonly [Field in keyof RelayFilter]?: readonly unknown[] } = {
  uuid: ['', '2848b6b6-59c0-4be2-8bdc-3a5861de4c68'],
  source_ip: ['10.0.0.1', '10.0.0.0/24', 'fe80::/10', '::/0'],
  destination_ip: ['192.0.2.1', '0.0.0.0/0', '2001:db8::/32'],
  source_ip_xlated: ['192.0.2.0/24'],
  source_pod: ['shop/', '/web', 'test-pod', '/', 'shop/front'],
  destination_pod: ['kube-system/', '/agent', 'frontend'],
  source_service: ['shop/', '/cart', '/'],
  destination_service: ['shop/api', 'cart'],
  source_workload: [{ name: 'cart' }, { kind: 'Deployment' }, { kind: 'StatefulSet', name: 'api' }, {}],
  destination_workload: [{ name: 'frontend' }],
  source_label: ['app=web', 'k8s:app', '!app', 'app notin (web)', 'reserved:host,!app', 'cidr:192.0.0.0/8'],
  destination_label: ['app in (web,api)', 'io.kubernetes.pod.namespace=shop'],
  source_fqdn: ['one.example.com', '*.example.*'],
  destination_fqdn: ['*', 'ONE.example.com.'],
  source_identity: [0, 1, 2, 16_777_217],
  destination_identity: [6, 24_009],
  source_cluster_name: ['lab'],
  destination_cluster_name: ['default'],
  traffic_direction: ['INGRESS', 'TRAFFIC_DIRECTION_UNKNOWN', 7],
  verdict: ['DROPPED', 'FORWARDED', 9],
  drop_reason_desc: ['POLICY_DENIED', 'DROP_REASON_UNKNOWN', 230],
  event_type: [{ type: 4 }, { type: 1, match_sub_type: true, sub_type: 133 }, { type: 129 }],
  protocol: ['tcp', 'ICMP', 'dns', 'http', 'igmp'],
  source_port: ['80', '53', '0'],
  destination_port: ['443', '8080'],
  reply: [true, false],
  encrypted: [true, false],
  ip_version: ['IPv4', 'IPv6', 'IP_NOT_USED'],
  tcp_flags: [{ SYN: true }, { SYN: true, ACK: true }, {}],
  http_status_code: ['200', '4+', '50+'],
  http_method: ['FRONTEND', 'cart'],
  http_path: ['/', '^$', ''],
  http_url: ['^https?:', '.'],
  http_header: [{ key: 'cart', value: '=1+1' }],
  dns_query: ['cart', ''],
  node_name: ['node-*', 'lab/', 'default/node-2'],
  node_labels: ['zone=a', '!zone'],
  trace_id: ['', 'x'],
  ip_trace_id: ['7'],
  interface: [{ name: 'eth0' }, { index: 2 }],
};

const arbitraryRelayFilter = (): fc.Arbitrary<RelayFilter> =>
  fc.subarray(Object.entries(samples), { minLength: 1, maxLength: 3 }).chain((fields) => {
    const lists = fields.map(([name, values]) => [name, fc.subarray([...values], { minLength: 1 })] as const);
    return fc.record(Object.fromEntries(lists)).map((filter) => filter as RelayFilter);
  });

test('the predicate decides as another reading of the same filter does', () => {
  let decided = 0;
  fc.assert(
    fc.property(
      arbitraryRelayFilter(),
      fc.array(arbitraryWholeFlow().map(asSent), { minLength: 1, maxLength: 30 }),
      (filter, flows) => {
        const read = tokensOfRelay({ ...filter });
        if (!read.ok) return;
        decided++;
        const selects = compileFilter(read);
        for (const flow of flows)
          expect(selects(flow), JSON.stringify(flow)).toBe(passes({ whitelist: [filter], blacklist: [] }, flow));
      },
    ),
    { numRuns: 3000 },
  );
  expect(decided).toBeGreaterThan(2500);
});

/** An agent's reasons are enum values, and its layer 7 is one record. */
function asSent(flow: Flow): Flow {
  const { dropReason = '', l7 } = flow;
  const isEnum = dropReasonNumbers.has(dropReason) || dropReason === '230';
  return { ...flow, dropReason: isEnum ? dropReason : undefined, l7: l7 && (l7.http ? { ...l7, dns: undefined } : l7) };
}
