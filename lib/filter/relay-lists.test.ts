import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryFilter } from '@/lib/filter/arbitrary';
import { parseFilter } from '@/lib/filter/parse';
import { compileFilter } from '@/lib/filter/predicate';
import type { RelayFilter, RelayWorkload } from '@/lib/filter/relay-filter';
import { relayLists } from '@/lib/filter/relay-lists';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import { dropReasonNumbers } from '@/lib/flow/drop-reason';
import type { Endpoint, Flow, ServiceName } from '@/lib/flow/flow';

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
    for (const text of ['proto:igmp', 'ns:"a b"', 'workload:"x=y"', 'node:"n 1"', 'node:n..', 'cart', 'policy:p']) {
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
      fc.array(arbitraryFlow().map(asFromRelay), { minLength: 1, maxLength: 30 }),
      (filter, flows) => {
        const lists = relayLists(filter);
        if (lists.whitelist.length + lists.blacklist.length > 0) asked++;
        const selects = compileFilter(filter);
        for (const flow of flows) {
          if (selects(flow)) expect(passes(lists, flow)).toBe(true);
          else if (lists.exact) expect(passes(lists, flow)).toBe(false);
        }
      },
    ),
    { numRuns: 1500 },
  );
  expect(asked).toBeGreaterThan(200);
});

test('and still when the server knows no field newer than 1.12', () => {
  const old = (filter: RelayFilter): RelayFilter =>
    Object.fromEntries(Object.entries(filter).filter(([field]) => !newFields.has(field)));
  fc.assert(
    fc.property(arbitraryFilter(), arbitraryFlow().map(asFromRelay), (filter, flow) => {
      const { whitelist, blacklist } = relayLists(filter);
      if (compileFilter(filter)(flow))
        expect(passes({ whitelist: whitelist.map(old), blacklist: blacklist.map(old) }, flow)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

const newFields = new Set(['uuid', 'traffic_direction', 'drop_reason_desc', 'source_workload', 'destination_workload']);

/** Relay's reasons are enum values, its layer 7 one record, its node names those of Kubernetes. */
function asFromRelay(flow: Flow): Flow {
  const reason =
    flow.dropReason && (dropReasonNumbers.has(flow.dropReason) || flow.dropReason === '230')
      ? flow.dropReason
      : undefined;
  const l7 = flow.l7 && (flow.l7.http ? { ...flow.l7, dns: undefined } : flow.l7);
  return { ...flow, dropReason: reason, l7 };
}

// A small reading of FlowFilter on its own, as Hubble documents it.

function passes(
  { whitelist, blacklist }: { whitelist: readonly RelayFilter[]; blacklist: readonly RelayFilter[] },
  flow: Flow,
): boolean {
  return (
    (whitelist.length === 0 || whitelist.some((filter) => holds(filter, flow))) &&
    !blacklist.some((filter) => holds(filter, flow))
  );
}

function holds(filter: RelayFilter, flow: Flow): boolean {
  return Object.entries(filter).every(([field, values]) => {
    const rule = rules[field];
    if (!rule) throw new Error(`no rule for ${field}`);
    return (values as readonly unknown[]).some((value) => rule(flow, value));
  });
}

type Rule = (flow: Flow, value: unknown) => boolean;

const portOf = (flow: Flow, end: 'sourcePort' | 'destinationPort') =>
  flow.l4 && end in flow.l4 ? (flow.l4 as unknown as Record<string, number>)[end] : undefined;

const rules: Record<string, Rule> = {
  uuid: (flow, value) => (flow.uuid ?? '') === value,
  source_pod: (flow, value) => podHolds(flow.source, String(value)),
  destination_pod: (flow, value) => podHolds(flow.destination, String(value)),
  source_service: (flow, value) => serviceHolds(flow.sourceService, String(value)),
  destination_service: (flow, value) => serviceHolds(flow.destinationService, String(value)),
  source_label: (flow, value) => labelHolds(flow.source, String(value)),
  destination_label: (flow, value) => labelHolds(flow.destination, String(value)),
  source_workload: (flow, value) => workloadHolds(flow.source, value as RelayWorkload),
  destination_workload: (flow, value) => workloadHolds(flow.destination, value as RelayWorkload),
  source_port: (flow, value) => portOf(flow, 'sourcePort') === Number(value),
  destination_port: (flow, value) => portOf(flow, 'destinationPort') === Number(value),
  verdict: (flow, value) => flow.verdict === String(value),
  traffic_direction: (flow, value) => flow.direction === String(value),
  drop_reason_desc: (flow, value) =>
    flow.verdict === 'DROPPED' && (flow.dropReason ?? 'DROP_REASON_UNKNOWN') === String(value),
  event_type: (flow, value) => flow.eventType?.type === (value as { type: number }).type,
  protocol: (flow, value) => protocolHolds(flow, String(value)),
  node_name: (flow, value) => nodeHolds(flow.node ?? '', String(value)),
};

function nameHolds(namespace: string, name: string, pattern: string): boolean {
  const [first = '', second] = pattern.split('/');
  const wanted = second === undefined ? { namespace: 'default', prefix: first } : { namespace: first, prefix: second };
  if (namespace === '' && name === '') return false;
  return (wanted.namespace === '' || wanted.namespace === namespace) && name.startsWith(wanted.prefix);
}

const podHolds = (endpoint: Endpoint | undefined, pattern: string) =>
  nameHolds(endpoint?.namespace ?? '', endpoint?.pod ?? '', pattern);

const serviceHolds = (service: ServiceName | undefined, pattern: string) =>
  nameHolds(service?.namespace ?? '', service?.name ?? '', pattern);

function labelHolds(endpoint: Endpoint | undefined, selector: string): boolean {
  const anySource = !selector.startsWith('k8s:');
  return (endpoint?.labels ?? []).some(
    (label) => label === selector || (anySource && label.slice(label.indexOf(':') + 1) === selector),
  );
}

function workloadHolds(endpoint: Endpoint | undefined, { name = '', kind = '' }: RelayWorkload): boolean {
  return (endpoint?.workloads ?? []).some(
    (workload) => (name === '' || workload.name === name) && (kind === '' || workload.kind === kind),
  );
}

function protocolHolds({ l4, l7 }: Flow, protocol: string): boolean {
  const wanted = protocol.toLowerCase();
  const has = l4?.protocol.toLowerCase() ?? '';
  if (wanted === 'http' || wanted === 'dns' || wanted === 'kafka') return l7?.[wanted] !== undefined;
  return wanted === 'icmp' ? has.startsWith('icmp') : has === wanted;
}

function nodeHolds(node: string, pattern: string): boolean {
  const expression = (glob: string) => glob.replace(/\./g, '\\.').replace(/\*/g, '[-.0-9a-z]*');
  const [first = '', second] = pattern.split('/');
  const cluster = second === undefined || first === '' ? '[-.0-9a-z]+' : expression(first);
  const name = second === undefined ? first : second || '*';
  return (
    node !== '' && new RegExp(`^${cluster}/${expression(name)}$`).test(node.includes('/') ? node : `default/${node}`)
  );
}
