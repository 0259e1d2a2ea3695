// Every field of a flow as a column: one record that tables, their chooser and CSV are made from.
import { destinationEntity, destinationPort, sourceEntity, sourcePort } from './ends';
import { entityKindText } from './entity-text';
import type { Flow } from './flow';
import { formatDateTime } from './format';
import { isOwnLabel } from './labels';
import { allowedBy, deniedBy, dropReasonOf, protocolOf } from './questions';
import {
  destinationPortText,
  destinationText,
  directionText,
  latencyMs,
  latencyText,
  rcodeText,
  reasonText,
  serviceText,
  sourceText,
  summary,
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

type Read = (flow: Flow) => string | number | undefined | null;

const field = (id: string, name: string, read: Read, order?: FlowField['order']): FlowField => ({
  id,
  name,
  text: (flow) => visible(String(read(flow) ?? '')),
  ...(order && { order }),
});

/** A field of both ends: `sourcePod` and `destinationPod`. */
function ends(id: string, name: string, read: (end: 'source' | 'destination', flow: Flow) => ReturnType<Read>) {
  return (['source', 'destination'] as const).map((end) =>
    field(`${end}${id}`, `${end === 'source' ? 'Source' : 'Destination'} ${name}`, (flow) => read(end, flow)),
  );
}

const portOf = { source: sourcePort, destination: destinationPort };
const entityOf = { source: sourceEntity, destination: destinationEntity };
const serviceOf = ({ sourceService, destinationService }: Flow) => ({
  source: sourceService,
  destination: destinationService,
});
const namesOf = ({ sourceNames, destinationNames }: Flow) => ({ source: sourceNames, destination: destinationNames });

/** In the order in which a chooser lists them. Ids are unique. */
export const flowFields: readonly FlowField[] = [
  field('time', 'Time', ({ time, timeMs, arrivedMs }) => time ?? formatDateTime(timeMs ?? arrivedMs), timeOrder),
  field('verdict', 'Verdict', ({ verdict }) => verdict),
  field('source', 'Source', sourceText),
  field('destination', 'Destination', destinationText),
  field('port', 'Port', destinationPortText, (flow) => known(destinationPort(flow))),
  field('info', 'Info', summary),
  field('direction', 'Direction', directionText),
  field('node', 'Node', ({ node }) => node),
  field('reason', 'Drop reason', reasonText),
  field('reasonCode', 'Drop reason code', dropReasonOf),
  field('deniedBy', 'Denied by', (flow) => deniedBy(flow).join(' ')),
  field('allowedBy', 'Allowed by', (flow) => allowedBy(flow).join(' ')),
  field('type', 'Type', typeText),
  field('reply', 'Reply', ({ isReply }) => (isReply === undefined ? '' : isReply ? 'yes' : 'no')),
  field('protocol', 'Protocol', protocolOf),
  field('tcpFlags', 'TCP flags', ({ l4 }) => (l4?.protocol === 'TCP' ? l4.flags.join(', ') : '')),
  ...ends('Namespace', 'namespace', (end, flow) => entityOf[end](flow).namespace),
  ...ends('Name', 'name', (end, flow) => entityOf[end](flow).name),
  ...ends('Kind', 'kind', (end, flow) => entityKindText(entityOf[end](flow))),
  ...ends('Pod', 'pod', (end, flow) => flow[end]?.pod),
  ...ends('Address', 'address', (end, flow) => flow.ip?.[end]),
  ...ends('Port', 'port', (end, flow) => portOf[end](flow) || ''),
  ...ends('Identity', 'identity', (end, flow) => flow[end]?.identity || ''),
  ...ends('Labels', 'labels', (end, flow) => flow[end]?.labels.filter(isOwnLabel).join(', ')),
  ...ends('Service', 'service', (end, flow) => serviceText(serviceOf(flow)[end])),
  ...ends('Dns', 'DNS names', (end, flow) => namesOf(flow)[end].join(', ')),
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
];

function timeOrder({ timeMs, arrivedMs }: Flow): number {
  return timeMs ?? arrivedMs;
}

/** 0 is what senders write for nothing. */
const known = (value: number): number => (value > 0 ? value : Number.NaN);
