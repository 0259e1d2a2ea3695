// Every field of a flow as text, in sections: one record that the panel is drawn from.
import {
  endFilter,
  type FlowEnd,
  flagsFilter,
  patternFilter,
  serviceFilter,
  typeFilter,
  type ValueFilter,
  valueFilter,
} from '@/components/value-actions/value-filter';
import { selectorFor } from '@/lib/filter/match/selector';
import { dropReason, reasonLabel } from '@/lib/flow/drop-reason';
import { destinationEntity, destinationPort, sourceEntity, sourcePort } from '@/lib/flow/ends';
import { entityKindText, entityLabel } from '@/lib/flow/entity-text';
import type { Flow, Layer7, Policy, ServiceName } from '@/lib/flow/flow';
import { countOf, formatLatency } from '@/lib/flow/format';
import { isOwnLabel } from '@/lib/flow/labels';
import { dropReasonOf, eventKind, l7Of, policyName, protocolOf } from '@/lib/flow/questions';
import { latencyText, rcodeText, serviceText, ttlText, typeText } from '@/lib/flow/text';
import { traceLink } from '@/lib/flow/trace-link';
import { visible } from '@/lib/flow/visible';

export interface Field {
  readonly label: string;
  readonly text: string;
  /** What a filter on this value says, where the grammar has a key for it. */
  readonly filter?: ValueFilter;
  /** Where more of it can be seen. */
  readonly href?: string;
  /** Id of the flow that says so, where it is another one. */
  readonly opens?: string;
}

export interface Section {
  readonly title: string;
  readonly fields: readonly Field[];
}

/** Source and destination beside each other, so that they can be compared. */
export interface EndsRow {
  readonly label: string;
  readonly source: Field | null;
  readonly destination: Field | null;
}

/** What is known beside the flow. */
export interface Beside {
  /** The response of a request or the request of a response: null where it is not held, absent while that is not known. */
  readonly otherHalf?: Flow | null | undefined;
  readonly traceUrl?: string | null | undefined;
}

/** What the flow holds, and nothing for what it does not: first what the proxy saw, then the rest. */
export function sections(
  flow: Flow,
  beside: Beside = {},
): { readonly seen: readonly Section[]; readonly others: readonly Section[] } {
  const filled = (all: readonly Section[]) => all.filter(({ fields }) => fields.length > 0);
  return {
    seen: filled([l7Section(flow, beside)]),
    others: filled([policySection(flow), flowSection(flow), pathSection(flow), unknownSection(flow)]),
  };
}

type Line = readonly [
  label: string,
  value: string | number | boolean | undefined,
  filter?: ValueFilter | null | undefined,
  more?: Pick<Field, 'href' | 'opens'> | undefined,
];

/** Fields whose value is there; zero counts as there. */
function fieldsOf(lines: readonly Line[]): Field[] {
  return lines.flatMap(([label, value, filter, more]) =>
    value === undefined || value === ''
      ? []
      : [{ label, text: visible(String(value)), ...(filter && { filter }), ...more }],
  );
}

function l7Section(flow: Flow, beside: Beside): Section {
  const { l7 } = flow;
  if (!l7) return { title: 'L7', fields: fieldsOf([traceLine(flow, beside)]) };
  const lines = l7.http ? httpLines : l7.dns ? dnsLines : kafkaLines;
  return {
    title: l7.http ? 'HTTP' : l7.dns ? 'DNS' : l7.kafka ? 'Kafka' : 'L7',
    fields: fieldsOf([['Kind', l7.type.toLowerCase()], ...lines(flow, beside), traceLine(flow, beside)]),
  };
}

function traceLine(flow: Flow, { traceUrl }: Beside): Line {
  const { traceId } = flow;
  const href = traceId && traceUrl ? traceLink(traceUrl, traceId) : null;
  return ['Trace ID', traceId, valueFilter(flow, 'trace', traceId), href ? { href } : undefined];
}

/** The two flows of an exchange as far as they are held. */
function halves(flow: Flow, { otherHalf }: Beside) {
  const other = otherHalf ?? undefined;
  return flow.l7?.type === 'RESPONSE' ? { request: other, response: flow } : { request: flow, response: other };
}

const opening = (flow: Flow, other: Flow | null | undefined): Pick<Field, 'opens'> | undefined =>
  other && other !== flow ? { opens: other.id } : undefined;

const notHeld = 'not held within two minutes of this flow';

function httpLines(flow: Flow, beside: Beside): Line[] {
  const http = flow.l7?.http;
  if (!http) return [];
  const { request, response } = halves(flow, beside);
  const answer = response?.l7?.http;
  const { otherHalf } = beside;
  return [
    [
      'Request',
      `${http.method} ${http.url}`,
      patternFilter(flow, 'http.url', http.url) ?? valueFilter(flow, 'http.method', http.method),
      opening(flow, request),
    ],
    ...(flow.l7?.type === 'RESPONSE' && otherHalf === null ? [['Request seen', notHeld] as const] : []),
    answer
      ? [
          'Response',
          [answer.code || 'no status', answer.protocol].join(' ').trim(),
          valueFilter(response ?? flow, 'http.status', answer.code || undefined),
          opening(flow, response),
        ]
      : ['Response', flow.l7?.type === 'REQUEST' && otherHalf === null ? notHeld : undefined],
    ['Latency', latencyBetween(request, response)],
    ['Protocol', answer ? undefined : http.protocol],
    ...http.headers.map(
      ({ key, value }): Line => [`Header ${key}`, value, valueFilter(flow, 'http.header', `${key}:${value}`)],
    ),
  ];
}

/** As measured by the proxy; else the time from event to event, which says so. */
function latencyBetween(request: Flow | undefined, response: Flow | undefined): string {
  const measured = latencyText(response?.l7);
  if (measured || request?.timeMs === undefined || response?.timeMs === undefined) return measured;
  const tookMs = response.timeMs - request.timeMs;
  return tookMs < 0 ? '' : `${formatLatency(tookMs)} from event to event`;
}

function dnsLines(flow: Flow, beside: Beside): Line[] {
  const dns = flow.l7?.dns;
  if (!dns) return [];
  const { request, response } = halves(flow, beside);
  const answer = response?.l7?.type === 'RESPONSE' ? response.l7.dns : undefined;
  const isOpen = flow.l7?.type === 'REQUEST' && beside.otherHalf === null;
  return [
    [
      'Query',
      `${dns.qtypes.join(',')} ${dns.query}`.trim(),
      patternFilter(flow, 'dns.query', dns.query),
      opening(flow, request),
    ],
    ['Answer', isOpen ? notHeld : answer && (answerText(answer) || 'no records'), undefined, opening(flow, response)],
    ['Names', answer?.cnames.join(', ')],
    ['Addresses', answer?.ips.join(', ')],
    [
      'Response code',
      answer && codeText(answer.rcode),
      answer && valueFilter(response ?? flow, 'dns.rcode', codeName(answer.rcode)),
    ],
    ['Time to live', answer && ttlText(answer.ttl)],
    ['Record types', (answer ?? dns).rrtypes.join(', ')],
    ['Latency', latencyBetween(request, response)],
    ['Seen by', dns.observationSource],
  ];
}

/** How many there are; the records themselves stand below. */
function answerText({ cnames, ips }: Dns): string {
  return [
    cnames.length > 0 && countOf(cnames.length, 'name'),
    ips.length > 0 && countOf(ips.length, 'address', 'addresses'),
  ]
    .filter(Boolean)
    .join(', ');
}

type Dns = NonNullable<Layer7['dns']>;

function kafkaLines({ l7 }: Flow): Line[] {
  const kafka = l7?.kafka;
  return [
    ['API', kafka && `${kafka.apiKey} version ${kafka.apiVersion}`],
    ['Topic', kafka?.topic],
    ['Correlation', kafka?.correlationId],
    ['Error code', kafka?.errorCode],
    ['Latency', latencyText(l7)],
  ];
}

const codeName = (rcode: number): string => (rcodeText(rcode).startsWith('rcode') ? String(rcode) : rcodeText(rcode));

const codeText = (rcode: number): string =>
  codeName(rcode) === String(rcode) ? codeName(rcode) : `${codeName(rcode)} (${rcode})`;

function policySection(flow: Flow): Section {
  const { policyMatchType: match, policyLog } = flow;
  return {
    title: 'Policy',
    fields: fieldsOf([
      ...policyLines(flow, 'Denied on egress by', flow.egressDeniedBy),
      ...policyLines(flow, 'Denied on ingress by', flow.ingressDeniedBy),
      ...policyLines(flow, 'Allowed on egress by', flow.egressAllowedBy),
      ...policyLines(flow, 'Allowed on ingress by', flow.ingressAllowedBy),
      ['Policies', namesNone(flow) ? 'none is named in this flow' : undefined],
      ['Match', match === undefined ? undefined : typeof match === 'number' ? `${match}` : match],
      ['Log', policyLog.filter(Boolean).join(', ')],
      ['Authentication', flow.authType],
    ]),
  };
}

/** A verdict was passed and nothing tells by which policy: that need not mean that there was none. */
function namesNone(flow: Flow): boolean {
  const { egressDeniedBy, ingressDeniedBy, egressAllowedBy, ingressAllowedBy } = flow;
  const named = [egressDeniedBy, ingressDeniedBy, egressAllowedBy, ingressAllowedBy].some((all) => all.length > 0);
  return !named && (eventKind(flow) === 'policy-verdict' || dropReason(dropReasonOf(flow)).class === 'policy');
}

function policyLines(flow: Flow, label: string, policies: readonly Policy[]): Line[] {
  return policies.map((policy) => {
    const name = policyName(policy) || 'unnamed';
    const more = [policy.kind, policy.revision !== '0' && `revision ${policy.revision}`].filter(Boolean).join(', ');
    return [label, more ? `${name} (${more})` : name, valueFilter(flow, 'policy', policyName(policy))];
  });
}

function flowSection(flow: Flow): Section {
  const { eventType, file, aggregate, emitter } = flow;
  const reason = dropReasonOf(flow) || flow.dropReason;
  return {
    title: 'Flow',
    fields: fieldsOf([
      ['Verdict', flow.verdict, valueFilter(flow, 'verdict', flow.verdict)],
      [
        'Drop reason',
        reason && `${reasonLabel(reason, l7Of(flow).l7)} (${reason})`,
        valueFilter(flow, 'reason', dropReasonOf(flow)),
      ],
      ['Type', typeText(flow), typeFilter(flow)],
      [
        'Event',
        eventType && `${eventType.type} / ${eventType.subType}`,
        eventType && valueFilter(flow, 'type', `${eventType.type}:${eventType.subType}`),
      ],
      ['Direction', flow.direction, valueFilter(flow, 'direction', flow.direction)],
      [
        'Reply',
        flow.isReply === undefined ? 'unknown' : flow.isReply ? 'yes' : 'no',
        valueFilter(flow, 'reply', flow.isReply?.toString()),
      ],
      ['Trace reason', flow.traceReason],
      ['Layer', flow.type],
      ['Time', flow.time ?? 'none; time of arrival is shown'],
      ['Node', flow.node, valueFilter(flow, 'node', flow.node)],
      ['Node labels', flow.nodeLabels.join(', ')],
      ['UUID', flow.uuid, valueFilter(flow, 'uuid', flow.uuid)],
      ['Dropped at', file && `${file.name}:${file.line}`],
      [
        'Stands for',
        aggregate && `${aggregate.ingress} ingress, ${aggregate.egress} egress, ${aggregate.unknown} other flows`,
      ],
      ['Emitter', emitter && `${emitter.name} ${emitter.version}`.trim()],
      ['Summary', flow.summary],
    ]),
  };
}

function pathSection(flow: Flow): Section {
  const { interface: device, tunnel, ipTraceId, ip, l4 } = flow;
  return {
    title: 'Path',
    fields: fieldsOf([
      ['Protocol', protocolOf(flow), valueFilter(flow, 'proto', protocolOf(flow).toLowerCase())],
      ['TCP flags', l4?.protocol === 'TCP' ? l4.flags.join(', ') : undefined, flagsFilter(flow)],
      ['ICMP type and code', l4 && 'code' in l4 ? `${l4.type} / ${l4.code}` : undefined],
      ['IGMP group', l4?.protocol === 'IGMP' ? `${l4.groupAddress}, type ${l4.type}` : undefined],
      ['VRRP', l4?.protocol === 'VRRP' ? `VRID ${l4.vrid}, priority ${l4.priority}, type ${l4.type}` : undefined],
      ['IP version', ip?.version, valueFilter(flow, 'ipv', ip?.version)],
      [
        'Encrypted',
        ip?.encrypted === undefined ? undefined : ip.encrypted ? 'yes' : 'not marked',
        valueFilter(flow, 'encrypted', ip?.encrypted?.toString()),
      ],
      ['Source after SNAT', ip?.sourceTranslated, valueFilter(flow, 'snat', ip?.sourceTranslated)],
      ['Observation point', flow.observationPoint],
      [
        'Interface',
        device && `${device.name || 'unnamed'}, index ${device.index}`,
        valueFilter(flow, 'interface', device?.name),
      ],
      ['Proxy port', flow.proxyPort],
      ['Tunnel', tunnel && tunnelText(tunnel)],
      [
        'IP trace ID',
        ipTraceId && `${ipTraceId.traceId}, option ${ipTraceId.ipOptionType}`,
        valueFilter(flow, 'iptrace', ipTraceId?.traceId),
      ],
      ['Capture point', flow.debugCapturePoint],
      ['Socket point', flow.sockXlatePoint],
      ['Socket cookie', flow.socketCookie],
      ['Cgroup ID', flow.cgroupId],
    ]),
  };
}

function tunnelText({ protocol, ip, vni }: NonNullable<Flow['tunnel']>): string {
  const ends = ip ? `, ${ip.source ?? '?'} to ${ip.destination ?? '?'}` : '';
  return `${protocol}${ends}${vni === undefined ? '' : `, VNI ${vni}`}`;
}

/** Fields that this version has no name for, and extensions: shown, never dropped. */
function unknownSection({ unknown, extensions }: Flow): Section {
  const lines = Object.entries(unknown ?? {}).map(([path, value]): Line => [path, JSON.stringify(value)]);
  return {
    title: 'Not known to this version',
    fields: fieldsOf([...lines, ['Extensions', extensions === undefined ? undefined : JSON.stringify(extensions)]]),
  };
}

export function endsRows(flow: Flow): readonly EndsRow[] {
  const { source, destination, ethernet } = flow;
  const rows: EndsRow[] = [
    pair('Name', entityField(flow, 'source'), entityField(flow, 'destination')),
    pair(
      'Namespace',
      sided(flow, 'source', 'ns', source?.namespace),
      sided(flow, 'destination', 'ns', destination?.namespace),
    ),
    pair('Pod', podField(flow, 'source'), podField(flow, 'destination')),
    pair(
      'Address',
      addressField(flow, 'source', sourcePort(flow)),
      addressField(flow, 'destination', destinationPort(flow)),
    ),
    pair('MAC', plain(ethernet?.source), plain(ethernet?.destination)),
    pair(
      'Identity',
      sided(flow, 'source', 'identity', source?.identity),
      sided(flow, 'destination', 'identity', destination?.identity),
    ),
    pair('Endpoint ID', plain(source?.id), plain(destination?.id)),
    pair(
      'Service',
      serviceField(flow, 'source', flow.sourceService),
      serviceField(flow, 'destination', flow.destinationService),
    ),
    pair(
      'DNS names',
      namesField(flow, 'source', flow.sourceNames),
      namesField(flow, 'destination', flow.destinationNames),
    ),
    pair(
      'Cluster',
      sided(flow, 'source', 'cluster', source?.cluster),
      sided(flow, 'destination', 'cluster', destination?.cluster),
    ),
  ];
  return rows.filter((row) => row.source !== null || row.destination !== null);
}

const pair = (label: string, source: Field | null, destination: Field | null): EndsRow => ({
  label,
  source,
  destination,
});

function plain(value: string | number | undefined): Field | null {
  return value === undefined || value === '' ? null : { label: '', text: visible(String(value)) };
}

/** Text, and the filter on it where there is one. */
function withFilter(text: string, filter: ValueFilter | null): Field {
  return { label: '', text: visible(text), ...(filter && { filter }) };
}

function sided(flow: Flow, end: FlowEnd, key: ValueFilter['key'], value: string | number | undefined): Field | null {
  return value ? withFilter(String(value), valueFilter(flow, key, value, end)) : null;
}

function namesField(flow: Flow, end: FlowEnd, names: readonly string[]): Field | null {
  return names.length === 0 ? null : withFilter(names.join(', '), valueFilter(flow, 'fqdn', names[0], end));
}

function entityField(flow: Flow, end: FlowEnd): Field {
  const entity = (end === 'source' ? sourceEntity : destinationEntity)(flow);
  return withFilter(`${entityLabel(entity)} (${entityKindText(entity)})`, endFilter(flow, end));
}

function serviceField(flow: Flow, end: FlowEnd, service: ServiceName | undefined): Field | null {
  return service?.name ? withFilter(serviceText(service), serviceFilter(flow, end, service)) : null;
}

function podField(flow: Flow, end: FlowEnd): Field | null {
  const { pod, namespace = '' } = flow[end] ?? {};
  return pod ? withFilter(pod, valueFilter(flow, 'pod', `${namespace}/${pod}`, end)) : null;
}

/** A port of 0 is one that the sender did not give. */
function addressField(flow: Flow, end: FlowEnd, port: number): Field | null {
  const address = flow.ip?.[end];
  if (!address) return port > 0 ? { label: '', text: `port ${port}` } : null;
  const host = address.includes(':') && port > 0 ? `[${address}]` : address;
  return withFilter(port > 0 ? `${host}:${port}` : host, valueFilter(flow, 'ip', address, end));
}

/** Labels without those of the namespace, which are most of them; `folded` counts what was left out. */
export function labelsOf(
  flow: Flow,
  end: FlowEnd,
): { readonly own: readonly Field[]; readonly folded: readonly Field[] } {
  const labels = flow[end]?.labels ?? [];
  const fields = (all: readonly string[]) => all.map((label) => labelField(flow, end, label));
  return { own: fields(labels.filter(isOwnLabel)), folded: fields(labels.filter((label) => !isOwnLabel(label))) };
}

function labelField(flow: Flow, end: FlowEnd, label: string): Field {
  return withFilter(label.replace(/^k8s:/, ''), valueFilter(flow, 'label', selectorFor(label) ?? undefined, end));
}
