// A flow turned back into Hubble's message as JSON. Defaults stay undefined, as protobuf leaves them out.

import { veiledLabels } from '@/lib/capture/veiled-label';
import type { WireFlow } from '@/lib/capture/wire-schema';
import { dropReasonNumbers, normalDropReason } from '@/lib/flow/drop-reason';
import type { Endpoint, Flow, Ip, Layer4, Layer7, Policy } from '@/lib/flow/flow';

type WireEndpoint = NonNullable<WireFlow['source']>;
type WireIp = NonNullable<WireFlow['IP']>;
type WireLayer4 = NonNullable<WireFlow['l4']>;
type WireLayer7 = NonNullable<WireFlow['l7']>;

/** The deprecated `reply` and `drop_reason` are derived, as agents still send them beside the newer fields. */
export function fromFlow(flow: Flow): WireFlow {
  const reason = normalDropReason(flow.dropReason);
  return {
    time: flow.time,
    uuid: flow.uuid,
    emitter: flow.emitter,
    verdict: flow.verdict,
    drop_reason: codeOf(reason),
    auth_type: flow.authType,
    ethernet: flow.ethernet,
    IP: flow.ip && fromIp(flow.ip),
    l4: flow.l4 && fromLayer4(flow.l4),
    tunnel: flow.tunnel && fromTunnel(flow.tunnel),
    source: flow.source && fromEndpoint(flow.source),
    destination: flow.destination && fromEndpoint(flow.destination),
    Type: flow.type,
    node_name: flow.node,
    node_labels: flow.nodeLabels,
    source_names: flow.sourceNames,
    destination_names: flow.destinationNames,
    l7: flow.l7 && fromLayer7(flow.l7),
    reply: flow.isReply,
    event_type: flow.eventType && { type: flow.eventType.type, sub_type: flow.eventType.subType },
    source_service: flow.sourceService,
    destination_service: flow.destinationService,
    traffic_direction: flow.direction,
    policy_match_type: flow.policyMatchType,
    trace_observation_point: flow.observationPoint,
    trace_reason: flow.traceReason,
    file: flow.file,
    ip_trace_id: flow.ipTraceId && { trace_id: flow.ipTraceId.traceId, ip_option_type: flow.ipTraceId.ipOptionType },
    drop_reason_desc: reason,
    is_reply: flow.isReply,
    debug_capture_point: flow.debugCapturePoint,
    interface: flow.interface,
    proxy_port: flow.proxyPort,
    trace_context: flow.traceId === undefined ? undefined : { parent: { trace_id: flow.traceId } },
    sock_xlate_point: flow.sockXlatePoint,
    socket_cookie: flow.socketCookie,
    cgroup_id: flow.cgroupId,
    Summary: flow.summary,
    extensions: flow.extensions,
    egress_allowed_by: flow.egressAllowedBy.map(fromPolicy),
    ingress_allowed_by: flow.ingressAllowedBy.map(fromPolicy),
    egress_denied_by: flow.egressDeniedBy.map(fromPolicy),
    ingress_denied_by: flow.ingressDeniedBy.map(fromPolicy),
    policy_log: flow.policyLog,
    aggregate: flow.aggregate && {
      ingress_flow_count: flow.aggregate.ingress,
      egress_flow_count: flow.aggregate.egress,
      unknown_direction_flow_count: flow.aggregate.unknown,
    },
  };
}

function codeOf(reason: string): number | undefined {
  return dropReasonNumbers.get(reason) ?? (/^\d{1,9}$/.test(reason) ? Number(reason) : undefined);
}

function fromIp({ source, destination, sourceTranslated, version, encrypted }: Ip): WireIp {
  return { source, source_xlated: sourceTranslated, destination, ipVersion: version, encrypted };
}

/** A protocol new to us is all in the unknown fields, which are put back afterwards. */
function fromLayer4(l4: Layer4): WireLayer4 | undefined {
  switch (l4.protocol) {
    case 'TCP': {
      const flags = l4.flags.length === 0 ? undefined : Object.fromEntries(l4.flags.map((flag) => [flag, true]));
      return { TCP: { source_port: l4.sourcePort, destination_port: l4.destinationPort, flags } };
    }
    case 'UDP':
    case 'SCTP':
      return { [l4.protocol]: { source_port: l4.sourcePort, destination_port: l4.destinationPort } };
    case 'ICMPv4':
    case 'ICMPv6':
      return { [l4.protocol]: { type: l4.type, code: l4.code } };
    case 'VRRP':
      return { VRRP: { type: l4.type, vrid: l4.vrid, priority: l4.priority } };
    case 'IGMP':
      return { IGMP: { type: l4.type, group_address: l4.groupAddress } };
    case 'UNKNOWN':
      return undefined;
  }
}

function fromLayer7({ type, latencyNs, http, dns, kafka }: Layer7): WireLayer7 {
  return {
    type,
    latency_ns: latencyNs,
    dns: dns && { ...dns, observation_source: dns.observationSource },
    http,
    kafka: kafka && {
      error_code: kafka.errorCode,
      api_version: kafka.apiVersion,
      api_key: kafka.apiKey,
      correlation_id: kafka.correlationId,
      topic: kafka.topic,
    },
  };
}

function fromTunnel({ protocol, ip, l4, vni }: NonNullable<Flow['tunnel']>): WireFlow['tunnel'] {
  return { protocol, IP: ip && fromIp(ip), l4: l4 && fromLayer4(l4), vni };
}

function fromEndpoint(endpoint: Endpoint): WireEndpoint {
  return {
    ID: endpoint.id,
    identity: endpoint.identity,
    cluster_name: endpoint.cluster,
    namespace: endpoint.namespace,
    labels: endpoint.veiled ? [veiledLabels[endpoint.veiled]] : endpoint.labels,
    pod_name: endpoint.pod,
    workloads: endpoint.workloads,
  };
}

function fromPolicy({ name, namespace, labels, revision, kind }: Policy) {
  return { name, namespace, labels, revision, kind };
}
