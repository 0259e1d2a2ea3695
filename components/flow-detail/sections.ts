// Every field of a flow as text, in sections: one record that the panel is drawn from. What its ends are: ends-rows.ts.
import { fieldFilters } from '@/components/value-actions/field-filters';
import { valueFilter } from '@/components/value-actions/value-filter';
import { dropReason, reasonLabel } from '@/lib/flow/drop-reason';
import type { Flow, Policy } from '@/lib/flow/flow';
import { dropReasonOf, eventKind, l7Of, policyName, protocolOf } from '@/lib/flow/questions';
import { typeText } from '@/lib/flow/text';
import { fieldsOf, type Line, type Section } from './fields';
import { type Beside, l7Section } from './l7-section';

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
      ['Verdict', flow.verdict, fieldFilters.verdict(flow)],
      ['Drop reason', reason && `${reasonLabel(reason, l7Of(flow).l7)} (${reason})`, fieldFilters.reason(flow)],
      ['Type', typeText(flow), fieldFilters.type(flow)],
      [
        'Event',
        eventType && `${eventType.type} / ${eventType.subType}`,
        eventType && valueFilter(flow, 'type', `${eventType.type}:${eventType.subType}`),
      ],
      ['Direction', flow.direction, fieldFilters.direction(flow)],
      ['Reply', flow.isReply === undefined ? 'unknown' : flow.isReply ? 'yes' : 'no', fieldFilters.reply(flow)],
      ['Trace reason', flow.traceReason],
      ['Layer', flow.type],
      ['Time', flow.time ?? 'none; time of arrival is shown'],
      ['Node', flow.node, fieldFilters.node(flow)],
      ['Node labels', flow.nodeLabels.join(', ')],
      ['UUID', flow.uuid, fieldFilters.uuid(flow)],
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
      ['Protocol', protocolOf(flow), fieldFilters.protocol(flow)],
      ['TCP flags', l4?.protocol === 'TCP' ? l4.flags.join(', ') : undefined, fieldFilters.tcpFlags(flow)],
      ['ICMP type and code', l4 && 'code' in l4 ? `${l4.type} / ${l4.code}` : undefined],
      ['IGMP group', l4?.protocol === 'IGMP' ? `${l4.groupAddress}, type ${l4.type}` : undefined],
      ['VRRP', l4?.protocol === 'VRRP' ? `VRID ${l4.vrid}, priority ${l4.priority}, type ${l4.type}` : undefined],
      ['IP version', ip?.version, fieldFilters.ipVersion(flow)],
      [
        'Encrypted',
        ip?.encrypted === undefined ? undefined : ip.encrypted ? 'yes' : 'not marked',
        fieldFilters.encrypted(flow),
      ],
      ['Source after SNAT', ip?.sourceTranslated, fieldFilters.snat(flow)],
      ['Observation point', flow.observationPoint],
      ['Interface', device && `${device.name || 'unnamed'}, index ${device.index}`, fieldFilters.interface(flow)],
      ['Proxy port', flow.proxyPort],
      ['Tunnel', tunnel && tunnelText(tunnel)],
      [
        'IP trace ID',
        ipTraceId && `${ipTraceId.traceId}, option ${ipTraceId.ipOptionType}`,
        fieldFilters.ipTrace(flow),
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
