// Many flows from a seeded generator, which is fast enough for a hundred thousand: what Relay would send of them, looked
// through again here, is what the filter selects.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCaptureLine } from '@/lib/capture/parse-line';
import { arbitraryFilter } from '@/lib/filter/arbitrary';
import type { Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { compileFilter } from '@/lib/filter/predicate';
import { printFilter } from '@/lib/filter/print';
import { passes } from '@/lib/filter/relay/flow-filter-reading';
import { relayLists } from '@/lib/filter/relay/relay-lists';
import { type Endpoint, type Flow, type Layer4, type Layer7, tcpFlags, verdicts } from '@/lib/flow/flow';

/** Numbers from 0 to below 1, the same for each seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

function oneOf<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[Math.floor(random() * items.length)] ?? items[0];
}

const maybe = <T>(random: Random, make: () => T, chance = 0.7): T | undefined =>
  random() < chance ? make() : undefined;

function endpointOf(random: Random): Endpoint {
  return {
    identity: maybe(random, () => oneOf(random, [0, 1, 2, 6, 9, 24_009, 16_777_217])),
    cluster: maybe(random, () => oneOf(random, ['lab', 'eu'])),
    namespace: maybe(random, () => oneOf(random, ['shop', 'default', 'kube-system'])),
    pod: maybe(random, () => oneOf(random, ['frontend-6d4cf7b8c9-lk8vt', 'cart-0', 'web-0', 'x'])),
    labels: (
      [
        'k8s:app=web',
        'k8s:app=cart',
        'reserved:host',
        'k8s:io.kubernetes.pod.namespace=shop',
        'k8s:version=2',
        'cidr:192.0.2.0/24',
        'any:app=web',
      ] as const
    ).filter(() => random() < 0.25),
    workloads:
      random() < 0.5
        ? []
        : [{ kind: oneOf(random, ['Deployment', 'StatefulSet', '']), name: oneOf(random, ['frontend', 'cart', '']) }],
  };
}

const port = (random: Random) => oneOf(random, [0, 53, 80, 443, 5432, 8080, 32_768, 52_110]);

function layer4Of(random: Random): Layer4 {
  const ports = { sourcePort: port(random), destinationPort: port(random) };
  switch (oneOf(random, ['TCP', 'TCP', 'UDP', 'SCTP', 'ICMPv4', 'ICMPv6', 'IGMP', 'UNKNOWN'] as const)) {
    case 'TCP':
      return { protocol: 'TCP', ...ports, flags: tcpFlags.filter(() => random() < 0.2) };
    case 'UDP':
      return { protocol: 'UDP', ...ports };
    case 'SCTP':
      return { protocol: 'SCTP', ...ports };
    case 'ICMPv4':
      return { protocol: 'ICMPv4', type: 8, code: 0 };
    case 'ICMPv6':
      return { protocol: 'ICMPv6', type: 128, code: 0 };
    case 'IGMP':
      return { protocol: 'IGMP', type: 22, groupAddress: '224.0.0.1' };
    default:
      return { protocol: 'UNKNOWN' };
  }
}

function layer7Of(random: Random): Layer7 {
  const type = oneOf(random, ['REQUEST', 'RESPONSE']);
  if (random() < 0.5) {
    const query = oneOf(random, ['cart.shop.svc.cluster.local.', 'one.example.com.', '']);
    return {
      type,
      dns: {
        query,
        ips: [],
        ttl: 0,
        cnames: [],
        observationSource: '',
        rcode: oneOf(random, [0, 2, 3]),
        qtypes: [],
        rrtypes: [],
      },
    };
  }
  const url = oneOf(random, ['http://cart/api/v1?x=1', '/healthz', '*', 'x y', 'https://a.b:1/%7Eme/', '']);
  const headers =
    random() < 0.5
      ? []
      : [
          { key: 'frontend', value: '' },
          { key: 'X-Id', value: '1' },
        ];
  return {
    type,
    http: {
      code: oneOf(random, [0, 200, 403, 503]),
      method: oneOf(random, ['GET', 'post']),
      url,
      protocol: '',
      headers,
    },
  };
}

const address = (random: Random) =>
  oneOf(random, ['10.0.0.1', '10.0.0.2', '192.0.2.1', 'fe80::1', '2001:db8::1', '::ffff:10.0.0.1', '']);

function flowOf(random: Random, id: number): Flow {
  const names = () => (['one.example.com', 'b.example.org', '_x.example.com'] as const).filter(() => random() < 0.3);
  const service = () =>
    maybe(random, () => ({ namespace: oneOf(random, ['shop', '']), name: oneOf(random, ['cart', 'web', '']) }), 0.2);
  return {
    id: String(id),
    arrivedMs: 0,
    uuid: maybe(random, () => oneOf(random, ['2848b6b6-59c0-4be2-8bdc-3a5861de4c68', String(id)])),
    node: maybe(random, () => oneOf(random, ['lab/node-1', 'node-2', 'eu/worker-1.example.com'])),
    verdict: oneOf(random, ['FORWARDED', 'DROPPED', ...verdicts, '9']),
    dropReason: maybe(
      random,
      () => oneOf(random, ['POLICY_DENIED', 'POLICY_DENY', 'CT_MAP_INSERTION_FAILED', '230']),
      0.3,
    ),
    ip: maybe(random, () => ({
      source: maybe(random, () => address(random)),
      destination: maybe(random, () => address(random)),
      sourceTranslated: maybe(random, () => address(random), 0.1),
      version: maybe(random, () => oneOf(random, ['IPv4', 'IPv6'])),
      encrypted: maybe(random, () => true, 0.1),
    })),
    l4: maybe(random, () => layer4Of(random), 0.9),
    l7: maybe(random, () => layer7Of(random), 0.3),
    source: maybe(random, () => endpointOf(random), 0.9),
    destination: maybe(random, () => endpointOf(random), 0.9),
    sourceNames: names(),
    destinationNames: names(),
    sourceService: service(),
    destinationService: service(),
    eventType: maybe(
      random,
      () => ({ type: oneOf(random, [1, 3, 4, 4, 5, 7, 129]), subType: oneOf(random, [0, 1, 3, 11, 133]) }),
      0.9,
    ),
    direction: oneOf(random, ['TRAFFIC_DIRECTION_UNKNOWN', 'INGRESS', 'EGRESS', '7']),
    isReply: maybe(random, () => random() < 0.5),
    egressAllowedBy: [],
    ingressAllowedBy: [],
    egressDeniedBy: [],
    ingressDeniedBy: [],
    nodeLabels: (['zone=a', 'k8s:zone=b', 'topology.kubernetes.io/zone=a'] as const).filter(() => random() < 0.3),
    interface: maybe(random, () => ({ name: oneOf(random, ['eth0', 'lo']), index: oneOf(random, [1, 2]) }), 0.3),
    traceId: maybe(random, () => oneOf(random, ['4bf92f3577b34da6a3ce929d0e0e4736', 'x']), 0.2),
    ipTraceId: maybe(random, () => ({ traceId: oneOf(random, ['7', '8']), ipOptionType: 1 }), 0.2),
    policyLog: [],
  };
}

/** Filters of every key, CEL apart: an engine has to answer that. */
const filters: readonly Filter[] = fc
  .sample(arbitraryFilter(), { numRuns: 900, seed: 7 })
  .filter(({ tokens }) => tokens.length > 0 && !tokens.some(({ key }) => key === 'cel'));

/** Compares one filter with its Relay lists on these flows; gives how many it selects. */
function compare(filter: Filter, flows: readonly Flow[]): number {
  const selects = compileFilter(filter);
  const lists = relayLists(filter);
  let selected = 0;
  for (const flow of flows) {
    const isSelected = selects(flow);
    const isSent = passes(lists, flow);
    if (isSelected) selected++;
    if (isSelected ? !isSent : isSent && lists.exact)
      throw new Error(
        `${printFilter(filter)} ${isSelected ? 'loses' : 'does not select'} ${JSON.stringify(flow)} with ${JSON.stringify(lists)}`,
      );
  }
  return selected;
}

test('of a hundred thousand flows each filter selects the same here and through Relay', () => {
  const random = seeded(19);
  let selected = 0;
  const total = 100_000;
  const each = Math.ceil(total / filters.length);
  for (const [index, filter] of filters.entries()) {
    const flows = Array.from({ length: each }, (_, at) => flowOf(random, index * each + at));
    selected += compare(filter, flows);
  }
  expect(each * filters.length).toBeGreaterThanOrEqual(total);
  // Neither nothing nor everything: the filters tell flows apart.
  expect(selected).toBeGreaterThan(total / 20);
  expect(selected).toBeLessThan(total * 0.9);
});

const folder = path.resolve(import.meta.dirname, '../../../shared/cases');
const isThere = existsSync(folder);

describe.skipIf(!isThere)('on all recorded flows (skipped: none beside this repository)', () => {
  test('each filter selects the same here and through Relay', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    const lines = files.flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'));
    const flows = lines.flatMap((line, index) => {
      const record = line.includes('"flow"') ? parseCaptureLine(line, index + 1) : null;
      return record?.kind === 'flow' ? [record.flow] : [];
    });
    expect(flows.length).toBeGreaterThan(50);
    for (const filter of filters) compare(filter, flows);
    for (const text of [
      'verdict:denied',
      'ns:kube-system',
      '-proto:udp',
      'end.ns:default end.label:k8s:app',
      'to.port:53,80,443',
      'reply:false',
      'type:trace',
      '-label:reserved:host',
      'to.identity:world',
      'http.status:2+',
      'dns.query:.',
      'tcp:syn',
      'workload:coredns',
    ]) {
      const parsed = parseFilter(text);
      if (parsed.ok) compare(parsed.filter, flows);
    }
  });
});
