// Every field of a flow as text, in sections: one record that the panel is drawn from.
import type { ValueFilter } from '@/components/value-actions/value-actions';
import type { Side } from '@/lib/filter/filter';
import { dropReason, reasonLabel } from '@/lib/flow/drop-reason';
import { destinationEntity, destinationPort, sourceEntity, sourcePort } from '@/lib/flow/ends';
import { entityKindText, entityLabel } from '@/lib/flow/entity-text';
import type { Endpoint, Flow, Ip, Layer7, Policy } from '@/lib/flow/flow';
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
  filter?: ValueFilter | undefined,
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

/** A filter on a value of either end; undefined without a value. */
function either(key: ValueFilter['key'], value: string | number | undefined): ValueFilter | undefined {
  return value === undefined || value === '' ? undefined : { key, side: 'either', value: String(value) };
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

function traceLine({ traceId }: Flow, { traceUrl }: Beside): Line {
  const href = traceId && traceUrl ? traceLink(traceUrl, traceId) : null;
  return ['Trace ID', traceId, either('trace', traceId), href ? { href } : undefined];
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
    ['Request', `${http.method} ${http.url}`, either('http.method', http.method), opening(flow, request)],
    ...(flow.l7?.type === 'RESPONSE' && otherHalf === null ? [['Request seen', notHeld] as const] : []),
    answer
      ? [
          'Response',
          [answer.code || 'no status', answer.protocol].join(' ').trim(),
          either('http.status', answer.code || undefined),
          opening(flow, response),
        ]
      : ['Response', flow.l7?.type === 'REQUEST' && otherHalf === null ? notHeld : undefined],
    ['Latency', latencyBetween(request, response)],
    ['Protocol', answer ? undefined : http.protocol],
    ...http.headers.map(({ key, value }): Line => [`Header ${key}`, value]),
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
      either('dns.query', dns.query && `^${dns.query.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`),
      opening(flow, request),
    ],
    ['Answer', isOpen ? notHeld : answer && (answerText(answer) || 'no records'), undefined, opening(flow, response)],
    ['Names', answer?.cnames.join(', ')],
    ['Addresses', answer?.ips.join(', ')],
    ['Response code', answer && codeText(answer.rcode), answer && either('dns.rcode', codeName(answer.rcode))],
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
      ...policyLines('Denied on egress by', flow.egressDeniedBy),
      ...policyLines('Denied on ingress by', flow.ingressDeniedBy),
      ...policyLines('Allowed on egress by', flow.egressAllowedBy),
      ...policyLines('Allowed on ingress by', flow.ingressAllowedBy),
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

function policyLines(label: string, policies: readonly Policy[]): Line[] {
  return policies.map((policy) => {
    const name = policyName(policy) || 'unnamed';
    const more = [policy.kind, policy.revision !== '0' && `revision ${policy.revision}`].filter(Boolean).join(', ');
    return [label, more ? `${name} (${more})` : name, { key: 'policy', side: 'either', value: name }];
  });
}

function flowSection(flow: Flow): Section {
  const { eventType, file, aggregate, emitter } = flow;
  const reason = dropReasonOf(flow) || flow.dropReason;
  return {
    title: 'Flow',
    fields: fieldsOf([
      ['Verdict', flow.verdict, { key: 'verdict', side: 'either', value: flow.verdict }],
      ['Drop reason', reason && `${reasonLabel(reason, l7Of(flow).l7)} (${reason})`, either('reason', reason)],
      ['Type', typeText(flow)],
      ['Event', eventType && `${eventType.type} / ${eventType.subType}`],
      ['Direction', flow.direction, { key: 'direction', side: 'either', value: flow.direction }],
      ['Reply', flow.isReply === undefined ? 'unknown' : flow.isReply ? 'yes' : 'no', replyFilter(flow)],
      ['Trace reason', flow.traceReason],
      ['Layer', flow.type],
      ['Time', flow.time ?? 'none; time of arrival is shown'],
      ['Node', flow.node, flow.node ? { key: 'node', side: 'either', value: flow.node } : undefined],
      ['Node labels', flow.nodeLabels.join(', ')],
      ['UUID', flow.uuid, flow.uuid ? { key: 'uuid', side: 'either', value: flow.uuid } : undefined],
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

function replyFilter({ isReply }: Flow): ValueFilter | undefined {
  return either('reply', isReply === undefined ? undefined : String(isReply));
}

function pathSection(flow: Flow): Section {
  const { interface: device, tunnel, ipTraceId, ip, l4 } = flow;
  return {
    title: 'Path',
    fields: fieldsOf([
      [
        'Protocol',
        protocolOf(flow),
        protocolOf(flow) ? { key: 'proto', side: 'either', value: protocolOf(flow).toLowerCase() } : undefined,
      ],
      ['TCP flags', l4?.protocol === 'TCP' ? l4.flags.join(', ') : undefined],
      ['ICMP type and code', l4 && 'code' in l4 ? `${l4.type} / ${l4.code}` : undefined],
      ['IGMP group', l4?.protocol === 'IGMP' ? `${l4.groupAddress}, type ${l4.type}` : undefined],
      ['VRRP', l4?.protocol === 'VRRP' ? `VRID ${l4.vrid}, priority ${l4.priority}, type ${l4.type}` : undefined],
      ['IP version', ip?.version, either('ipv', ip?.version?.replace('IPv', ''))],
      ['Encrypted', ip?.encrypted === undefined ? undefined : ip.encrypted ? 'yes' : 'not marked'],
      ['Source after SNAT', ip?.sourceTranslated],
      ['Observation point', flow.observationPoint],
      ['Interface', device && `${device.name || 'unnamed'}, index ${device.index}`, either('interface', device?.name)],
      ['Proxy port', flow.proxyPort],
      ['Tunnel', tunnel && tunnelText(tunnel)],
      [
        'IP trace ID',
        ipTraceId && `${ipTraceId.traceId}, option ${ipTraceId.ipOptionType}`,
        either('iptrace', ipTraceId?.traceId),
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
  const { source, destination, ip, ethernet } = flow;
  const rows: EndsRow[] = [
    pair('Name', entityField(sourceEntity(flow), 'from'), entityField(destinationEntity(flow), 'to')),
    pair('Namespace', sided('ns', 'from', source?.namespace), sided('ns', 'to', destination?.namespace)),
    pair('Pod', podField(source, 'from'), podField(destination, 'to')),
    pair(
      'Address',
      addressField(ip, 'source', sourcePort(flow)),
      addressField(ip, 'destination', destinationPort(flow)),
    ),
    pair('MAC', plain(ethernet?.source), plain(ethernet?.destination)),
    pair('Identity', sided('identity', 'from', source?.identity), sided('identity', 'to', destination?.identity)),
    pair('Endpoint ID', plain(source?.id), plain(destination?.id)),
    pair(
      'Service',
      sided('service', 'from', serviceText(flow.sourceService)),
      sided('service', 'to', serviceText(flow.destinationService)),
    ),
    pair('DNS names', namesField(flow.sourceNames, 'from'), namesField(flow.destinationNames, 'to')),
    pair('Cluster', sided('cluster', 'from', source?.cluster), sided('cluster', 'to', destination?.cluster)),
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

function sided(key: ValueFilter['key'], side: Side, value: string | number | undefined): Field | null {
  return value ? { label: '', text: visible(String(value)), filter: { key, side, value: String(value) } } : null;
}

function namesField(names: readonly string[], side: Side): Field | null {
  const [first] = names;
  return first === undefined
    ? null
    : { label: '', text: visible(names.join(', ')), filter: { key: 'fqdn', side, value: first } };
}

function entityField(end: ReturnType<typeof sourceEntity>, side: Side): Field | null {
  const text = `${entityLabel(end)} (${entityKindText(end)})`;
  const value = end.namespace ? `${end.namespace}/${end.name}` : end.name;
  return end.kind === 'workload'
    ? { label: '', text, filter: { key: 'workload', side, value: end.name } }
    : { label: value, text };
}

function podField(end: Endpoint | undefined, side: Side): Field | null {
  if (!end?.pod) return null;
  const value = end.namespace ? `${end.namespace}/${end.pod}` : `/${end.pod}`;
  return { label: '', text: visible(end.pod), filter: { key: 'pod', side, value } };
}

/** A port of 0 is one that the sender did not give. */
function addressField(ip: Ip | undefined, end: 'source' | 'destination', port: number): Field | null {
  const address = ip?.[end];
  if (!address) return port > 0 ? { label: '', text: `port ${port}` } : null;
  const host = address.includes(':') && port > 0 ? `[${address}]` : address;
  const side = end === 'source' ? 'from' : 'to';
  return { label: '', text: visible(port > 0 ? `${host}:${port}` : host), filter: { key: 'ip', side, value: address } };
}

/** Labels without those of the namespace, which are most of them; `folded` counts what was left out. */
export function labelsOf(end: Endpoint | undefined): {
  readonly own: readonly string[];
  readonly folded: readonly string[];
} {
  const labels = (end?.labels ?? []).map(visible);
  return { own: labels.filter(isOwnLabel), folded: labels.filter((label) => !isOwnLabel(label)) };
}
