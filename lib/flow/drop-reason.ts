// The one record of Hubble's drop reasons: number, name, plain words and what to do.
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
  /** What happened, one clause. */
  readonly meaning: string;
  /** What an operator looks at. */
  readonly advice: string;
  readonly class: DropReasonClass;
}

type Line = readonly [
  code: number,
  name: string,
  label: string,
  kind: DropReasonClass,
  meaning: string,
  advice: string,
];

const lines: readonly Line[] = [
  [
    130,
    'INVALID_SOURCE_MAC',
    'Invalid source MAC',
    'packet',
    'the sender used a MAC address that is not its own',
    'Check the virtual interface and any bridge in front of it. Only old agents report this.',
  ],
  [
    131,
    'INVALID_DESTINATION_MAC',
    'Invalid destination MAC',
    'packet',
    'the frame was not meant for this device',
    'Check the layer 2 configuration. Only old agents report this.',
  ],
  [
    132,
    'INVALID_SOURCE_IP',
    'Invalid source IP',
    'packet',
    'the pod sent from an address it does not own',
    'From fe80:: to ff02:: this is harmless IPv6 noise. Else look for spoofing, a second interface, IPVS or a stale pod address.',
  ],
  [
    133,
    'POLICY_DENIED',
    'Policy denied',
    'policy',
    'no rule of the policies that select the endpoint allows it',
    'Find the policies that select either end and add the missing allow rule, unless the packet is a late reply.',
  ],
  [
    134,
    'INVALID_PACKET_DROPPED',
    'Invalid packet',
    'packet',
    'the packet is too short or malformed',
    'Check offloads of the network card, MTU and tunnels.',
  ],
  [
    135,
    'CT_TRUNCATED_OR_INVALID_HEADER',
    'Truncated header',
    'packet',
    'the transport header is cut off',
    'Look for fragments and for unusual protocols.',
  ],
  [
    136,
    'CT_MISSING_TCP_ACK_FLAG',
    'Fragmentation needed',
    'mtu',
    'the packet is larger than the MTU (old agents: an ACK was expected)',
    'Check the path MTU, the overhead of the tunnel and MSS clamping.',
  ],
  [
    137,
    'CT_UNKNOWN_L4_PROTOCOL',
    'Unknown L4 protocol',
    'packet',
    'connection tracking does not know the protocol, such as IGMP, GRE, ESP or VRRP',
    'Expected for such protocols: use hostNetwork, or enable the feature that handles them.',
  ],
  [
    138,
    'CT_CANNOT_CREATE_ENTRY_FROM_PACKET',
    'No conntrack entry',
    'tracking',
    'connection tracking could not be started from this packet',
    'Upgrade the agent: current versions do not report this.',
  ],
  [
    139,
    'UNSUPPORTED_L3_PROTOCOL',
    'Unsupported L3 protocol',
    'noise',
    'the frame is neither IPv4, IPv6 nor ARP (LLDP, PAUSE), or IPv6 is off',
    'Usually harmless. If it is IPv6, check whether dual stack should be on.',
  ],
  [
    140,
    'MISSED_TAIL_CALL',
    'Missed tail call',
    'agent',
    'a BPF program was missing while it was being replaced',
    'Brief at an upgrade. If it lasts, restart the agent and check the kernel.',
  ],
  [
    141,
    'ERROR_WRITING_TO_PACKET',
    'Error writing to packet',
    'packet',
    'a kernel helper failed to change the packet',
    'Check kernel, driver and headroom.',
  ],
  [
    142,
    'UNKNOWN_L4_PROTOCOL',
    'Unknown L4 protocol',
    'packet',
    'this hook does not handle the transport protocol',
    'Expected for such protocols: use hostNetwork, or enable the feature that handles them.',
  ],
  [
    143,
    'UNKNOWN_ICMPV4_CODE',
    'Unknown ICMPv4 code',
    'packet',
    'an ICMP message has an unknown code',
    'Check the sender.',
  ],
  [
    144,
    'UNKNOWN_ICMPV4_TYPE',
    'Unknown ICMPv4 type',
    'packet',
    'an ICMP message has an unknown type',
    'Check the sender.',
  ],
  [
    145,
    'UNKNOWN_ICMPV6_CODE',
    'Unknown ICMPv6 code',
    'packet',
    'an ICMPv6 message has an unknown code',
    'Check the sender.',
  ],
  [
    146,
    'UNKNOWN_ICMPV6_TYPE',
    'Unknown ICMPv6 type',
    'packet',
    'an ICMPv6 message has an unknown type',
    'Check the sender.',
  ],
  [
    147,
    'ERROR_RETRIEVING_TUNNEL_KEY',
    'No tunnel key',
    'routing',
    'the tunnel header could not be read',
    'Compare tunnel protocol and port between the nodes.',
  ],
  [
    148,
    'ERROR_RETRIEVING_TUNNEL_OPTIONS',
    'No tunnel options',
    'routing',
    'the tunnel options could not be read',
    'Upgrade the agent: current versions do not report this.',
  ],
  [
    149,
    'INVALID_GENEVE_OPTION',
    'Invalid Geneve option',
    'routing',
    'a Geneve option was not understood',
    'Upgrade the agent: current versions do not report this.',
  ],
  [
    150,
    'UNKNOWN_L3_TARGET_ADDRESS',
    'Unknown L3 target',
    'routing',
    'the address asked for is not ours, or there is no route to it',
    'Look for stale neighbour entries and for a pod that is just gone.',
  ],
  [
    151,
    'STALE_OR_UNROUTABLE_IP',
    'Stale or unroutable IP',
    'routing',
    'no endpoint has this address of the pod range',
    'The client keeps an old pod address: check EndpointSlices, DNS caches and long-lived connections.',
  ],
  [
    152,
    'NO_MATCHING_LOCAL_CONTAINER_FOUND',
    'No local container',
    'routing',
    'no container on this node has the address',
    'Upgrade the agent: current versions do not report this.',
  ],
  [
    153,
    'ERROR_WHILE_CORRECTING_L3_CHECKSUM',
    'L3 checksum error',
    'packet',
    'the IP checksum could not be rewritten',
    'Check offloads and kernel.',
  ],
  [
    154,
    'ERROR_WHILE_CORRECTING_L4_CHECKSUM',
    'L4 checksum error',
    'packet',
    'the transport checksum could not be rewritten',
    'Check offloads and kernel.',
  ],
  [
    155,
    'CT_MAP_INSERTION_FAILED',
    'Conntrack table full',
    'tracking',
    'the connection tracking table has no room',
    'Raise bpf.ctTcpMax and bpf.ctAnyMax, and find who opens so many connections.',
  ],
  [
    156,
    'INVALID_IPV6_EXTENSION_HEADER',
    'Invalid IPv6 extension',
    'packet',
    'the chain of IPv6 extension headers is not supported',
    'Check the sender.',
  ],
  [
    157,
    'IP_FRAGMENTATION_NOT_SUPPORTED',
    'Fragments not supported',
    'mtu',
    'the packet is a fragment and tracking of fragments is off',
    'Enable fragment tracking or send smaller datagrams.',
  ],
  [
    158,
    'SERVICE_BACKEND_NOT_FOUND',
    'No service backend',
    'service',
    'the service has no ready backend',
    'Check that pods are ready, that the selector fits, and externalTrafficPolicy Local. A policy would not help.',
  ],
  [
    160,
    'NO_TUNNEL_OR_ENCAPSULATION_ENDPOINT',
    'No tunnel endpoint',
    'routing',
    'no tunnel leads to the node of the remote pod',
    'Check the CiliumNode and CiliumEndpoint objects; a new node may still be joining.',
  ],
  [
    161,
    'FAILED_TO_INSERT_INTO_PROXYMAP',
    'NAT46/64 not enabled',
    'tracking',
    'the packet needs NAT46/64, which is off (old agents: the proxy map was full)',
    'Enable the gateway, or stop the traffic that mixes address families.',
  ],
  [
    162,
    'REACHED_EDT_RATE_LIMITING_DROP_HORIZON',
    'Rate limited',
    'limit',
    'the queue of the bandwidth manager is too long',
    'The pod exceeds its egress bandwidth annotation.',
  ],
  [
    163,
    'UNKNOWN_CONNECTION_TRACKING_STATE',
    'Unknown conntrack state',
    'tracking',
    'connection tracking gave an unexpected answer',
    'Restart the agent; report it if it stays.',
  ],
  [
    164,
    'LOCAL_HOST_IS_UNREACHABLE',
    'Local host unreachable',
    'routing',
    'the host itself could not be reached',
    'Check host routes and the host firewall.',
  ],
  [
    165,
    'NO_CONFIGURATION_AVAILABLE_TO_PERFORM_POLICY_DECISION',
    'No policy map',
    'agent',
    'the policy of the endpoint was not loaded',
    'The endpoint is being regenerated; restart the pod if it stays.',
  ],
  [
    166,
    'UNSUPPORTED_L2_PROTOCOL',
    'Unsupported L2 protocol',
    'noise',
    'the frame is not Ethernet II, such as spanning tree',
    'Harmless on physical interfaces.',
  ],
  [
    167,
    'NO_MAPPING_FOR_NAT_MASQUERADE',
    'No NAT mapping',
    'tracking',
    'a reply found no SNAT entry, because it expired or ports ran out',
    'Look at SNAT port pressure, long idle connections and the NodePort range.',
  ],
  [
    168,
    'UNSUPPORTED_PROTOCOL_FOR_NAT_MASQUERADE',
    'Protocol without NAT',
    'tracking',
    'the protocol cannot be masqueraded',
    'Exclude its range from masquerading.',
  ],
  [
    169,
    'FIB_LOOKUP_FAILED',
    'Route lookup failed',
    'routing',
    'the kernel found no way to send the packet',
    'Check routes, ARP, rp_filter and multi-homing of the node.',
  ],
  [
    170,
    'ENCAPSULATION_TRAFFIC_IS_PROHIBITED',
    'Encapsulation prohibited',
    'routing',
    'a pod sent VXLAN or Geneve to the tunnel port itself',
    'A nested overlay needs another port.',
  ],
  [
    171,
    'INVALID_IDENTITY',
    'Invalid identity',
    'agent',
    'the security identity of the source is unknown or not allowed here',
    'Look at the spread of identities: ipcache, kvstore, agent restarts.',
  ],
  [
    172,
    'UNKNOWN_SENDER',
    'Unknown sender',
    'agent',
    'an encrypted packet came from an unknown node',
    'Check the node list and the keys.',
  ],
  [
    173,
    'NAT_NOT_NEEDED',
    'NAT not needed',
    'internal',
    'no address translation was required',
    'Nothing: this is not a failure.',
  ],
  [
    174,
    'IS_A_CLUSTERIP',
    'Is a ClusterIP',
    'routing',
    'a packet from outside went to a ClusterIP',
    'Clients outside use a load balancer or NodePort; look for stray routes.',
  ],
  [
    175,
    'FIRST_LOGICAL_DATAGRAM_FRAGMENT_NOT_FOUND',
    'First fragment missing',
    'mtu',
    'a later fragment came before the first one, or its entry expired',
    'Look for reordered fragments and at the size of the fragment map.',
  ],
  [
    176,
    'FORBIDDEN_ICMPV6_MESSAGE',
    'Forbidden ICMPv6',
    'packet',
    'the host firewall blocks this ICMPv6 type',
    'Expected for redirects and the like.',
  ],
  [
    177,
    'DENIED_BY_LB_SRC_RANGE_CHECK',
    'Outside source ranges',
    'policy',
    'the client is not in loadBalancerSourceRanges',
    'Check the list, and whether something in front changes the source address.',
  ],
  [
    178,
    'SOCKET_LOOKUP_FAILED',
    'Proxy socket not found',
    'agent',
    'the socket of the proxy was not found',
    'The proxy is probably restarting.',
  ],
  [
    179,
    'SOCKET_ASSIGN_FAILED',
    'Proxy socket not assigned',
    'agent',
    'the socket of the proxy could not be assigned',
    'Check proxy and kernel.',
  ],
  [
    180,
    'PROXY_REDIRECTION_NOT_SUPPORTED_FOR_PROTOCOL',
    'No proxy for protocol',
    'policy',
    'an L7 rule stands on a port that is neither TCP nor UDP',
    'Mend the rule.',
  ],
  [
    181,
    'POLICY_DENY',
    'Deny rule',
    'policy',
    'a deny rule matched',
    'Is it intended? The flow names the policy where the agent does.',
  ],
  [
    182,
    'VLAN_FILTERED',
    'VLAN filtered',
    'noise',
    'a tagged frame came in on a device that does not allow its VLAN',
    'Set bpf.vlanBypass if the VLAN belongs there; else check the trunk.',
  ],
  [
    183,
    'INVALID_VNI',
    'Invalid VNI',
    'routing',
    'a VTEP packet has a wrong network identifier',
    'Check the VTEP configuration.',
  ],
  [
    184,
    'INVALID_TC_BUFFER',
    'Invalid buffer',
    'packet',
    'an internal buffer was not as expected',
    'Report it to Cilium.',
  ],
  [
    185,
    'NO_SID',
    'No SRv6 segment',
    'routing',
    'the SRv6 segment is missing',
    'Check the configuration of SRv6 and BGP VPNs.',
  ],
  [
    186,
    'MISSING_SRV6_STATE',
    'No SRv6 state',
    'routing',
    'SRv6 state was missing',
    'Upgrade the agent: current versions do not report this.',
  ],
  [187, 'NAT46', 'NAT46 failed', 'tracking', 'translation from IPv4 to IPv6 failed', 'Check the NAT46 gateway.'],
  [188, 'NAT64', 'NAT64 failed', 'tracking', 'translation from IPv6 to IPv4 failed', 'Check the NAT64 gateway.'],
  [
    189,
    'AUTH_REQUIRED',
    'Auth required',
    'policy',
    'mutual authentication is not done yet',
    'Normal for the first packets. If it lasts, check SPIRE and the identities of both ends.',
  ],
  [
    190,
    'CT_NO_MAP_FOUND',
    'No conntrack map',
    'tracking',
    'the connection tracking map of that cluster is missing',
    'Check ClusterMesh with overlapping ranges.',
  ],
  [
    191,
    'SNAT_NO_MAP_FOUND',
    'No NAT map',
    'tracking',
    'the NAT map of that cluster is missing',
    'Check ClusterMesh with overlapping ranges.',
  ],
  [
    192,
    'INVALID_CLUSTER_ID',
    'Invalid cluster id',
    'routing',
    'the cluster id is not known',
    'Check the ids of the mesh.',
  ],
  [
    193,
    'UNSUPPORTED_PROTOCOL_FOR_DSR_ENCAP',
    'No DSR for protocol',
    'routing',
    'direct server return does not carry this protocol',
    'Use SNAT mode.',
  ],
  [
    194,
    'NO_EGRESS_GATEWAY',
    'No egress gateway',
    'routing',
    'an egress gateway policy matched and no gateway node did',
    'Check the gateway selector and whether its node is down.',
  ],
  [
    195,
    'UNENCRYPTED_TRAFFIC',
    'Unencrypted traffic',
    'policy',
    'strict encryption refused a plain packet',
    'The peer node has no key yet; check WireGuard or IPsec there.',
  ],
  [196, 'TTL_EXCEEDED', 'TTL exceeded', 'routing', 'the hop limit was reached', 'A routing loop, or a traceroute.'],
  [
    197,
    'NO_NODE_ID',
    'No node id',
    'agent',
    'the node id needed for encryption or authentication is unknown',
    'A node has just joined, or its agent lags.',
  ],
  [
    198,
    'DROP_RATE_LIMITED',
    'Rate limited',
    'limit',
    'an internal limiter cut in',
    'Look for a flood of errors before it.',
  ],
  [
    199,
    'IGMP_HANDLED',
    'IGMP handled',
    'internal',
    'the multicast feature consumed the packet',
    'Nothing: this is not a failure.',
  ],
  [
    200,
    'IGMP_SUBSCRIBED',
    'IGMP subscribed',
    'internal',
    'the multicast feature consumed the packet',
    'Nothing: this is not a failure.',
  ],
  [
    201,
    'MULTICAST_HANDLED',
    'Multicast handled',
    'internal',
    'the multicast feature consumed the packet',
    'Nothing: this is not a failure.',
  ],
  [
    202,
    'DROP_HOST_NOT_READY',
    'Host not ready',
    'agent',
    'the program of the host is not loaded yet',
    'Normal while an agent starts. If it lasts, read the agent log.',
  ],
  [
    203,
    'DROP_EP_NOT_READY',
    'Endpoint not ready',
    'agent',
    'the program of the endpoint is not loaded yet',
    'Normal while a pod starts. If it lasts, look for failed regenerations.',
  ],
  [
    204,
    'DROP_NO_EGRESS_IP',
    'No egress IP',
    'routing',
    'the gateway has no usable egress address',
    'Check interface and address of the gateway.',
  ],
  [
    205,
    'DROP_PUNT_PROXY',
    'Handed to a proxy',
    'internal',
    'the packet was handed to a proxy in user space',
    'Nothing: this is not a failure.',
  ],
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
  meaning: 'denied by L7 rule: the proxy refused the request',
  advice: 'Compare method and path with the L7 rules of the policies that select the destination.',
  class: 'policy',
};

/** Every known reason, by number. */
export const dropReasons: readonly DropReason[] = lines.map(([code, name, label, kind, meaning, advice]) => ({
  code,
  name,
  label,
  meaning,
  advice,
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
    meaning: isCode ? `the agent gave drop code ${name}, which this version does not know` : label,
    advice: 'Look the reason up in the documentation of the agent version that reported it.',
    class: 'unknown',
  };
}
