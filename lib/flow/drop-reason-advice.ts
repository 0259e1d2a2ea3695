// What each drop reason means and what an operator does about it: told beside an explanation, and heavy beside the names.
import { dropReason, normalDropReason, refusedByProxy } from './drop-reason';

export interface DropReasonAdvice {
  /** What happened, one clause. */
  readonly meaning: string;
  /** What an operator looks at. */
  readonly advice: string;
}

const known: Readonly<Record<string, readonly [meaning: string, advice: string]>> = {
  INVALID_SOURCE_MAC: [
    'the sender used a MAC address that is not its own',
    'Check the virtual interface and any bridge in front of it. Only old agents report this.',
  ],
  INVALID_DESTINATION_MAC: [
    'the frame was not meant for this device',
    'Check the layer 2 configuration. Only old agents report this.',
  ],
  INVALID_SOURCE_IP: [
    'the pod sent from an address it does not own',
    'From fe80:: to ff02:: this is harmless IPv6 noise. Else look for spoofing, a second interface, IPVS or a stale pod address.',
  ],
  POLICY_DENIED: [
    'no rule of the policies that select the endpoint allows it',
    'Find the policies that select either end and add the missing allow rule, unless the packet is a late reply.',
  ],
  INVALID_PACKET_DROPPED: [
    'the packet is too short or malformed',
    'Check offloads of the network card, MTU and tunnels.',
  ],
  CT_TRUNCATED_OR_INVALID_HEADER: ['the transport header is cut off', 'Look for fragments and for unusual protocols.'],
  CT_MISSING_TCP_ACK_FLAG: [
    'the packet is larger than the MTU (old agents: an ACK was expected)',
    'Check the path MTU, the overhead of the tunnel and MSS clamping.',
  ],
  CT_UNKNOWN_L4_PROTOCOL: [
    'connection tracking does not know the protocol, such as IGMP, GRE, ESP or VRRP',
    'Expected for such protocols: use hostNetwork, or enable the feature that handles them.',
  ],
  CT_CANNOT_CREATE_ENTRY_FROM_PACKET: [
    'connection tracking could not be started from this packet',
    'Upgrade the agent: current versions do not report this.',
  ],
  UNSUPPORTED_L3_PROTOCOL: [
    'the frame is neither IPv4, IPv6 nor ARP (LLDP, PAUSE), or IPv6 is off',
    'Usually harmless. If it is IPv6, check whether dual stack should be on.',
  ],
  MISSED_TAIL_CALL: [
    'a BPF program was missing while it was being replaced',
    'Brief at an upgrade. If it lasts, restart the agent and check the kernel.',
  ],
  ERROR_WRITING_TO_PACKET: ['a kernel helper failed to change the packet', 'Check kernel, driver and headroom.'],
  UNKNOWN_L4_PROTOCOL: [
    'this hook does not handle the transport protocol',
    'Expected for such protocols: use hostNetwork, or enable the feature that handles them.',
  ],
  UNKNOWN_ICMPV4_CODE: ['an ICMP message has an unknown code', 'Check the sender.'],
  UNKNOWN_ICMPV4_TYPE: ['an ICMP message has an unknown type', 'Check the sender.'],
  UNKNOWN_ICMPV6_CODE: ['an ICMPv6 message has an unknown code', 'Check the sender.'],
  UNKNOWN_ICMPV6_TYPE: ['an ICMPv6 message has an unknown type', 'Check the sender.'],
  ERROR_RETRIEVING_TUNNEL_KEY: [
    'the tunnel header could not be read',
    'Compare tunnel protocol and port between the nodes.',
  ],
  ERROR_RETRIEVING_TUNNEL_OPTIONS: [
    'the tunnel options could not be read',
    'Upgrade the agent: current versions do not report this.',
  ],
  INVALID_GENEVE_OPTION: [
    'a Geneve option was not understood',
    'Upgrade the agent: current versions do not report this.',
  ],
  UNKNOWN_L3_TARGET_ADDRESS: [
    'the address asked for is not ours, or there is no route to it',
    'Look for stale neighbour entries and for a pod that is just gone.',
  ],
  STALE_OR_UNROUTABLE_IP: [
    'no endpoint has this address of the pod range',
    'The client keeps an old pod address: check EndpointSlices, DNS caches and long-lived connections.',
  ],
  NO_MATCHING_LOCAL_CONTAINER_FOUND: [
    'no container on this node has the address',
    'Upgrade the agent: current versions do not report this.',
  ],
  ERROR_WHILE_CORRECTING_L3_CHECKSUM: ['the IP checksum could not be rewritten', 'Check offloads and kernel.'],
  ERROR_WHILE_CORRECTING_L4_CHECKSUM: ['the transport checksum could not be rewritten', 'Check offloads and kernel.'],
  CT_MAP_INSERTION_FAILED: [
    'the connection tracking table has no room',
    'Raise bpf.ctTcpMax and bpf.ctAnyMax, and find who opens so many connections.',
  ],
  INVALID_IPV6_EXTENSION_HEADER: ['the chain of IPv6 extension headers is not supported', 'Check the sender.'],
  IP_FRAGMENTATION_NOT_SUPPORTED: [
    'the packet is a fragment and tracking of fragments is off',
    'Enable fragment tracking or send smaller datagrams.',
  ],
  SERVICE_BACKEND_NOT_FOUND: [
    'the service has no ready backend',
    'Check that pods are ready, that the selector fits, and externalTrafficPolicy Local. A policy would not help.',
  ],
  NO_TUNNEL_OR_ENCAPSULATION_ENDPOINT: [
    'no tunnel leads to the node of the remote pod',
    'Check the CiliumNode and CiliumEndpoint objects; a new node may still be joining.',
  ],
  FAILED_TO_INSERT_INTO_PROXYMAP: [
    'the packet needs NAT46/64, which is off (old agents: the proxy map was full)',
    'Enable the gateway, or stop the traffic that mixes address families.',
  ],
  REACHED_EDT_RATE_LIMITING_DROP_HORIZON: [
    'the queue of the bandwidth manager is too long',
    'The pod exceeds its egress bandwidth annotation.',
  ],
  UNKNOWN_CONNECTION_TRACKING_STATE: [
    'connection tracking gave an unexpected answer',
    'Restart the agent; report it if it stays.',
  ],
  LOCAL_HOST_IS_UNREACHABLE: ['the host itself could not be reached', 'Check host routes and the host firewall.'],
  NO_CONFIGURATION_AVAILABLE_TO_PERFORM_POLICY_DECISION: [
    'the policy of the endpoint was not loaded',
    'The endpoint is being regenerated; restart the pod if it stays.',
  ],
  UNSUPPORTED_L2_PROTOCOL: ['the frame is not Ethernet II, such as spanning tree', 'Harmless on physical interfaces.'],
  NO_MAPPING_FOR_NAT_MASQUERADE: [
    'a reply found no SNAT entry, because it expired or ports ran out',
    'Look at SNAT port pressure, long idle connections and the NodePort range.',
  ],
  UNSUPPORTED_PROTOCOL_FOR_NAT_MASQUERADE: [
    'the protocol cannot be masqueraded',
    'Exclude its range from masquerading.',
  ],
  FIB_LOOKUP_FAILED: [
    'the kernel found no way to send the packet',
    'Check routes, ARP, rp_filter and multi-homing of the node.',
  ],
  ENCAPSULATION_TRAFFIC_IS_PROHIBITED: [
    'a pod sent VXLAN or Geneve to the tunnel port itself',
    'A nested overlay needs another port.',
  ],
  INVALID_IDENTITY: [
    'the security identity of the source is unknown or not allowed here',
    'Look at the spread of identities: ipcache, kvstore, agent restarts.',
  ],
  UNKNOWN_SENDER: ['an encrypted packet came from an unknown node', 'Check the node list and the keys.'],
  NAT_NOT_NEEDED: ['no address translation was required', 'Nothing: this is not a failure.'],
  IS_A_CLUSTERIP: [
    'a packet from outside went to a ClusterIP',
    'Clients outside use a load balancer or NodePort; look for stray routes.',
  ],
  FIRST_LOGICAL_DATAGRAM_FRAGMENT_NOT_FOUND: [
    'a later fragment came before the first one, or its entry expired',
    'Look for reordered fragments and at the size of the fragment map.',
  ],
  FORBIDDEN_ICMPV6_MESSAGE: ['the host firewall blocks this ICMPv6 type', 'Expected for redirects and the like.'],
  DENIED_BY_LB_SRC_RANGE_CHECK: [
    'the client is not in loadBalancerSourceRanges',
    'Check the list, and whether something in front changes the source address.',
  ],
  SOCKET_LOOKUP_FAILED: ['the socket of the proxy was not found', 'The proxy is probably restarting.'],
  SOCKET_ASSIGN_FAILED: ['the socket of the proxy could not be assigned', 'Check proxy and kernel.'],
  PROXY_REDIRECTION_NOT_SUPPORTED_FOR_PROTOCOL: [
    'an L7 rule stands on a port that is neither TCP nor UDP',
    'Mend the rule.',
  ],
  POLICY_DENY: ['a deny rule matched', 'Is it intended? The flow names the policy where the agent does.'],
  VLAN_FILTERED: [
    'a tagged frame came in on a device that does not allow its VLAN',
    'Set bpf.vlanBypass if the VLAN belongs there; else check the trunk.',
  ],
  INVALID_VNI: ['a VTEP packet has a wrong network identifier', 'Check the VTEP configuration.'],
  INVALID_TC_BUFFER: ['an internal buffer was not as expected', 'Report it to Cilium.'],
  NO_SID: ['the SRv6 segment is missing', 'Check the configuration of SRv6 and BGP VPNs.'],
  MISSING_SRV6_STATE: ['SRv6 state was missing', 'Upgrade the agent: current versions do not report this.'],
  NAT46: ['translation from IPv4 to IPv6 failed', 'Check the NAT46 gateway.'],
  NAT64: ['translation from IPv6 to IPv4 failed', 'Check the NAT64 gateway.'],
  AUTH_REQUIRED: [
    'mutual authentication is not done yet',
    'Normal for the first packets. If it lasts, check SPIRE and the identities of both ends.',
  ],
  CT_NO_MAP_FOUND: [
    'the connection tracking map of that cluster is missing',
    'Check ClusterMesh with overlapping ranges.',
  ],
  SNAT_NO_MAP_FOUND: ['the NAT map of that cluster is missing', 'Check ClusterMesh with overlapping ranges.'],
  INVALID_CLUSTER_ID: ['the cluster id is not known', 'Check the ids of the mesh.'],
  UNSUPPORTED_PROTOCOL_FOR_DSR_ENCAP: ['direct server return does not carry this protocol', 'Use SNAT mode.'],
  NO_EGRESS_GATEWAY: [
    'an egress gateway policy matched and no gateway node did',
    'Check the gateway selector and whether its node is down.',
  ],
  UNENCRYPTED_TRAFFIC: [
    'strict encryption refused a plain packet',
    'The peer node has no key yet; check WireGuard or IPsec there.',
  ],
  TTL_EXCEEDED: ['the hop limit was reached', 'A routing loop, or a traceroute.'],
  NO_NODE_ID: [
    'the node id needed for encryption or authentication is unknown',
    'A node has just joined, or its agent lags.',
  ],
  DROP_RATE_LIMITED: ['an internal limiter cut in', 'Look for a flood of errors before it.'],
  IGMP_HANDLED: ['the multicast feature consumed the packet', 'Nothing: this is not a failure.'],
  IGMP_SUBSCRIBED: ['the multicast feature consumed the packet', 'Nothing: this is not a failure.'],
  MULTICAST_HANDLED: ['the multicast feature consumed the packet', 'Nothing: this is not a failure.'],
  DROP_HOST_NOT_READY: [
    'the program of the host is not loaded yet',
    'Normal while an agent starts. If it lasts, read the agent log.',
  ],
  DROP_EP_NOT_READY: [
    'the program of the endpoint is not loaded yet',
    'Normal while a pod starts. If it lasts, look for failed regenerations.',
  ],
  DROP_NO_EGRESS_IP: ['the gateway has no usable egress address', 'Check interface and address of the gateway.'],
  DROP_PUNT_PROXY: ['the packet was handed to a proxy in user space', 'Nothing: this is not a failure.'],
};

/** Of any reason as `dropReason` takes it; one that is not known says so. */
export function dropReasonAdvice(reason: string): DropReasonAdvice {
  const name = normalDropReason(reason);
  if (name === refusedByProxy) return refusedByRule;
  const [meaning, advice] = (Object.hasOwn(known, name) ? known[name] : undefined) ?? unknown(name);
  return { meaning, advice };
}

const refusedByRule: DropReasonAdvice = {
  meaning: 'denied by L7 rule: the proxy refused the request',
  advice: 'Compare method and path with the L7 rules of the policies that select the destination.',
};

function unknown(name: string): readonly [meaning: string, advice: string] {
  const meaning = /^\d+$/.test(name)
    ? `the agent gave drop code ${name}, which this version does not know`
    : dropReason(name).label;
  return [meaning, 'Look the reason up in the documentation of the agent version that reported it.'];
}
