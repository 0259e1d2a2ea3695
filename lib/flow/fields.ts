// Every field of a flow as a column: one record that tables, their chooser and CSV are made from.
import { joinCell } from './cells';
import { destinationEntity, destinationPort, sourceEntity, sourcePort } from './ends';
import { entityKindText } from './entity-text';
import type { Flow, Policy, ServiceName } from './flow';
import { formatDateTime } from './format';
import { isOwnLabel } from './labels';
import { allowedBy, deniedBy, dropReasonOf, policyName } from './questions';
import {
  destinationPortText,
  destinationText,
  directionText,
  l7TypeText,
  latencyMs,
  latencyText,
  rcodeText,
  reasonText,
  sourceText,
  summary,
  ttlText,
  typeText,
} from './text';
import { visible } from './visible';

export interface FlowField {
  /** As in URLs. */
  readonly id: string;
  readonly name: string;
  /** What a cell says; '' where the flow does not say. Nothing in it acts or hides. */
  readonly text: (flow: Flow) => string;
  /** What to sort by where text would mislead; NaN where the flow does not say. */
  readonly order?: (flow: Flow) => number;
}

/** false, like nothing, is an empty cell. */
type Read = (flow: Flow) => string | number | false | undefined | null;

const field = (id: string, name: string, read: Read, order?: FlowField['order']): FlowField => ({
  id,
  name,
  text: (flow) => visible(cellText(read(flow))),
  ...(order && { order }),
});

const cellText = (value: ReturnType<Read>): string => (value === false ? '' : String(value ?? ''));

/** A field of both ends: `sourcePod` and `destinationPod`. */
function ends(id: string, name: string, read: (end: End, flow: Flow) => ReturnType<Read>) {
  return (['source', 'destination'] as const).map((end) =>
    field(`${end}${id}`, `${end === 'source' ? 'Source' : 'Destination'} ${name}`, (flow) => read(end, flow)),
  );
}

type End = 'source' | 'destination';

const portOf = { source: sourcePort, destination: destinationPort };
const entityOf = { source: sourceEntity, destination: destinationEntity };
const serviceOf = ({ sourceService, destinationService }: Flow) => ({
  source: sourceService,
  destination: destinationService,
});
const namesOf = ({ sourceNames, destinationNames }: Flow) => ({ source: sourceNames, destination: destinationNames });

/**
 * In the order in which a chooser lists them. Ids are unique. What lists and pairs hold can be told apart, and all
 * together say what the flow says: lib/capture reads a flow back from them.
 */
export const flowFields: readonly FlowField[] = [
  field('time', 'Time', timeOf, timeOrder),
  field('verdict', 'Verdict', ({ verdict }) => verdict),
  field('source', 'Source', sourceText),
  field('destination', 'Destination', destinationText),
  field('port', 'Port', destinationPortText, (flow) => known(destinationPort(flow))),
  field('info', 'Info', summary),
  field('direction', 'Direction', directionText),
  field('node', 'Node', ({ node }) => node),
  field('reason', 'Drop reason', reasonText),
  field('reasonCode', 'Drop reason code', dropReasonOf),
  field('deniedBy', 'Denied by', (flow) => deniedBy(flow).map(visible).sort().join(' ')),
  field('allowedBy', 'Allowed by', (flow) => allowedBy(flow).map(visible).sort().join(' ')),
  field('type', 'Type', typeText),
  field('reply', 'Reply', ({ isReply }) => (isReply === undefined ? '' : isReply ? 'yes' : 'no')),
  field('protocol', 'Protocol', ({ l4 }) => l4?.protocol),
  field('tcpFlags', 'TCP flags', ({ l4 }) => (l4?.protocol === 'TCP' ? l4.flags.join(', ') : '')),
  ...ends('Namespace', 'namespace', (end, flow) => entityOf[end](flow).namespace),
  ...ends('Name', 'name', (end, flow) => entityOf[end](flow).name),
  ...ends('Kind', 'kind', (end, flow) => entityKindText(entityOf[end](flow))),
  ...ends('Pod', 'pod', (end, flow) => flow[end]?.pod),
  ...ends('Address', 'address', (end, flow) => flow.ip?.[end]),
  ...ends('Port', 'port', (end, flow) => portOf[end](flow) || ''),
  ...ends('Identity', 'identity', (end, flow) => flow[end]?.identity || ''),
  ...ends('Labels', 'labels', (end, flow) => list(flow[end]?.labels.filter(isOwnLabel))),
  ...ends('Service', 'service', (end, flow) => serviceCell(serviceOf(flow)[end])),
  ...ends('Dns', 'DNS names', (end, flow) => list(namesOf(flow)[end])),
  ...ends('Cluster', 'cluster', (end, flow) => flow[end]?.cluster),
  field('httpMethod', 'HTTP method', ({ l7 }) => l7?.http?.method),
  field('httpUrl', 'HTTP URL', ({ l7 }) => l7?.http?.url),
  field(
    'httpStatus',
    'HTTP status',
    ({ l7 }) => l7?.http?.code || '',
    (flow) => known(flow.l7?.http?.code ?? 0),
  ),
  field(
    'latency',
    'Latency',
    ({ l7 }) => latencyText(l7),
    ({ l7 }) => latencyMs(l7) ?? Number.NaN,
  ),
  field('dnsQuery', 'DNS query', ({ l7 }) => l7?.dns?.query),
  field('dnsCode', 'DNS response code', ({ l7 }) => (l7?.dns && l7.type === 'RESPONSE' ? rcodeText(l7.dns.rcode) : '')),
  field('traceId', 'Trace ID', ({ traceId }) => traceId),
  field('interface', 'Interface', ({ interface: device }) => device && (device.name || `index ${device.index}`)),
  field('observationPoint', 'Observation point', ({ observationPoint }) => observationPoint),
  field('traceReason', 'Trace reason', ({ traceReason }) => traceReason),
  field('encrypted', 'Encrypted', ({ ip }) => (ip?.encrypted ? 'yes' : '')),
  field('ipVersion', 'IP version', ({ ip }) => ip?.version),
  field('snat', 'Source after SNAT', ({ ip }) => ip?.sourceTranslated),
  field('tunnel', 'Tunnel', ({ tunnel }) => tunnel?.protocol),
  field('droppedAt', 'Dropped at', ({ file }) => file && `${file.name}:${file.line}`),
  field('authType', 'Authentication', ({ authType }) => authType),
  field('uuid', 'UUID', ({ uuid }) => uuid),
  ...ends('Workloads', 'workloads', (end, flow) =>
    list(flow[end]?.workloads.map(({ kind, name }) => pair(kind, name))),
  ),
  ...ends('OtherLabels', 'labels of namespace and Cilium', (end, flow) =>
    list(flow[end]?.labels.filter((label) => !isOwnLabel(label))),
  ),
  ...ends('Endpoint', 'endpoint ID', (end, flow) => flow[end]?.id),
  ...ends('Mac', 'MAC', (end, flow) => flow.ethernet?.[end]),
  field('event', 'Event', ({ eventType }) => eventType && `${eventType.type}/${eventType.subType}`),
  field('layer', 'Layer', ({ type }) => type),
  field('egressDeniedBy', 'Denied on egress by', (flow) => policies(flow.egressDeniedBy)),
  field('ingressDeniedBy', 'Denied on ingress by', (flow) => policies(flow.ingressDeniedBy)),
  field('egressAllowedBy', 'Allowed on egress by', (flow) => policies(flow.egressAllowedBy)),
  field('ingressAllowedBy', 'Allowed on ingress by', (flow) => policies(flow.ingressAllowedBy)),
  field('policyMatch', 'Policy match', ({ policyMatchType }) => policyMatchType),
  field('policyLog', 'Policy log', ({ policyLog }) => list(policyLog)),
  field('icmp', 'ICMP type and code', ({ l4 }) => l4 && 'code' in l4 && `${l4.type}/${l4.code}`),
  field('igmp', 'IGMP type and group', ({ l4 }) => l4?.protocol === 'IGMP' && `${l4.type}/${l4.groupAddress}`),
  field('vrrp', 'VRRP', ({ l4 }) => l4?.protocol === 'VRRP' && [l4.type, l4.vrid, l4.priority].join('/')),
  field('l7', 'L7', ({ l7 }) => l7 && l7TypeText(l7)),
  field('httpProtocol', 'HTTP protocol', ({ l7 }) => l7?.http?.protocol),
  field('httpHeaders', 'HTTP headers', ({ l7 }) =>
    list(l7?.http?.headers.map(({ key, value }) => pair(key, value, ': '))),
  ),
  field('dnsTypes', 'DNS query types', ({ l7 }) => list(l7?.dns?.qtypes)),
  field('dnsNames', 'DNS answer, names', ({ l7 }) => list(l7?.dns?.cnames)),
  field('dnsAddresses', 'DNS answer, addresses', ({ l7 }) => list(l7?.dns?.ips)),
  field('dnsTtl', 'DNS time to live', ({ l7 }) => l7?.dns && ttlText(l7.dns.ttl)),
  field('dnsRecords', 'DNS record types', ({ l7 }) => list(l7?.dns?.rrtypes)),
  field('dnsSeenBy', 'DNS seen by', ({ l7 }) => l7?.dns?.observationSource),
  field('kafkaApi', 'Kafka API', ({ l7 }) => l7?.kafka && pair(l7.kafka.apiKey, String(l7.kafka.apiVersion))),
  field('kafkaTopic', 'Kafka topic', ({ l7 }) => l7?.kafka?.topic),
  field('kafkaCorrelation', 'Kafka correlation', ({ l7 }) => l7?.kafka?.correlationId),
  field('kafkaError', 'Kafka error code', ({ l7 }) => l7?.kafka?.errorCode),
  field('interfaceIndex', 'Interface index', ({ interface: device }) => device?.index),
  field(
    'tunnelEnds',
    'Tunnel ends',
    ({ tunnel }) => tunnel?.ip && pair(tunnel.ip.source ?? '', tunnel.ip.destination ?? ''),
  ),
  field('tunnelVni', 'Tunnel VNI', ({ tunnel }) => tunnel?.vni),
  field('nodeLabels', 'Node labels', ({ nodeLabels }) => list(nodeLabels)),
  field('emitter', 'Emitter', ({ emitter }) => emitter && pair(emitter.name, emitter.version)),
  field('ipTrace', 'IP trace ID', ({ ipTraceId }) => ipTraceId && `${ipTraceId.traceId}/${ipTraceId.ipOptionType}`),
  field('capturePoint', 'Capture point', ({ debugCapturePoint }) => debugCapturePoint),
  field('proxyPort', 'Proxy port', ({ proxyPort }) => proxyPort),
  field('socketPoint', 'Socket point', ({ sockXlatePoint }) => sockXlatePoint),
  field('socketCookie', 'Socket cookie', ({ socketCookie }) => socketCookie),
  field('cgroup', 'Cgroup ID', ({ cgroupId }) => cgroupId),
  field('aggregate', 'Stands for', ({ aggregate: of }) => of && [of.ingress, of.egress, of.unknown].join('/')),
  field('extensions', 'Extensions', ({ extensions }) => (extensions === undefined ? '' : JSON.stringify(extensions))),
  field('summary', 'Summary', (flow) => flow.summary),
];

/** RFC 3339; a flow without a time has that of its arrival. */
function timeOf({ time, timeMs, arrivedMs }: Flow): string {
  return time ?? `${formatDateTime(timeMs ?? arrivedMs).replace(' ', 'T')}Z`;
}

function timeOrder({ timeMs, arrivedMs }: Flow): number {
  return timeMs ?? arrivedMs;
}

/** 0 is what senders write for nothing. */
const known = (value: number): number => (value > 0 ? value : Number.NaN);

// Made visible first: what joins the texts must stay as it is written here.
const list = (texts: readonly string[] = []): string => joinCell(texts.map(visible), ', ');

const pair = (first: string, second: string, separator = '/'): string =>
  joinCell([visible(first), visible(second)], separator);

function serviceCell(service: ServiceName | undefined): string {
  if (!service?.name) return '';
  return service.namespace ? pair(service.namespace, service.name) : joinCell([visible(service.name)], '/');
}

/** `CiliumNetworkPolicy/shop/allow-web/9`: kind, namespace, name and revision. */
function policies(all: readonly Policy[]): string {
  return list(
    all.map((policy) => joinCell([policy.kind, policy.namespace, nameOf(policy), policy.revision].map(visible), '/')),
  );
}

/** The name, which old agents give as a label. */
const nameOf = (policy: Policy): string => policyName({ ...policy, namespace: '' });
