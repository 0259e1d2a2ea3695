// Every field of a flow as text, in sections: one record that the panel is drawn from.
import type { ValueFilter } from '@/components/value-actions/value-actions';
import type { Side } from '@/lib/filter/filter';
import { dropReason } from '@/lib/flow/drop-reason';
import { destinationEntity, destinationPort, sourceEntity, sourcePort } from '@/lib/flow/ends';
import { entityKindText, entityLabel } from '@/lib/flow/entity-text';
import type { Endpoint, Flow, Ip, Policy } from '@/lib/flow/flow';
import { isOwnLabel } from '@/lib/flow/labels';
import { policyName, protocolOf } from '@/lib/flow/questions';
import { latencyText, rcodeText, serviceText, ttlText, typeText } from '@/lib/flow/text';
import { visible } from '@/lib/flow/visible';

export interface Field {
  readonly label: string;
  readonly text: string;
  /** What a filter on this value says, where the grammar has a key for it. */
  readonly filter?: ValueFilter;
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

/** Sections of what the flow holds; what it does not hold is left out. */
export function sections(flow: Flow): readonly Section[] {
  const all = [l7Section(flow), policySection(flow), flowSection(flow), pathSection(flow), unknownSection(flow)];
  return all.filter(({ fields }) => fields.length > 0);
}

type Line = readonly [label: string, value: string | number | boolean | undefined, filter?: ValueFilter];

/** Fields whose value is there; zero counts as there. */
function fieldsOf(lines: readonly Line[]): Field[] {
  return lines.flatMap(([label, value, filter]) =>
    value === undefined || value === '' ? [] : [{ label, text: visible(String(value)), ...(filter && { filter }) }],
  );
}

function l7Section({ l7, traceId }: Flow): Section {
  if (!l7) return { title: 'L7', fields: fieldsOf([['Trace ID', traceId]]) };
  const { http, dns, kafka } = l7;
  const title = http ? 'HTTP' : dns ? 'DNS' : kafka ? 'Kafka' : 'L7';
  return {
    title,
    fields: fieldsOf([
      ['Kind', l7.type.toLowerCase()],
      ['Request', http && `${http.method} ${http.url}`],
      ['Status', http?.code || undefined],
      ['Protocol', http?.protocol],
      ...(http?.headers ?? []).map(({ key, value }): Line => [`Header ${key}`, value]),
      ['Query', dns && `${dns.qtypes.join(',')} ${dns.query}`.trim()],
      ['Answer', dns && l7.type === 'RESPONSE' ? [...dns.cnames, ...dns.ips].join(', ') || 'no records' : undefined],
      ['Response code', dns && l7.type === 'RESPONSE' ? codeText(dns.rcode) : undefined],
      ['Time to live', dns && l7.type === 'RESPONSE' ? ttlText(dns.ttl) : undefined],
      ['Record types', dns?.rrtypes.join(', ')],
      ['Seen by', dns?.observationSource],
      ['API', kafka && `${kafka.apiKey} version ${kafka.apiVersion}`],
      ['Topic', kafka?.topic],
      ['Correlation', kafka?.correlationId],
      ['Error code', kafka?.errorCode],
      ['Latency', latencyText(l7)],
      ['Trace ID', traceId],
    ]),
  };
}

const codeText = (rcode: number) =>
  rcodeText(rcode).startsWith('rcode') ? String(rcode) : `${rcodeText(rcode)} (${rcode})`;

function policySection(flow: Flow): Section {
  const { policyMatchType: match, policyLog } = flow;
  return {
    title: 'Policy',
    fields: fieldsOf([
      ...policyLines('Denied on egress by', flow.egressDeniedBy),
      ...policyLines('Denied on ingress by', flow.ingressDeniedBy),
      ...policyLines('Allowed on egress by', flow.egressAllowedBy),
      ...policyLines('Allowed on ingress by', flow.ingressAllowedBy),
      ['Match', match === undefined ? undefined : typeof match === 'number' ? `${match}` : match],
      ['Log', policyLog.filter(Boolean).join(', ')],
      ['Authentication', flow.authType],
    ]),
  };
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
  return {
    title: 'Flow',
    fields: fieldsOf([
      ['Verdict', flow.verdict, { key: 'verdict', side: 'either', value: flow.verdict }],
      [
        'Drop reason',
        flow.dropReason && `${dropReason(flow.dropReason).label} (${flow.dropReason})`,
        reasonFilter(flow),
      ],
      ['Type', typeText(flow)],
      ['Event', eventType && `${eventType.type} / ${eventType.subType}`],
      ['Direction', flow.direction, { key: 'direction', side: 'either', value: flow.direction }],
      ['Reply', flow.isReply === undefined ? 'unknown' : flow.isReply ? 'yes' : 'no'],
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

function reasonFilter({ dropReason }: Flow): ValueFilter | undefined {
  return dropReason ? { key: 'reason', side: 'either', value: dropReason } : undefined;
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
      ['IP version', ip?.version],
      ['Encrypted', ip?.encrypted === undefined ? undefined : ip.encrypted ? 'yes' : 'not marked'],
      ['Source after SNAT', ip?.sourceTranslated],
      ['Observation point', flow.observationPoint],
      ['Interface', device && `${device.name || 'unnamed'}, index ${device.index}`],
      ['Proxy port', flow.proxyPort],
      ['Tunnel', tunnel && tunnelText(tunnel)],
      ['IP trace ID', ipTraceId && `${ipTraceId.traceId}, option ${ipTraceId.ipOptionType}`],
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
    pair('Namespace', nameField('ns', 'from', source?.namespace), nameField('ns', 'to', destination?.namespace)),
    pair('Pod', podField(source, 'from'), podField(destination, 'to')),
    pair(
      'Address',
      addressField(ip, 'source', sourcePort(flow)),
      addressField(ip, 'destination', destinationPort(flow)),
    ),
    pair('MAC', plain(ethernet?.source), plain(ethernet?.destination)),
    pair('Identity', plain(source?.identity), plain(destination?.identity)),
    pair('Endpoint ID', plain(source?.id), plain(destination?.id)),
    pair('Service', plain(serviceText(flow.sourceService)), plain(serviceText(flow.destinationService))),
    pair('DNS names', plain(flow.sourceNames.join(', ')), plain(flow.destinationNames.join(', '))),
    pair('Cluster', nameField('cluster', 'from', source?.cluster), nameField('cluster', 'to', destination?.cluster)),
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

function nameField(key: 'ns' | 'cluster', side: Side, value: string | undefined): Field | null {
  return value ? { label: '', text: visible(value), filter: { key, side, value } } : null;
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
  return { label: '', text: visible(port > 0 ? `${host}:${port}` : host) };
}

/** Labels without those of the namespace, which are most of them; `folded` counts what was left out. */
export function labelsOf(end: Endpoint | undefined): {
  readonly own: readonly string[];
  readonly folded: readonly string[];
} {
  const labels = (end?.labels ?? []).map(visible);
  return { own: labels.filter(isOwnLabel), folded: labels.filter((label) => !isOwnLabel(label)) };
}
