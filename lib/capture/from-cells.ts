// A flow from the cells of a table: the other direction of lib/flow/fields.ts. Columns that follow from others, such as
// Source, Info and Type, are worked out anew; what is in no column is not known.
import { parseJson } from '@/lib/capture/json';
import { epochMsOf, readTime } from '@/lib/capture/wire-time';
import { splitCell } from '@/lib/flow/cells';
import { refusedByProxy } from '@/lib/flow/drop-reason';
import {
  type Endpoint,
  type EpochMs,
  type Flow,
  type FlowId,
  type Ip,
  type Json,
  type Layer4,
  type Layer7,
  type Policy,
  type ServiceName,
  tcpFlags,
  type Workload,
} from '@/lib/flow/flow';
import { rcodeText } from '@/lib/flow/text';

/** Texts by field id. */
export type Cells = ReadonlyMap<string, string>;

/** A cell that cannot be read; the message says which and why. */
export class CellError extends Error {
  override name = 'CellError';
}

/** `id` and `arrivedMs` stand in where the cells give no uuid and no time. Throws CellError. */
export function flowFromCells(cells: Cells, id: FlowId, arrivedMs: EpochMs): Flow {
  const text = (field: string) => cells.get(field) ?? '';
  const said = (field: string) => text(field) || undefined;
  const number = (field: string) => numberIn(cells, field);
  const list = (field: string) => splitCell(text(field), ', ');
  const time = timeIn(cells);
  const aggregate = numbersIn(cells, 'aggregate');
  const event = numbersIn(cells, 'event');
  const match = said('policyMatch');
  return {
    id: said('uuid') ?? id,
    uuid: said('uuid'),
    time,
    timeMs: time === undefined ? undefined : epochMsOf(time),
    arrivedMs,
    node: said('node'),
    nodeLabels: list('nodeLabels'),
    verdict: said('verdict') ?? 'VERDICT_UNKNOWN',
    dropReason: text('reasonCode') === refusedByProxy ? undefined : said('reasonCode'),
    ethernet: present({ source: text('sourceMac'), destination: text('destinationMac') }),
    ip: ipIn(cells),
    l4: layer4In(cells),
    l7: layer7In(cells),
    source: endpointIn(cells, 'source'),
    destination: endpointIn(cells, 'destination'),
    sourceNames: list('sourceDns'),
    destinationNames: list('destinationDns'),
    sourceService: serviceIn(text('sourceService')),
    destinationService: serviceIn(text('destinationService')),
    eventType: event && { type: event[0] ?? 0, subType: event[1] ?? 0 },
    direction: text('direction').toUpperCase() || 'TRAFFIC_DIRECTION_UNKNOWN',
    isReply: text('reply') === '' ? undefined : text('reply') === 'yes',
    traceReason: said('traceReason'),
    policyMatchType: match && /^\d{1,9}$/.test(match) ? Number(match) : match,
    egressAllowedBy: list('egressAllowedBy').map(policyIn),
    ingressAllowedBy: list('ingressAllowedBy').map(policyIn),
    egressDeniedBy: list('egressDeniedBy').map(policyIn),
    ingressDeniedBy: list('ingressDeniedBy').map(policyIn),
    type: said('layer'),
    weight: aggregate?.reduce((sum, count) => sum + count, 0) || undefined,
    emitter: pairOf(text('emitter'), '/', (name, version) => ({ name, version })),
    authType: said('authType'),
    tunnel: tunnelIn(cells),
    observationPoint: said('observationPoint'),
    file: fileIn(text('droppedAt')),
    ipTraceId: pairOf(text('ipTrace'), '/', (traceId, option) => ({ traceId, ipOptionType: Number(option) || 0 })),
    debugCapturePoint: said('capturePoint'),
    interface: interfaceIn(cells),
    proxyPort: number('proxyPort'),
    traceId: said('traceId'),
    sockXlatePoint: said('socketPoint'),
    socketCookie: said('socketCookie'),
    cgroupId: said('cgroup'),
    policyLog: list('policyLog'),
    aggregate: aggregate && { ingress: aggregate[0] ?? 0, egress: aggregate[1] ?? 0, unknown: aggregate[2] ?? 0 },
    extensions: extensionsIn(text('extensions')),
    summary: said('summary'),
  };
}

function timeIn(cells: Cells): string | undefined {
  const text = cells.get('time');
  if (!text) return undefined;
  const time = readTime(text);
  if (time === undefined) throw new CellError(`time: ${JSON.stringify(text)} is no time like 2026-03-03T09:14:02Z.`);
  return time;
}

function numberIn(cells: Cells, field: string): number | undefined {
  const text = cells.get(field);
  if (!text) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new CellError(`${field}: ${JSON.stringify(text)} is no whole number.`);
  return Number(text);
}

/** `4/1`; undefined for an empty cell. */
function numbersIn(cells: Cells, field: string): readonly number[] | undefined {
  const text = cells.get(field);
  if (!text) return undefined;
  if (!/^-?\d{1,15}(\/-?\d{1,15})*$/.test(text))
    throw new CellError(`${field}: ${JSON.stringify(text)} is not whole numbers with "/" between them.`);
  return text.split('/').map(Number);
}

function pairOf<T>(cell: string, separator: string, make: (first: string, second: string) => T): T | undefined {
  const [first = '', second = ''] = splitCell(cell, separator);
  return cell === '' ? undefined : make(first, second);
}

/** undefined where all of its texts are empty. */
function present<T extends Readonly<Record<string, unknown>>>(parts: T): T | undefined {
  return Object.values(parts).some((part) => part !== '' && part !== undefined) ? parts : undefined;
}

function ipIn(cells: Cells): Ip | undefined {
  const said = (field: string) => cells.get(field) || undefined;
  return present({
    source: said('sourceAddress'),
    destination: said('destinationAddress'),
    sourceTranslated: said('snat'),
    version: said('ipVersion'),
    encrypted: said('encrypted') === 'yes' || undefined,
  });
}

function layer4In(cells: Cells): Layer4 | undefined {
  const protocol = cells.get('protocol') ?? '';
  const ports = {
    sourcePort: numberIn(cells, 'sourcePort') ?? 0,
    destinationPort: numberIn(cells, 'destinationPort') ?? 0,
  };
  switch (protocol) {
    case '':
      return undefined;
    case 'TCP': {
      const flags = (cells.get('tcpFlags') ?? '')
        .split(', ')
        .flatMap((name) => tcpFlags.find((flag) => flag === name) ?? []);
      return { protocol, ...ports, flags };
    }
    case 'UDP':
    case 'SCTP':
      return { protocol, ...ports };
    case 'ICMPv4':
    case 'ICMPv6': {
      const [type = 0, code = 0] = numbersIn(cells, 'icmp') ?? [];
      return { protocol, type, code };
    }
    case 'VRRP': {
      const [type = 0, vrid = 0, priority = 0] = numbersIn(cells, 'vrrp') ?? [];
      return { protocol, type, vrid, priority };
    }
    case 'IGMP': {
      const [type = '', ...group] = (cells.get('igmp') ?? '').split('/');
      return { protocol, type: Number(type) || 0, groupAddress: group.join('/') };
    }
    default:
      return { protocol: 'UNKNOWN' };
  }
}

function layer7In(cells: Cells): Layer7 | undefined {
  const [kind = '', ...type] = (cells.get('l7') ?? '').split('-');
  const parts = {
    http: httpIn(cells, kind === 'http'),
    dns: dnsIn(cells, kind === 'dns'),
    kafka: kafkaIn(cells, kind === 'kafka'),
    latencyNs: latencyIn(cells.get('latency') ?? ''),
  };
  if (kind === '' && !present(parts)) return undefined;
  return { type: type.join('-').toUpperCase() || 'UNKNOWN_L7_TYPE', ...parts };
}

function httpIn(cells: Cells, isSaid: boolean): Layer7['http'] {
  const text = (field: string) => cells.get(field) ?? '';
  const headers = splitCell(text('httpHeaders'), ', ').map((cell) => {
    const [key = '', value = ''] = splitCell(cell, ': ');
    return { key, value };
  });
  const http = { method: text('httpMethod'), url: text('httpUrl'), protocol: text('httpProtocol') };
  const code = numberIn(cells, 'httpStatus') ?? 0;
  return isSaid || present(http) || code > 0 || headers.length > 0 ? { ...http, code, headers } : undefined;
}

function dnsIn(cells: Cells, isSaid: boolean): Layer7['dns'] {
  const list = (field: string) => splitCell(cells.get(field) ?? '', ', ');
  const query = cells.get('dnsQuery') ?? '';
  const ttl = cells.get('dnsTtl') ?? '';
  if (!isSaid && query === '' && ttl === '') return undefined;
  return {
    query,
    ips: list('dnsAddresses'),
    cnames: list('dnsNames'),
    ttl: ttl === 'none' ? noTtl : Number.parseInt(ttl, 10) || 0,
    rcode: rcodeIn(cells.get('dnsCode') ?? ''),
    qtypes: list('dnsTypes'),
    rrtypes: list('dnsRecords'),
    observationSource: cells.get('dnsSeenBy') ?? '',
  };
}

/** What Cilium writes where an answer had no time to live. */
const noTtl = 4_294_967_295;
const rcodes = Array.from({ length: 24 }, (_, rcode) => rcodeText(rcode));

function rcodeIn(cell: string): number {
  const known = rcodes.indexOf(cell);
  return known < 0 ? Number(/^rcode (\d{1,9})$/.exec(cell)?.[1] ?? 0) : known;
}

function kafkaIn(cells: Cells, isSaid: boolean): Layer7['kafka'] {
  const [apiKey = '', version = ''] = splitCell(cells.get('kafkaApi') ?? '', '/');
  const topic = cells.get('kafkaTopic') ?? '';
  if (!isSaid && apiKey === '' && topic === '') return undefined;
  return {
    apiKey,
    apiVersion: Number(version) || 0,
    topic,
    correlationId: numberIn(cells, 'kafkaCorrelation') ?? 0,
    errorCode: Number(cells.get('kafkaError')) || 0,
  };
}

/** As precise as the text: `22 ms`, `2.0 s`, `<0.1 ms`. */
function latencyIn(cell: string): string | undefined {
  const [, less, amount = '', unit] = /^(<?)([\d,]+(?:\.\d+)?) (ms|s)$/.exec(cell) ?? [];
  if (!unit) return undefined;
  if (less) return '40000';
  const [whole = '', tenths = '0'] = amount.replaceAll(',', '').split('.');
  return String(BigInt(whole + tenths) * 10n ** (unit === 's' ? 8n : 5n));
}

/** Kinds of ends that are not named by a namespace of their own. */
const outside: ReadonlySet<string> = new Set([
  'Service',
  'Reserved identity',
  'DNS name',
  'Address range',
  'Address',
  'Unknown',
]);

function endpointIn(cells: Cells, end: 'source' | 'destination'): Endpoint | undefined {
  const text = (field: string) => cells.get(`${end}${field}`) ?? '';
  const list = (field: string) => splitCell(text(field), ', ');
  const workloads = workloadsIn(cells, end);
  // A workload without a name names nothing.
  const isInside = workloads.some(({ name }) => name !== '') || text('Pod') !== '' || !outside.has(text('Kind'));
  const parts = {
    id: numberIn(cells, `${end}Endpoint`),
    identity: numberIn(cells, `${end}Identity`),
    cluster: text('Cluster') || undefined,
    namespace: (isInside && text('Namespace')) || undefined,
    pod: text('Pod') || undefined,
  };
  const labels = [...list('Labels'), ...list('OtherLabels')];
  return present(parts) || labels.length + workloads.length > 0 ? { ...parts, labels, workloads } : undefined;
}

/** What other kinds than workloads are called. */
const noWorkloads: ReadonlySet<string> = new Set([...outside, 'Namespace', 'Known by labels only']);

/** By name and kind in a table that lost the column. */
function workloadsIn(cells: Cells, end: 'source' | 'destination'): readonly Workload[] {
  const column = cells.get(`${end}Workloads`);
  if (column !== undefined)
    return splitCell(column, ', ').map((cell) => {
      const [kind = '', name = ''] = splitCell(cell, '/');
      return { kind, name };
    });
  const [kind = '', name = ''] = [cells.get(`${end}Kind`), cells.get(`${end}Name`)];
  if (kind === '' || name === '' || noWorkloads.has(kind)) return [];
  return [{ kind: kind === 'Workload' ? '' : kind, name }];
}

function serviceIn(cell: string): ServiceName | undefined {
  const [first, second] = splitCell(cell, '/');
  if (first === undefined) return undefined;
  return second === undefined ? { name: first, namespace: '' } : { name: second, namespace: first };
}

function policyIn(cell: string): Policy {
  const [kind = '', namespace = '', name = '', revision = '0'] = splitCell(cell, '/');
  return { kind, namespace, name, revision, labels: [] };
}

function tunnelIn(cells: Cells): Flow['tunnel'] {
  const protocol = cells.get('tunnel');
  if (!protocol) return undefined;
  const ip = pairOf(cells.get('tunnelEnds') ?? '', '/', (source, destination) => ({ source, destination }));
  return { protocol, ip, vni: numberIn(cells, 'tunnelVni') };
}

function fileIn(cell: string): Flow['file'] {
  const colon = cell.lastIndexOf(':');
  return colon < 0 ? undefined : { name: cell.slice(0, colon), line: Number(cell.slice(colon + 1)) || 0 };
}

function interfaceIn(cells: Cells): Flow['interface'] {
  const text = cells.get('interface');
  if (!text) return undefined;
  const index = numberIn(cells, 'interfaceIndex') ?? Number(/^index (\d{1,9})$/.exec(text)?.[1] ?? 0);
  return { index, name: text === `index ${index}` ? '' : text };
}

function extensionsIn(cell: string): Json | undefined {
  if (cell === '') return undefined;
  try {
    return parseJson(cell);
  } catch {
    throw new CellError('extensions: the cell holds no JSON.');
  }
}
