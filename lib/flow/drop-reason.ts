// The one record of Hubble's drop reasons: number, name, label and class. What they mean: drop-reason-advice.ts.
// Numbers and names: flow.DropReason of Cilium 1.19. Names are frozen there while some meanings moved on.

import { visible } from './visible';

/**
 * - `policy`   a policy decided so · `service` the service side has nothing to answer with
 * - `routing`  no way to where it should go · `mtu` too large, or a fragment
 * - `packet`   malformed, or of a kind that is not carried · `tracking` connections and translated addresses
 * - `agent`    something the agent loads or learns was not there · `limit` too much at a time
 * - `noise`    expected on healthy nodes · `internal` a hand-over that is no failure
 * - `unknown`  a code or a text that this version does not know
 */
export const dropReasonClasses = [
  'policy',
  'service',
  'routing',
  'mtu',
  'packet',
  'tracking',
  'agent',
  'limit',
  'noise',
  'internal',
  'unknown',
] as const;
export type DropReasonClass = (typeof dropReasonClasses)[number];

export interface DropReason {
  readonly code: number;
  /** Hubble's enum name, or what stood in the flow when it is none. */
  readonly name: string;
  /** Two or three words for a table cell. */
  readonly label: string;
  readonly class: DropReasonClass;
}

type Line = readonly [code: number, name: string, label: string, kind: DropReasonClass];

const lines: readonly Line[] = [
  [130, 'INVALID_SOURCE_MAC', 'Invalid source MAC', 'packet'],
  [131, 'INVALID_DESTINATION_MAC', 'Invalid destination MAC', 'packet'],
  [132, 'INVALID_SOURCE_IP', 'Invalid source IP', 'packet'],
  [133, 'POLICY_DENIED', 'Policy denied', 'policy'],
  [134, 'INVALID_PACKET_DROPPED', 'Invalid packet', 'packet'],
  [135, 'CT_TRUNCATED_OR_INVALID_HEADER', 'Truncated header', 'packet'],
  [136, 'CT_MISSING_TCP_ACK_FLAG', 'Fragmentation needed', 'mtu'],
  [137, 'CT_UNKNOWN_L4_PROTOCOL', 'Unknown L4 protocol', 'packet'],
  [138, 'CT_CANNOT_CREATE_ENTRY_FROM_PACKET', 'No conntrack entry', 'tracking'],
  [139, 'UNSUPPORTED_L3_PROTOCOL', 'Unsupported L3 protocol', 'noise'],
  [140, 'MISSED_TAIL_CALL', 'Missed tail call', 'agent'],
  [141, 'ERROR_WRITING_TO_PACKET', 'Error writing to packet', 'packet'],
  [142, 'UNKNOWN_L4_PROTOCOL', 'Unknown L4 protocol', 'packet'],
  [143, 'UNKNOWN_ICMPV4_CODE', 'Unknown ICMPv4 code', 'packet'],
  [144, 'UNKNOWN_ICMPV4_TYPE', 'Unknown ICMPv4 type', 'packet'],
  [145, 'UNKNOWN_ICMPV6_CODE', 'Unknown ICMPv6 code', 'packet'],
  [146, 'UNKNOWN_ICMPV6_TYPE', 'Unknown ICMPv6 type', 'packet'],
  [147, 'ERROR_RETRIEVING_TUNNEL_KEY', 'No tunnel key', 'routing'],
  [148, 'ERROR_RETRIEVING_TUNNEL_OPTIONS', 'No tunnel options', 'routing'],
  [149, 'INVALID_GENEVE_OPTION', 'Invalid Geneve option', 'routing'],
  [150, 'UNKNOWN_L3_TARGET_ADDRESS', 'Unknown L3 target', 'routing'],
  [151, 'STALE_OR_UNROUTABLE_IP', 'Stale or unroutable IP', 'routing'],
  [152, 'NO_MATCHING_LOCAL_CONTAINER_FOUND', 'No local container', 'routing'],
  [153, 'ERROR_WHILE_CORRECTING_L3_CHECKSUM', 'L3 checksum error', 'packet'],
  [154, 'ERROR_WHILE_CORRECTING_L4_CHECKSUM', 'L4 checksum error', 'packet'],
  [155, 'CT_MAP_INSERTION_FAILED', 'Conntrack table full', 'tracking'],
  [156, 'INVALID_IPV6_EXTENSION_HEADER', 'Invalid IPv6 extension', 'packet'],
  [157, 'IP_FRAGMENTATION_NOT_SUPPORTED', 'Fragments not supported', 'mtu'],
  [158, 'SERVICE_BACKEND_NOT_FOUND', 'No service backend', 'service'],
  [160, 'NO_TUNNEL_OR_ENCAPSULATION_ENDPOINT', 'No tunnel endpoint', 'routing'],
  [161, 'FAILED_TO_INSERT_INTO_PROXYMAP', 'NAT46/64 not enabled', 'tracking'],
  [162, 'REACHED_EDT_RATE_LIMITING_DROP_HORIZON', 'Rate limited', 'limit'],
  [163, 'UNKNOWN_CONNECTION_TRACKING_STATE', 'Unknown conntrack state', 'tracking'],
  [164, 'LOCAL_HOST_IS_UNREACHABLE', 'Local host unreachable', 'routing'],
  [165, 'NO_CONFIGURATION_AVAILABLE_TO_PERFORM_POLICY_DECISION', 'No policy map', 'agent'],
  [166, 'UNSUPPORTED_L2_PROTOCOL', 'Unsupported L2 protocol', 'noise'],
  [167, 'NO_MAPPING_FOR_NAT_MASQUERADE', 'No NAT mapping', 'tracking'],
  [168, 'UNSUPPORTED_PROTOCOL_FOR_NAT_MASQUERADE', 'Protocol without NAT', 'tracking'],
  [169, 'FIB_LOOKUP_FAILED', 'Route lookup failed', 'routing'],
  [170, 'ENCAPSULATION_TRAFFIC_IS_PROHIBITED', 'Encapsulation prohibited', 'routing'],
  [171, 'INVALID_IDENTITY', 'Invalid identity', 'agent'],
  [172, 'UNKNOWN_SENDER', 'Unknown sender', 'agent'],
  [173, 'NAT_NOT_NEEDED', 'NAT not needed', 'internal'],
  [174, 'IS_A_CLUSTERIP', 'Is a ClusterIP', 'routing'],
  [175, 'FIRST_LOGICAL_DATAGRAM_FRAGMENT_NOT_FOUND', 'First fragment missing', 'mtu'],
  [176, 'FORBIDDEN_ICMPV6_MESSAGE', 'Forbidden ICMPv6', 'packet'],
  [177, 'DENIED_BY_LB_SRC_RANGE_CHECK', 'Outside source ranges', 'policy'],
  [178, 'SOCKET_LOOKUP_FAILED', 'Proxy socket not found', 'agent'],
  [179, 'SOCKET_ASSIGN_FAILED', 'Proxy socket not assigned', 'agent'],
  [180, 'PROXY_REDIRECTION_NOT_SUPPORTED_FOR_PROTOCOL', 'No proxy for protocol', 'policy'],
  [181, 'POLICY_DENY', 'Deny rule', 'policy'],
  [182, 'VLAN_FILTERED', 'VLAN filtered', 'noise'],
  [183, 'INVALID_VNI', 'Invalid VNI', 'routing'],
  [184, 'INVALID_TC_BUFFER', 'Invalid buffer', 'packet'],
  [185, 'NO_SID', 'No SRv6 segment', 'routing'],
  [186, 'MISSING_SRV6_STATE', 'No SRv6 state', 'routing'],
  [187, 'NAT46', 'NAT46 failed', 'tracking'],
  [188, 'NAT64', 'NAT64 failed', 'tracking'],
  [189, 'AUTH_REQUIRED', 'Auth required', 'policy'],
  [190, 'CT_NO_MAP_FOUND', 'No conntrack map', 'tracking'],
  [191, 'SNAT_NO_MAP_FOUND', 'No NAT map', 'tracking'],
  [192, 'INVALID_CLUSTER_ID', 'Invalid cluster id', 'routing'],
  [193, 'UNSUPPORTED_PROTOCOL_FOR_DSR_ENCAP', 'No DSR for protocol', 'routing'],
  [194, 'NO_EGRESS_GATEWAY', 'No egress gateway', 'routing'],
  [195, 'UNENCRYPTED_TRAFFIC', 'Unencrypted traffic', 'policy'],
  [196, 'TTL_EXCEEDED', 'TTL exceeded', 'routing'],
  [197, 'NO_NODE_ID', 'No node id', 'agent'],
  [198, 'DROP_RATE_LIMITED', 'Rate limited', 'limit'],
  [199, 'IGMP_HANDLED', 'IGMP handled', 'internal'],
  [200, 'IGMP_SUBSCRIBED', 'IGMP subscribed', 'internal'],
  [201, 'MULTICAST_HANDLED', 'Multicast handled', 'internal'],
  [202, 'DROP_HOST_NOT_READY', 'Host not ready', 'agent'],
  [203, 'DROP_EP_NOT_READY', 'Endpoint not ready', 'agent'],
  [204, 'DROP_NO_EGRESS_IP', 'No egress IP', 'routing'],
  [205, 'DROP_PUNT_PROXY', 'Handed to a proxy', 'internal'],
];

/** Refused by the L7 proxy: Hubble gives such a drop no reason of its own. */
export const refusedByProxy = 'L7';

/** What kind of rule the proxy refused by. */
const refusedRules: Readonly<Record<string, string>> = {
  http: 'HTTP rule denied',
  dns: 'DNS rule denied',
  kafka: 'Kafka rule denied',
};

/** A reason in two or three words; `l7` is the protocol of the refused requests where it is known. */
export function reasonLabel(reason: string, l7: string): string {
  const { name, label } = dropReason(reason);
  return (name === refusedByProxy && refusedRules[l7]) || label;
}

const l7Denied: DropReason = {
  code: 0,
  name: refusedByProxy,
  label: 'L7 rule denied',
  class: 'policy',
};

/** Every known reason, by number. */
export const dropReasons: readonly DropReason[] = lines.map(([code, name, label, kind]) => ({
  code,
  name,
  label,
  class: kind,
}));

export const dropReasonNames: readonly string[] = dropReasons.map((reason) => reason.name);

const byName = new Map(dropReasons.map((reason) => [reason.name, reason]));
const nameByCode = new Map(dropReasons.map((reason) => [reason.code, reason.name]));
const nameByText = new Map(dropReasons.map((reason) => [reason.label.toLowerCase(), reason.name]));
// What the hubble command prints where it differs from the label above.
nameByText.set('policy denied by denylist', 'POLICY_DENY');
nameByText.set('authentication required', 'AUTH_REQUIRED');
nameByText.set('service backend not found', 'SERVICE_BACKEND_NOT_FOUND');

/** Numbers by enum name; 0 is DROP_REASON_UNKNOWN, which is no reason. */
export const dropReasonNumbers: ReadonlyMap<string, number> = new Map(
  dropReasons.map(({ name, code }) => [name, code]),
);

/**
 * One spelling for a reason given as enum name, number or printed text; '' for none.
 * What is not known stays as it came: `230`, or free text of a foreign exporter.
 */
export function normalDropReason(reason: string | undefined): string {
  if (!reason || reason === '0' || reason === 'DROP_REASON_UNKNOWN') return '';
  if (byName.has(reason)) return reason;
  return nameByCode.get(Number(reason)) ?? nameByText.get(reason.toLowerCase()) ?? reason;
}

/** What is known about a reason; an unknown number reads "drop code 230", unknown text reads as it is. */
export function dropReason(reason: string): DropReason {
  const name = normalDropReason(reason);
  if (name === refusedByProxy) return l7Denied;
  return byName.get(name) ?? unknownReason(name);
}

function unknownReason(name: string): DropReason {
  const isCode = /^\d+$/.test(name);
  const label = isCode ? `drop code ${name}` : visible(name) || 'no reason given';
  return {
    code: isCode ? Number(name) : 0,
    name,
    label,
    class: 'unknown',
  };
}
