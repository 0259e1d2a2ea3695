// Which filter each field of a flow has: one record for the columns of tables and for the panel of a flow.
import { destinationEntity, destinationPort, sourceEntity, sourcePort } from '@/lib/flow/ends';
import type { Flow } from '@/lib/flow/flow';
import { allowedBy, deniedBy, dropReasonOf, protocolOf } from '@/lib/flow/questions';
import {
  endFilter,
  type FlowEnd,
  flagsFilter,
  patternFilter,
  serviceFilter,
  typeFilter,
  type ValueFilter,
  valueFilter,
} from './value-filter';

/** null where the flow does not say, and where no key finds it by what it says. */
export type FieldFilter = (flow: Flow) => ValueFilter | null;

type Read = (flow: Flow) => string | number | undefined;
type ReadEnd = (flow: Flow, end: FlowEnd) => string | number | undefined;

const whole =
  (key: ValueFilter['key'], read: Read): FieldFilter =>
  (flow) =>
    valueFilter(flow, key, read(flow));

const ofEnd =
  (key: ValueFilter['key'], end: FlowEnd, read: ReadEnd): FieldFilter =>
  (flow) =>
    valueFilter(flow, key, read(flow, end), end);

/** A field that both ends have. */
function both<Name extends string>(name: Name, filter: (flow: Flow, end: FlowEnd) => ValueFilter | null) {
  const fields = { [`source${name}`]: filterOf('source'), [`destination${name}`]: filterOf('destination') };
  // Keys made of a parameter are plain text to the compiler.
  return fields as { readonly [Id in `${FlowEnd}${Name}`]: FieldFilter };

  function filterOf(end: FlowEnd): FieldFilter {
    return (flow) => filter(flow, end);
  }
}

const bothBy = <Name extends string>(name: Name, key: ValueFilter['key'], read: ReadEnd) =>
  both(name, (flow, end) => ofEnd(key, end, read)(flow));

const portOf: ReadEnd = (flow, end) => (end === 'source' ? sourcePort : destinationPort)(flow) || undefined;
const entityAt = { source: sourceEntity, destination: destinationEntity };

/** By the ids of lib/flow/fields.ts; a field that is not here has none. */
export const fieldFilters = {
  verdict: whole('verdict', ({ verdict }) => verdict),
  source: (flow) => endFilter(flow, 'source'),
  destination: (flow) => endFilter(flow, 'destination'),
  port: ofEnd('port', 'destination', portOf),
  direction: whole('direction', ({ direction }) => direction),
  node: whole('node', ({ node }) => node),
  reason: whole('reason', dropReasonOf),
  reasonCode: whole('reason', dropReasonOf),
  deniedBy: whole('policy', (flow) => deniedBy(flow)[0]),
  allowedBy: whole('policy', (flow) => allowedBy(flow)[0]),
  type: typeFilter,
  event: typeFilter,
  reply: whole('reply', ({ isReply }) => isReply?.toString()),
  protocol: whole('proto', (flow) => protocolOf(flow).toLowerCase()),
  tcpFlags: flagsFilter,
  ...bothBy('Namespace', 'ns', (flow, end) => entityAt[end](flow).namespace),
  ...both('Name', endFilter),
  ...bothBy('Pod', 'pod', podOf),
  ...bothBy('Address', 'ip', ({ ip }, end) => ip?.[end]),
  ...bothBy('Port', 'port', portOf),
  ...bothBy('Identity', 'identity', (flow, end) => flow[end]?.identity),
  ...both('Service', (flow, end) =>
    serviceFilter(flow, end, end === 'source' ? flow.sourceService : flow.destinationService),
  ),
  ...bothBy('Dns', 'fqdn', ({ sourceNames, destinationNames }, end) =>
    end === 'source' ? sourceNames[0] : destinationNames[0],
  ),
  ...bothBy('Cluster', 'cluster', (flow, end) => flow[end]?.cluster),
  httpMethod: whole('http.method', ({ l7 }) => l7?.http?.method),
  httpUrl: (flow) => patternFilter(flow, 'http.url', flow.l7?.http?.url),
  httpStatus: whole('http.status', ({ l7 }) => l7?.http?.code || undefined),
  dnsQuery: (flow) => patternFilter(flow, 'dns.query', flow.l7?.dns?.query),
  dnsCode: whole('dns.rcode', ({ l7 }) => l7?.dns?.rcode),
  traceId: whole('trace', ({ traceId }) => traceId),
  interface: whole('interface', (flow) => flow.interface?.name),
  interfaceIndex: whole('interface', (flow) => flow.interface && `#${flow.interface.index}`),
  encrypted: whole('encrypted', ({ ip }) => ip?.encrypted?.toString()),
  ipVersion: whole('ipv', ({ ip }) => ip?.version),
  snat: whole('snat', ({ ip }) => ip?.sourceTranslated),
  ipTrace: whole('iptrace', ({ ipTraceId }) => ipTraceId?.traceId),
  uuid: whole('uuid', ({ uuid }) => uuid),
} satisfies { readonly [id: string]: FieldFilter };

function podOf(flow: Flow, end: FlowEnd): string | undefined {
  const { pod, namespace = '' } = flow[end] ?? {};
  return pod && `${namespace}/${pod}`;
}
