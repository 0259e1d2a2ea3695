// A second reading of Hubble's FlowFilter, for tests: straight from what the API says of each field, slow and without
// any of the code it is held against.
import { BlockList, isIP } from 'node:net';
import { RE2JS } from 're2js';
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
import type { Endpoint, Flow, ServiceName } from '@/lib/flow/flow';

export interface Lists {
  readonly whitelist: readonly RelayFilter[];
  readonly blacklist: readonly RelayFilter[];
}

/** One filter of the whitelist must match, where there is one, and none of the blacklist. */
export function passes({ whitelist, blacklist }: Lists, flow: Flow): boolean {
  const isWanted = whitelist.length === 0 || whitelist.some((filter) => holds(filter, flow));
  return isWanted && !blacklist.some((filter) => holds(filter, flow));
}

/** Fields are "and", values of a field are "or". */
function holds(filter: RelayFilter, flow: Flow): boolean {
  return Object.entries(filter).every(([field, values]) => {
    // CEL has its own tests; whoever does not know it takes it for nothing said.
    if (field === 'experimental') return true;
    const rule = rules[field];
    if (!rule) throw new Error(`no rule for ${field}`);
    return (values as readonly unknown[]).some((value) => rule(flow, value as never));
  });
}

type Rule = (flow: Flow, value: never) => boolean;

const rules: Readonly<Record<string, Rule>> = {
  uuid: (flow, value: string) => (flow.uuid ?? '') === value,
  source_ip: (flow, value: string) => ip(flow.ip?.source, value),
  destination_ip: (flow, value: string) => ip(flow.ip?.destination, value),
  source_ip_xlated: (flow, value: string) => ip(flow.ip?.sourceTranslated, value),
  source_pod: (flow, value: string) => pod(flow.source, value),
  destination_pod: (flow, value: string) => pod(flow.destination, value),
  source_service: (flow, value: string) => service(flow.sourceService, value),
  destination_service: (flow, value: string) => service(flow.destinationService, value),
  source_workload: (flow, value: Wanted) => workload(flow.source, value),
  destination_workload: (flow, value: Wanted) => workload(flow.destination, value),
  source_label: (flow, value: string) => selected(flow.source?.labels, value),
  destination_label: (flow, value: string) => selected(flow.destination?.labels, value),
  node_labels: (flow, value: string) => selected(flow.nodeLabels, value),
  source_fqdn: (flow, value: string) => flow.sourceNames.some((name) => host(value).test(name)),
  destination_fqdn: (flow, value: string) => flow.destinationNames.some((name) => host(value).test(name)),
  source_identity: (flow, value: number) => flow.source !== undefined && (flow.source.identity ?? 0) === value,
  destination_identity: (flow, value: number) =>
    flow.destination !== undefined && (flow.destination.identity ?? 0) === value,
  source_cluster_name: (flow, value: string) => flow.source?.cluster === value,
  destination_cluster_name: (flow, value: string) => flow.destination?.cluster === value,
  node_name: (flow, value: string) => node(flow.node ?? '', value),
  traffic_direction: (flow, value: string | number) => flow.direction === String(value),
  verdict: (flow, value: string | number) => flow.verdict === String(value),
  drop_reason_desc: (flow, value: string | number) =>
    flow.verdict === 'DROPPED' && (flow.dropReason ?? 'DROP_REASON_UNKNOWN') === String(value),
  event_type: ({ eventType }, value: WantedEvent) => {
    if (!eventType || (value.type && value.type !== eventType.type)) return false;
    return !value.match_sub_type || eventType.subType === (value.sub_type ?? 0);
  },
  protocol: (flow, value: string) => protocol(flow, value.toLowerCase()),
  source_port: (flow, value: string) => ports(flow)?.[0] === Number(value),
  destination_port: (flow, value: string) => ports(flow)?.[1] === Number(value),
  reply: ({ isReply, verdict }, value: boolean) =>
    isReply === undefined ? verdict === 'DROPPED' && value === false : isReply === value,
  encrypted: (flow, value: boolean) => Boolean(flow.ip?.encrypted) === value,
  ip_version: (flow, value: string) => (flow.ip?.version ?? 'IP_NOT_USED') === value,
  tcp_flags: ({ l4 }, value: Readonly<Record<string, boolean>>) => {
    if (l4?.protocol !== 'TCP' || l4.flags.length === 0) return false;
    const set: readonly string[] = l4.flags;
    return Object.keys(value).every((flag) => !value[flag] || set.includes(flag));
  },
  http_status_code: ({ l7 }, value: string) =>
    l7?.http !== undefined && new RegExp(`^${value.replace(/\+$/, '\\d*')}$`).test(String(l7.http.code)),
  http_method: ({ l7 }, value: string) => l7?.http?.method.toUpperCase() === value.toUpperCase(),
  http_path: ({ l7 }, value: string) => {
    const path = l7?.http && pathOf(l7.http.url);
    return path !== undefined && RE2JS.compile(value).matcher(path).find();
  },
  http_url: ({ l7 }, value: string) =>
    Boolean(l7?.http?.url) &&
    RE2JS.compile(value)
      .matcher(l7?.http?.url ?? '')
      .find(),
  http_header: ({ l7 }, value: { key?: string; value?: string }) =>
    l7?.http?.headers.some((header) => header.key === (value.key ?? '') && header.value === (value.value ?? '')) ??
    false,
  dns_query: ({ l7 }, value: string) => l7?.dns !== undefined && RE2JS.compile(value).matcher(l7.dns.query).find(),
  trace_id: (flow, value: string) => (flow.traceId ?? '') === value,
  ip_trace_id: (flow, value: string) => (flow.ipTraceId?.traceId ?? '0') === value,
  interface: ({ interface: seen }, { name, index }: { name?: string; index?: number }) =>
    seen !== undefined && (!name || name === seen.name) && (!index || index === seen.index),
};

interface Wanted {
  readonly name?: string;
  readonly kind?: string;
}

interface WantedEvent {
  readonly type?: number;
  readonly match_sub_type?: boolean;
  readonly sub_type?: number;
}

/** Text equality, or a range of one family. */
function ip(address = '', wanted: string): boolean {
  if (!wanted.includes('/')) return address === wanted;
  const [network = '', bits = ''] = wanted.split('/');
  if (isIP(address) === 0 || isIP(network) !== isIP(address)) return false;
  const family = isIP(network) === 4 ? 'ipv4' : 'ipv6';
  const range = new BlockList();
  range.addSubnet(network, Number(bits), family);
  return range.check(address.split('%')[0] ?? '', family);
}

/** `prefix` of namespace default, `namespace/prefix`, or `/prefix` of any. */
function prefixed(namespace: string, name: string, wanted: string): boolean {
  if (namespace === '' && name === '') return false;
  const [first = '', second] = wanted.split('/');
  if (second === undefined) return namespace === 'default' && name.startsWith(first);
  return (first === '' || first === namespace) && name.startsWith(second);
}

const pod = (end: Endpoint | undefined, wanted: string) => prefixed(end?.namespace ?? '', end?.pod ?? '', wanted);

const service = (name: ServiceName | undefined, wanted: string) =>
  prefixed(name?.namespace ?? '', name?.name ?? '', wanted);

function workload(end: Endpoint | undefined, { name = '', kind = '' }: Wanted): boolean {
  return (end?.workloads ?? []).some((one) => ['', one.name].includes(name) && ['', one.kind].includes(kind));
}

/** Lower case, one final dot off, a star for what host names are made of, the whole name. */
function host(pattern: string): RegExp {
  const text = pattern.toLowerCase().replace(/\.$/, '').replaceAll('.', '\\.').replaceAll('*', '[-.0-9a-z]*');
  return new RegExp(`^(?:${text})$`);
}

/** A name without cluster is one of cluster default. */
function node(name: string, pattern: string): boolean {
  if (name === '') return false;
  const [cluster = '', own = ''] = name.includes('/') ? name.split('/') : ['default', name];
  const [first = '', second] = pattern.split('/');
  const [ofCluster, ofName] = second === undefined ? ['', first] : [first, second];
  return (
    (ofCluster === '' ? cluster !== '' : host(ofCluster).test(cluster)) &&
    (ofName === '' ? host('*') : host(ofName)).test(own)
  );
}

function protocol({ l4, l7 }: Flow, wanted: string): boolean {
  if (wanted === 'http' || wanted === 'dns' || wanted === 'kafka') return l7?.[wanted] !== undefined;
  const has = l4?.protocol.toLowerCase() ?? '';
  return wanted === 'icmp' ? has.startsWith('icmp') : has === wanted;
}

function ports({ l4 }: Flow): readonly [number, number] | undefined {
  return l4 && 'sourcePort' in l4 ? [l4.sourcePort, l4.destinationPort] : undefined;
}

/** Enough for the URLs of generated flows. */
function pathOf(url: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no URL holds
  if (/[\u0000-\u001f\u007f]/.test(url)) return undefined;
  const parts = /^([a-z][a-z0-9+.-]*:)?(?:(\/\/)([^/?#]*))?([^?]*)/i.exec(url);
  const [, scheme = '', slashes, , path = ''] = parts ?? [];
  if (slashes === undefined && !url.slice(scheme.length).startsWith('/'))
    return url === '*' ? '*' : scheme ? '' : undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** Requirements with commas outside brackets between them, each about one key. */
function selected(labels: readonly string[] = [], selector: string): boolean {
  return selector.split(/,(?![^(]*\))/).every((part) => {
    const [, not, key = '', operator, rest = ''] =
      /^\s*(!?)\s*([^\s!=<>()]+)\s*(==?|!=|<|>|\bin\b|\bnotin\b)?\s*(.*?)\s*$/.exec(part) ?? [];
    const value = labelOf(labels, key);
    if (not) return value === undefined;
    const wanted = rest
      .replace(/^\(|\)$/g, '')
      .split(',')
      .map((one) => one.trim());
    switch (operator) {
      case undefined:
        return value !== undefined;
      case '>':
        return /^\d+$/.test(value ?? '') && Number(value) > Number(rest);
      case '<':
        return /^\d+$/.test(value ?? '') && Number(value) < Number(rest);
      case '!=':
      case 'notin':
        return value === undefined || !wanted.includes(value);
      default:
        return value !== undefined && wanted.includes(value);
    }
  });
}

function labelOf(labels: readonly string[], wanted: string): string | undefined {
  const [source, key] = wanted.includes(':')
    ? [wanted.split(':')[0], wanted.slice(wanted.indexOf(':') + 1)]
    : [undefined, wanted];
  for (const label of labels) {
    const [, ofLabel = '', name = '', value = ''] = /^(?:([^:=]*):)?([^=]*)(?:=(.*))?$/s.exec(label) ?? [];
    if (source !== undefined && source !== ofLabel) continue;
    if (name === key) return value;
    if (
      source === 'cidr' &&
      key.includes('/') &&
      Number(name.split('/')[1]) >= Number(key.split('/')[1]) &&
      ip(name.split('/')[0], key)
    )
      return value;
  }
  return undefined;
}
