// FlowFilter as an agent of Cilium 1.19 decides it: values of a field are "or", fields of a filter are "and",
// filters of a list are "or"; a flow passes the whitelist (or there is none) and not the blacklist.
import { RE2JS } from 're2js';
import { contains, parseAddress, parseRange } from '@/demo/filter/address';
import { FilterFault, faultPrefix } from '@/demo/filter/fault';
import { compileFqdn, compileNamePrefix, compileNodeName, withCluster } from '@/demo/filter/patterns';
import { requestPath } from '@/demo/filter/request-uri';
import { parseLabel, parseSelector } from '@/demo/filter/selector';
import type { Endpoint, Flow, FlowFilter, HTTP, Service, TCPFlags, Workload } from '@/proto/gen/flow/flow_pb';
import { IPVersion, Verdict } from '@/proto/gen/flow/flow_pb';

export type FlowTest = (flow: Flow) => boolean;

/** A field of FlowFilter by its generated name. */
export type FilterField = Exclude<keyof FlowFilter, `$${string}`>;

export interface FilterOptions {
  /** Fields an old agent does not know: it behaves as if they were not there. */
  readonly ignores?: (field: FilterField) => boolean;
}

/** Throws FilterFault with the text an agent would refuse the request with. */
export function compileFilters(
  whitelist: readonly FlowFilter[],
  blacklist: readonly FlowFilter[],
  options: FilterOptions = {},
): FlowTest {
  const wanted = whitelist.map((filter) => compileFilter(filter, options));
  const unwanted = blacklist.map((filter) => compileFilter(filter, options));
  return (flow) =>
    (wanted.length === 0 || wanted.some((matches) => matches(flow))) && !unwanted.some((matches) => matches(flow));
}

function compileFilter(filter: FlowFilter, { ignores = () => false }: FilterOptions): FlowTest {
  const tests = rules.flatMap(({ field, compile }) => (ignores(field) ? [] : (compile(filter) ?? [])));
  return (flow) => tests.every((matches) => matches(flow));
}

interface Rule {
  readonly field: FilterField;
  /** Undefined when the filter says nothing about this field. */
  readonly compile: (filter: FlowFilter) => FlowTest | undefined;
}

/** A rule over a repeated field: each value becomes a test, and one that holds is enough. */
function rule<Field extends ListField>(
  field: Field,
  test: (value: FlowFilter[Field][number], filter: FlowFilter) => FlowTest,
): Rule {
  return {
    field,
    compile: (filter) => {
      const values: readonly FlowFilter[Field][number][] = filter[field];
      if (values.length === 0) return undefined;
      const tests = values.map((value) => test(value, filter));
      return (flow) => tests.some((matches) => matches(flow));
    },
  };
}

type ListField = { [Field in FilterField]: FlowFilter[Field] extends readonly unknown[] ? Field : never }[FilterField];

type EndOf = (flow: Flow) => Endpoint | undefined;
const source: EndOf = (flow) => flow.source;
const destination: EndOf = (flow) => flow.destination;

const rules: readonly Rule[] = [
  rule('uuid', (uuid) => (flow) => flow.uuid === uuid),
  rule('sourceIp', (text) => addressTest(text, (flow) => flow.IP?.source ?? '')),
  rule('sourceIpXlated', (text) => addressTest(text, (flow) => flow.IP?.sourceXlated ?? '')),
  rule('destinationIp', (text) => addressTest(text, (flow) => flow.IP?.destination ?? '')),
  rule('ipVersion', (version) => (flow) => (flow.IP?.ipVersion ?? IPVersion.IP_NOT_USED) === version),
  rule('sourcePod', (pattern) => podTest(pattern, source)),
  rule('destinationPod', (pattern) => podTest(pattern, destination)),
  rule('sourceFqdn', (pattern) => namesTest(pattern, (flow) => flow.sourceNames)),
  rule('destinationFqdn', (pattern) => namesTest(pattern, (flow) => flow.destinationNames)),
  rule('sourceLabel', (text) => labelTest('source', text, (flow) => flow.source?.labels ?? [])),
  rule('destinationLabel', (text) => labelTest('destination', text, (flow) => flow.destination?.labels ?? [])),
  rule('sourceService', (pattern) => serviceTest('source', pattern, (flow) => flow.sourceService)),
  rule('destinationService', (pattern) => serviceTest('destination', pattern, (flow) => flow.destinationService)),
  rule('sourceWorkload', (workload) => workloadTest(workload, source)),
  rule('destinationWorkload', (workload) => workloadTest(workload, destination)),
  rule('sourceClusterName', (name) => clusterTest(name, source)),
  rule('destinationClusterName', (name) => clusterTest(name, destination)),
  rule('sourceIdentity', (identity) => (flow) => flow.source?.identity === identity),
  rule('destinationIdentity', (identity) => (flow) => flow.destination?.identity === identity),
  rule('trafficDirection', (direction) => (flow) => flow.trafficDirection === direction),
  rule('verdict', (verdict) => (flow) => flow.verdict === verdict),
  rule('dropReasonDesc', (reason) => (flow) => flow.verdict === Verdict.DROPPED && flow.dropReasonDesc === reason),
  rule('eventType', eventTypeTest),
  rule('httpStatusCode', (text, filter) => httpRule('http status code', filter, statusTest(text))),
  rule('protocol', protocolTest),
  rule('sourcePort', (text) => portTest('source', text, (flow) => ports(flow)?.sourcePort)),
  rule('destinationPort', (text) => portTest('destination', text, (flow) => ports(flow)?.destinationPort)),
  rule('reply', (reply) => (flow) => isReply(flow) === reply),
  rule('encrypted', (encrypted) => (flow) => (flow.IP?.encrypted ?? false) === encrypted),
  rule('dnsQuery', (pattern) => dnsTest(pattern)),
  rule('httpMethod', (method, filter) => httpRule('http method', filter, () => methodTest(method))),
  rule('httpPath', (pattern, filter) => httpRule('http path', filter, () => pathTest(pattern))),
  rule('httpUrl', (pattern, filter) => httpRule('http url', filter, () => urlTest(pattern))),
  rule('httpHeader', ({ key, value }, filter) =>
    httpRule('http headers', filter, () => (http) => http.headers.some((h) => h.key === key && h.value === value)),
  ),
  rule('tcpFlags', flagsTest),
  rule('nodeName', (pattern) => nodeTest(pattern)),
  rule('nodeLabels', (text) => labelTest('node', text, (flow) => flow.nodeLabels)),
  rule('traceId', (id) => (flow) => (flow.traceContext?.parent?.traceId ?? '') === id),
  rule('ipTraceId', (id) => (flow) => (flow.ipTraceId?.traceId ?? 0n) === id),
  rule('interface', ({ name, index }) => (flow) => {
    if (!flow.interface) return false;
    return (name === '' || flow.interface.name === name) && (index === 0 || flow.interface.index === index);
  }),
  {
    field: 'experimental',
    compile: ({ experimental }) => {
      if (!experimental || experimental.celExpression.length === 0) return undefined;
      throw new FilterFault('CEL expressions are not supported by this agent');
    },
  },
];

function addressTest(text: string, addressOf: (flow: Flow) => string): FlowTest {
  if (!text.includes('/')) {
    if (!parseAddress(text)) throw new FilterFault(`invalid IP address in filter: ${JSON.stringify(text)}`);
    return (flow) => addressOf(flow) === text;
  }
  const range = parseRange(text);
  if (!range) throw new FilterFault(`invalid CIDR in filter: ${JSON.stringify(text)}`);
  return (flow) => {
    const address = parseAddress(addressOf(flow));
    return address !== undefined && contains(range, address);
  };
}

function podTest(pattern: string, end: EndOf): FlowTest {
  const matches = compileNamePrefix(pattern);
  return (flow) => matches(end(flow)?.namespace ?? '', end(flow)?.podName ?? '');
}

function serviceTest(side: string, pattern: string, serviceOf: (flow: Flow) => Service | undefined): FlowTest {
  const matches = faultPrefix(`invalid ${side} service filter`, () => compileNamePrefix(pattern));
  return (flow) => matches(serviceOf(flow)?.namespace ?? '', serviceOf(flow)?.name ?? '');
}

function namesTest(pattern: string, namesOf: (flow: Flow) => readonly string[]): FlowTest {
  const regexp = compileFqdn(pattern);
  return (flow) => namesOf(flow).some((name) => regexp.test(name));
}

function labelTest(side: string, text: string, labelsOf: (flow: Flow) => readonly string[]): FlowTest {
  const matches = faultPrefix(`invalid ${side} label filter`, () => parseSelector(text));
  return (flow) => matches(labelsOf(flow).map(parseLabel));
}

function workloadTest(wanted: Workload, end: EndOf): FlowTest {
  const matches = ({ name, kind }: Workload) =>
    (wanted.name === '' || wanted.name === name) && (wanted.kind === '' || wanted.kind === kind);
  return (flow) => end(flow)?.workloads.some(matches) ?? false;
}

function clusterTest(name: string, end: EndOf): FlowTest {
  if (name === '') throw new FilterFault('invalid filter, cluster name must not be empty');
  return (flow) => end(flow)?.clusterName === name;
}

function eventTypeTest(wanted: FlowFilter['eventType'][number]): FlowTest {
  return ({ eventType }) => {
    if (!eventType) return false;
    if (wanted.type !== 0 && wanted.type !== eventType.type) return false;
    return !wanted.matchSubType || wanted.subType === eventType.subType;
  };
}

const layer4 = {
  tcp: ['TCP'],
  udp: ['UDP'],
  sctp: ['SCTP'],
  icmp: ['ICMPv4', 'ICMPv6'],
  icmpv4: ['ICMPv4'],
  icmpv6: ['ICMPv6'],
  vrrp: ['VRRP'],
  igmp: ['IGMP'],
} as const;

function protocolTest(text: string): FlowTest {
  const name = text.toLowerCase();
  if (name === 'dns' || name === 'http' || name === 'kafka') return (flow) => flow.l7?.record.case === name;
  const cases: readonly string[] | undefined = Object.hasOwn(layer4, name)
    ? layer4[name as keyof typeof layer4]
    : undefined;
  if (!cases) throw new FilterFault(`invalid protocol filter: unknown protocol: ${JSON.stringify(text)}`);
  return (flow) => cases.includes(flow.l4?.protocol.case ?? '');
}

function ports(flow: Flow): { sourcePort: number; destinationPort: number } | undefined {
  const protocol = flow.l4?.protocol;
  switch (protocol?.case) {
    case 'TCP':
    case 'UDP':
    case 'SCTP':
      return protocol.value;
    default:
      return undefined;
  }
}

/** The flow's port counts as 16 bits, whatever the field holds. */
function portTest(side: string, text: string, portOf: (flow: Flow) => number | undefined): FlowTest {
  const why = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
  const port = Number(text);
  if (why === 'invalid syntax' || port > 0xffff) {
    const quoted = JSON.stringify(text);
    throw new FilterFault(
      `invalid ${side} port filter: invalid port ${quoted}: strconv.ParseUint: parsing ${quoted}: ${why}`,
    );
  }
  return (flow) => {
    const found = portOf(flow);
    return found !== undefined && (found & 0xffff) === port;
  };
}

/** Unknown stays unknown, except that a dropped flow counts as no reply. */
function isReply(flow: Flow): boolean | undefined {
  return flow.isReply ?? (flow.verdict === Verdict.DROPPED ? false : undefined);
}

function compileRegexp(pattern: string): RE2JS {
  return RE2JS.compile(pattern);
}

function dnsTest(pattern: string): FlowTest {
  const regexp = faultPrefix('invalid DNS query filter: failed to compile regexp', () => compileRegexp(pattern));
  return ({ l7 }) => l7?.record.case === 'dns' && regexp.matcher(l7.record.value.query).find();
}

type HttpTest = (http: HTTP) => boolean;

/** HTTP fields beside event types that leave out L7 (129) can match nothing, and are refused. */
function httpRule(what: string, filter: FlowFilter, compile: () => HttpTest): FlowTest {
  if (filter.eventType.length > 0 && !filter.eventType.some(({ type }) => type === 129)) {
    throw new FilterFault(`filtering by ${what} requires the event type filter to only match 'l7' events`);
  }
  const matches = faultPrefix(`invalid ${what} filter`, compile);
  return ({ l7 }) => l7?.record.case === 'http' && matches(l7.record.value);
}

function statusTest(text: string): () => HttpTest {
  return () => {
    if (!/^([1-5]\d\d|[1-5]\d?\+)$/.test(text))
      throw new FilterFault(`invalid status code prefix: ${JSON.stringify(text)}`);
    if (!text.endsWith('+')) return ({ code }) => String(code) === text;
    return ({ code }) => String(code).startsWith(text.slice(0, -1));
  };
}

function methodTest(method: string): HttpTest {
  return (http) => http.method !== '' && http.method.toLowerCase() === method.toLowerCase();
}

function pathTest(pattern: string): HttpTest {
  const regexp = faultPrefix(pattern, () => compileRegexp(pattern));
  return (http) => {
    const path = requestPath(http.url);
    return path !== undefined && regexp.matcher(path).find();
  };
}

function urlTest(pattern: string): HttpTest {
  const regexp = faultPrefix(pattern, () => compileRegexp(pattern));
  return (http) => http.url !== '' && regexp.matcher(http.url).find();
}

const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'NS'] as const;

function flagsTest(wanted: TCPFlags): FlowTest {
  const needed = flagNames.filter((flag) => wanted[flag]);
  return ({ l4 }) => {
    const flags = l4?.protocol.case === 'TCP' ? l4.protocol.value.flags : undefined;
    return flags !== undefined && needed.every((flag) => flags[flag]);
  };
}

function nodeTest(pattern: string): FlowTest {
  const regexp = compileNodeName(pattern);
  return ({ nodeName }) => nodeName !== '' && regexp.test(withCluster(nodeName));
}
