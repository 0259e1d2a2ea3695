import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryFilter, arbitraryWholeFlow } from '@/lib/filter/arbitrary';
import type { Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { compileFilter } from '@/lib/filter/predicate';
import { passes } from '@/lib/filter/relay/flow-filter-reading';
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
import { relayLists } from '@/lib/filter/relay/relay-lists';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import { dropReasonNumbers } from '@/lib/flow/drop-reason';
import type { Flow } from '@/lib/flow/flow';

const listsOf = (text: string) => {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return relayLists(parsed.filter);
};

describe('what is asked of Relay', () => {
  test('nothing for everything', () => {
    expect(listsOf('')).toEqual({ whitelist: [], blacklist: [], exact: true });
  });

  test('either side is two filters that repeat every other condition', () => {
    expect(listsOf('port:80 verdict:DROPPED').whitelist).toEqual([
      { source_port: ['80'], verdict: ['DROPPED'] },
      { destination_port: ['80'], verdict: ['DROPPED'] },
    ]);
    expect(listsOf('port:80 verdict:DROPPED').exact).toBe(true);
  });

  test('a pod without a namespace is asked for in any, because Hubble would take it for one of default', () => {
    expect(listsOf('from.pod:cart,shop/web').whitelist).toEqual([{ source_pod: ['/cart', 'shop/web'] }]);
  });

  test('a small range of ports is written out, a wide one left to the predicate', () => {
    expect(listsOf('to.port:80-82').whitelist).toEqual([{ destination_port: ['80', '81', '82'] }]);
    expect(listsOf('to.port:1-65535')).toEqual({ whitelist: [], blacklist: [], exact: false });
  });

  test('denied is dropped, or an error of a policy verdict', () => {
    expect(listsOf('verdict:denied').whitelist).toEqual([
      { verdict: ['DROPPED'] },
      { verdict: ['ERROR'], event_type: [{ type: 5 }] },
    ]);
  });

  test('unknown verdicts go by number', () => {
    expect(listsOf('verdict:9').whitelist).toEqual([{ verdict: [9] }]);
  });

  test('what is excluded goes into the blacklist only where every server knows the field', () => {
    expect(listsOf('-verdict:FORWARDED -proto:udp').blacklist).toEqual([
      { verdict: ['FORWARDED'] },
      { protocol: ['udp'] },
    ]);
    expect(listsOf('-reason:POLICY_DENIED -uuid:x -dir:ingress')).toEqual({
      whitelist: [],
      blacklist: [],
      exact: false,
    });
  });

  test('what a server may refuse is not sent', () => {
    for (const text of [
      'proto:igmp',
      'ns:"a b"',
      'workload:"x=y"',
      'ip:fe80::1%eth0',
      'http.path:(?<x>a)',
      'cart',
      'policy:p',
    ]) {
      expect(listsOf(text), text).toEqual({ whitelist: [], blacklist: [], exact: false });
    }
  });

  test('two demands on one field meet in what they share', () => {
    expect(listsOf('verdict:DROPPED,AUDIT verdict:AUDIT,ERROR').whitelist).toEqual([{ verdict: ['AUDIT'] }]);
    expect(listsOf('verdict:DROPPED verdict:AUDIT').whitelist.length).toBeGreaterThan(0);
  });
});

test('ends that only their labels name are asked for by their labels', () => {
  const labelled = (labels: readonly string[]): Flow => {
    const [flow] = fc.sample(arbitraryFlow(), { numRuns: 1, seed: 1 });
    if (!flow) throw new Error('no flow');
    return { ...flow, source: { labels, workloads: [] }, sourceService: undefined };
  };
  const cases = [
    ['from.workload:web', 'k8s:app.kubernetes.io/name=web'],
    ['from.workload:web', 'k8s:k8s-app=web'],
    ['from.workload:web', 'any:app=web'],
    ['from.workload:web', 'name=web'],
    ['from.ns:shop', 'k8s:io.kubernetes.pod.namespace=shop'],
  ] as const;
  for (const [text, label] of cases) {
    const flow = labelled([label]);
    const parsed = parseFilter(text);
    expect(parsed.ok && compileFilter(parsed.filter)(flow), label).toBe(true);
    expect(passes(listsOf(text), flow), label).toBe(true);
  }
});

test('the lists let through every flow that the filter selects', () => {
  let asked = 0;
  fc.assert(
    fc.property(
      arbitraryFilter(),
      fc.array(arbitraryWholeFlow().map(asFromRelay), { minLength: 1, maxLength: 30 }),
      (filter, flows) => {
        const lists = relayLists(filter);
        if (lists.whitelist.length + lists.blacklist.length > 0) asked++;
        const selects = compileFilter(filter);
        for (const flow of flows) {
          if (selects(flow)) expect(passes(lists, flow)).toBe(true);
          else if (lists.exact && !hasCel(filter)) expect(passes(lists, flow)).toBe(false);
        }
      },
    ),
    { numRuns: 3000 },
  );
  expect(asked).toBeGreaterThan(200);
});

test('and still when the server knows no field newer than 1.12', () => {
  const old = (filter: RelayFilter): RelayFilter =>
    Object.fromEntries(Object.entries(filter).filter(([field]) => !newFields.has(field)));
  fc.assert(
    fc.property(arbitraryFilter(), arbitraryWholeFlow().map(asFromRelay), (filter, flow) => {
      const { whitelist, blacklist } = relayLists(filter);
      if (compileFilter(filter)(flow))
        expect(passes({ whitelist: whitelist.map(old), blacklist: blacklist.map(old) }, flow)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

/** What CEL says is for an engine to tell. */
const hasCel = ({ tokens }: Filter): boolean => tokens.some(({ key }) => key === 'cel');

/** Fields by the first version that knows them. */
const newFields = new Set([
  ...['source_workload', 'destination_workload', 'trace_id'],
  ...['uuid', 'traffic_direction', 'http_url', 'http_header'],
  ...['drop_reason_desc', 'interface', 'node_labels', 'source_ip_xlated', 'experimental'],
  ...['source_cluster_name', 'destination_cluster_name', 'encrypted', 'ip_trace_id'],
]);

/** Relay's reasons are enum values, its layer 7 one record, its node names those of Kubernetes. */
function asFromRelay(flow: Flow): Flow {
  const reason =
    flow.dropReason && (dropReasonNumbers.has(flow.dropReason) || flow.dropReason === '230')
      ? flow.dropReason
      : undefined;
  const l7 = flow.l7 && (flow.l7.http ? { ...flow.l7, dns: undefined } : flow.l7);
  return { ...flow, dropReason: reason, l7 };
}

describe('where secrets are masked, Relay is asked nothing that would tell of them', () => {
  const asked = (text: string) => {
    const parsed = parseFilter(text);
    if (!parsed.ok) throw new Error(parsed.error.message);
    return relayLists(parsed.filter, true);
  };

  test.each(['http.url:token=h', 'http.path:"x|#key=h"', 'http.header:Cookie:a'])('%s', (text) => {
    expect(asked(text)).toEqual({ whitelist: [{ protocol: ['http'] }], blacklist: [], exact: false });
    expect(asked(`-${text}`)).toEqual({ whitelist: [], blacklist: [], exact: false });
  });

  test.each([
    "_flow.l7.http.url.contains('h')",
    "_flow . l7.http.url.contains('h')",
    "[_flow].exists(f, f.l7.http.url.contains('h'))",
    "_flow.`l7`.http.url.contains('h')",
    "_flow.Summary.contains('h')",
  ])('cel: %s', (expression) => {
    expect(asked(`cel:"${expression}"`).whitelist).toEqual([]);
  });

  test('other expressions are asked for as they are', () => {
    const expression = '_flow.l4.TCP.destination_port > uint(1024)';
    expect(asked(`cel:"${expression}"`).whitelist).toEqual([{ experimental: { cel_expression: [expression] } }]);
  });
});
