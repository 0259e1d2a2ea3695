// Conversations as sequences of events: what each agent on the way tells of a connection, a call, a lookup, a ping.
import type { ClusterNode, Party } from '@/demo/story/cast';
import type { FlowInit, Packet, Stage, Where } from '@/demo/story/stage';
import { AuthType, DropReason, L7FlowType, type Policy, TrafficDirection, Verdict } from '@/proto/gen/flow/flow_pb';

/** Who talks to whom, and which policies let them. */
export interface Route {
  readonly client: Party;
  readonly server: Party;
  readonly port: number;
  readonly protocol?: Packet['protocol'];
  readonly v6?: boolean;
  /** Policies that allow it at the client; absent when none selects it for egress. */
  readonly egress?: Policy[];
  /** Policies that allow it at the server; absent when none selects it for ingress. */
  readonly ingress?: Policy[];
  /** Through the L7 proxy of the server's node. */
  readonly proxied?: boolean;
  /** The server is in policy audit mode and nothing allows this. */
  readonly audited?: boolean;
  /** Authenticated by SPIRE. */
  readonly authenticated?: boolean;
}

/** A service's virtual address and name. */
export interface Service {
  readonly name: string;
  readonly namespace: string;
  readonly address: Party;
}

const { EGRESS, INGRESS } = TrafficDirection;

export function packetOf(stage: Stage, { client, server, port, protocol = 'TCP', v6 = false }: Route): Packet {
  return { client, server, protocol, clientPort: stage.port(), serverPort: port, v6 };
}

/** A TCP connection from SYN to FIN; kernel aggregation leaves about one event per flag, side and direction. */
export function connection(stage: Stage, atMs: number, route: Route, lengthMs = 20): Packet {
  const packet = packetOf(stage, route);
  open(stage, atMs, route, packet);
  both(stage, atMs + 1.2, route, { ...packet, flags: ['ACK', 'PSH'] });
  both(stage, atMs + lengthMs * 0.6, route, { ...packet, flags: ['ACK', 'PSH'], reply: true });
  close(stage, atMs + lengthMs, route, packet);
  return packet;
}

/** Opened and closed, with nothing told in between. */
export function briefConnection(stage: Stage, atMs: number, route: Route, lengthMs = 5): void {
  const packet = packetOf(stage, route);
  open(stage, atMs, route, packet);
  both(stage, atMs + lengthMs, route, { ...packet, flags: ['ACK', 'FIN'] });
}

/** A stretch of a connection that stays open. */
export function keptTraffic(stage: Stage, atMs: number, route: Route, packet = packetOf(stage, route)): void {
  both(stage, atMs, route, { ...packet, flags: ['ACK', 'PSH'] });
  both(stage, atMs + stage.random.latency(1.5), route, { ...packet, flags: ['ACK', 'PSH'], reply: true });
}

function open(stage: Stage, atMs: number, route: Route, packet: Packet): void {
  const syn: Packet = { ...packet, flags: ['SYN'] };
  const { client, server, egress } = route;
  if (client.node && egress) stage.allow(at(client.node, atMs, EGRESS), syn, egress);
  if (server.node) admit(stage, at(server.node, atMs + 0.24, INGRESS), syn, route);
  both(stage, atMs + 0.02, route, syn);
  both(stage, atMs + 0.5, route, { ...packet, flags: ['SYN', 'ACK'], reply: true });
}

function close(stage: Stage, atMs: number, route: Route, packet: Packet): void {
  both(stage, atMs, route, { ...packet, flags: ['ACK', 'FIN'] });
  both(stage, atMs + 0.3, route, { ...packet, flags: ['ACK', 'FIN'], reply: true });
}

/** The verdict at the server's side. */
function admit(stage: Stage, where: Where, packet: Packet, route: Route): void {
  const { ingress, proxied, audited, authenticated } = route;
  if (audited) {
    stage.packet(where, packet, { verdict: Verdict.AUDIT, eventType: { type: 5 }, policyMatchType: 0 });
    return;
  }
  if (!ingress) return;
  stage.allow(where, packet, ingress, {
    ...(proxied && { verdict: Verdict.REDIRECTED }),
    ...(authenticated && { authType: AuthType.SPIRE }),
  });
}

/** The packet seen at both nodes: leaving the sender's, reaching the receiver's. */
function both(stage: Stage, atMs: number, route: Route, packet: Packet): void {
  const { client, server, proxied } = route;
  const [sender, receiver] = packet.reply ? [server, client] : [client, server];
  const away = outwards(sender, receiver);
  const later = atMs + stage.random.between(0.15, 0.4);
  const arrive = proxied && !packet.reply ? 'to-proxy' : 'to-endpoint';
  if (sender.node && isPod(sender)) stage.trace(at(sender.node, atMs, packet.reply ? INGRESS : EGRESS), packet, away);
  if (receiver.node && isPod(receiver))
    stage.trace(at(receiver.node, later, packet.reply ? EGRESS : INGRESS), packet, arrive);
}

function outwards(sender: Party, receiver: Party): 'to-stack' | 'to-overlay' {
  return sender.node !== receiver.node && receiver.node && isPod(receiver) ? 'to-overlay' : 'to-stack';
}

/** Hosts have no endpoint of their own that would tell of their traffic. */
function isPod({ local }: Party): boolean {
  return local.identity !== 1;
}

export function at(node: ClusterNode, atMs: number, direction: TrafficDirection): Where {
  return { node, atMs, direction };
}

/** A SYN that leaves the client's node and is refused at the server's. */
export function refusedAtServer(stage: Stage, atMs: number, route: Route, deniedBy: Policy[] = []): void {
  const syn: Packet = { ...packetOf(stage, route), flags: ['SYN'] };
  const { client, server, egress } = route;
  if (client.node && egress) stage.allow(at(client.node, atMs, EGRESS), syn, egress);
  if (client.node) stage.trace(at(client.node, atMs + 0.02, EGRESS), syn, outwards(client, server));
  if (server.node) stage.deny(at(server.node, atMs + 0.3, INGRESS), syn, deniedBy);
}

/** A SYN that its own node refuses to let out. */
export function refusedAtClient(stage: Stage, atMs: number, route: Route, deniedBy: Policy[] = []): void {
  const { client } = route;
  if (client.node) stage.deny(at(client.node, atMs, EGRESS), { ...packetOf(stage, route), flags: ['SYN'] }, deniedBy);
}

/** The first packet of a mutually authenticated connection comes before the handshake is done. */
export function awaitingAuthentication(stage: Stage, atMs: number, route: Route): void {
  const { client, server } = route;
  const syn: Packet = { ...packetOf(stage, route), flags: ['SYN'] };
  if (client.node) stage.trace(at(client.node, atMs, EGRESS), syn, outwards(client, server));
  if (!server.node) return;
  stage.drop(at(server.node, atMs + 0.3, INGRESS), syn, DropReason.AUTH_REQUIRED, {
    ingressAllowedBy: route.ingress ?? [],
  });
}

/** connect() to a service address, translated to a pod in the socket: before and after. */
export function socketTranslation(stage: Stage, atMs: number, route: Route, service: Service): void {
  const { client } = route;
  if (!client.node) return;
  const packet = { ...packetOf(stage, route), clientPort: 0 };
  const cookie = BigInt(stage.random.int(1_000_000, 9_000_000));
  const where = at(client.node, atMs, TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN);
  const { name, namespace, address } = service;
  const source = client.remote;
  stage.socket(where, { ...packet, server: address }, 1, cookie, { source, destinationService: { name, namespace } });
  stage.socket({ ...where, atMs: atMs + 0.01 }, packet, 2, cookie, { source });
}

/** A connection to a service that no pod stands behind. */
export function noBackend(stage: Stage, atMs: number, client: Party, service: Service, port: number): void {
  if (!client.node) return;
  const syn: Packet = { ...packetOf(stage, { client, server: service.address, port }), flags: ['SYN'] };
  const { name, namespace } = service;
  stage.drop(at(client.node, atMs, EGRESS), syn, DropReason.SERVICE_BACKEND_NOT_FOUND, {
    destinationService: { name, namespace },
  });
}

export interface HttpCall {
  readonly method: string;
  readonly url: string;
  readonly code: number;
  readonly latencyMs: number;
  /** Refused by an L7 rule: the request is dropped and the proxy answers 403. */
  readonly refused?: boolean;
  readonly traceId?: string;
}

/** Request and response in the access log of the server's node. */
export function httpCall(
  stage: Stage,
  atMs: number,
  route: Route,
  call: HttpCall,
  packet = packetOf(stage, route),
): void {
  if (!route.server.node) return;
  const { method, url, refused = false, traceId } = call;
  const code = refused ? 403 : call.code;
  const latencyMs = refused ? 0.3 : call.latencyMs;
  const id = { key: 'X-Request-Id', value: stage.random.uuid() };
  const headers = [{ key: ':scheme', value: 'http' }, { key: 'User-Agent', value: 'Go-http-client/1.1' }, id];
  const more: FlowInit = {
    ...(traceId && { traceContext: { parent: { traceId } } }),
    ...(route.ingress && !refused && { ingressAllowedBy: route.ingress }),
  };
  stage.layer7(
    at(route.server.node, atMs, INGRESS),
    packet,
    { type: L7FlowType.REQUEST, record: { case: 'http', value: { method, url, protocol: 'HTTP/1.1', headers } } },
    { ...more, ...(refused && { verdict: Verdict.DROPPED }), Summary: `HTTP/1.1 ${method} ${url}` },
  );
  stage.layer7(
    at(route.server.node, atMs + latencyMs, INGRESS),
    { ...packet, reply: true },
    {
      type: L7FlowType.RESPONSE,
      latencyNs: refused ? 0n : BigInt(Math.round(latencyMs * 1e6)),
      record: { case: 'http', value: { code, method, url, protocol: 'HTTP/1.1', headers: [id] } },
    },
    { ...more, Summary: `HTTP/1.1 ${code} ${Math.round(latencyMs)}ms (${method} ${url})` },
  );
}

export interface Lookup {
  readonly query: string;
  readonly type?: 'A' | 'AAAA';
  /** Addresses; none with rcode 0 is an empty answer. */
  readonly ips?: readonly string[];
  readonly rcode?: number;
  /** Policies that send it through the DNS proxy, which tells of query and answer. */
  readonly proxiedBy?: Policy[];
}

/** A query to a DNS server and its answer. */
export function lookup(stage: Stage, atMs: number, client: Party, server: Party, asked: Lookup): void {
  const route: Route = { client, server, port: 53, protocol: 'UDP' };
  const packet = packetOf(stage, route);
  const latencyMs = stage.random.latency(0.9);
  if (!asked.proxiedBy) {
    both(stage, atMs, route, packet);
    both(stage, atMs + latencyMs, route, { ...packet, reply: true });
    return;
  }
  if (server.node) {
    stage.trace(at(server.node, atMs + 0.2, INGRESS), packet, 'to-endpoint');
    stage.trace(at(server.node, atMs + latencyMs * 0.7, INGRESS), { ...packet, reply: true }, 'to-overlay');
  }
  if (client.node) dnsLog(stage, atMs, client.node, packet, { ...asked, latencyMs });
}

const noTtl = 4_294_967_295;

function dnsLog(
  stage: Stage,
  atMs: number,
  node: ClusterNode,
  packet: Packet,
  { query, type = 'A', ips = [], rcode = 0, proxiedBy = [], latencyMs }: Lookup & { latencyMs: number },
): void {
  const asked = { query, qtypes: [type], observationSource: 'proxy' };
  const answered = ips.length > 0 ? { ips: [...ips], ttl: 30, rrtypes: [type] } : { ttl: noTtl };
  stage.layer7(
    at(node, atMs, EGRESS),
    packet,
    { type: L7FlowType.REQUEST, record: { case: 'dns', value: asked } },
    { egressAllowedBy: proxiedBy, Summary: `DNS Query ${query} ${type}` },
  );
  stage.layer7(
    at(node, atMs + latencyMs, EGRESS),
    { ...packet, reply: true },
    { type: L7FlowType.RESPONSE, record: { case: 'dns', value: { ...asked, ...answered, rcode } } },
    { egressAllowedBy: proxiedBy, Summary: `DNS Answer ${dnsOutcome(ips, rcode)} (Proxy ${query} ${type})` },
  );
}

function dnsOutcome(ips: readonly string[], rcode: number): string {
  if (rcode === 3) return `RCode: Non-Existent Domain TTL: ${noTtl}`;
  if (rcode !== 0) return `RCode: ${rcode} TTL: ${noTtl}`;
  return ips.length > 0 ? `"${ips.join(',')}" TTL: 30` : `TTL: ${noTtl}`;
}

export interface Search {
  /** The client's. */
  readonly namespace: string;
  readonly name: string;
  readonly ips: readonly string[];
  readonly proxiedBy: Policy[];
}

/** A name looked up through the search list: NXDOMAIN for each suffix before the name itself is asked for. */
export function searchLookup(stage: Stage, atMs: number, client: Party, server: Party, asked: Search): void {
  const { namespace, name, ips, proxiedBy } = asked;
  const suffixes = [`${namespace}.svc.cluster.local.`, 'svc.cluster.local.', 'cluster.local.'];
  for (const [index, suffix] of suffixes.entries()) {
    lookup(stage, atMs + index * 2, client, server, { query: `${name}.${suffix}`, rcode: 3, proxiedBy });
  }
  lookup(stage, atMs + 6, client, server, { query: `${name}.`, ips, proxiedBy });
  lookup(stage, atMs + 6.1, client, server, { query: `${name}.`, type: 'AAAA', proxiedBy });
}

/** An echo request and its answer. */
export function ping(stage: Stage, atMs: number, route: Route): void {
  const icmp: Route = { ...route, port: 0, protocol: route.v6 ? 'ICMPv6' : 'ICMPv4' };
  const packet = { ...packetOf(stage, icmp), clientPort: 0 };
  const { server } = route;
  if (server.node && route.ingress)
    stage.allow(at(server.node, atMs + 0.2, INGRESS), packet, route.ingress, { policyMatchType: 5 });
  both(stage, atMs, icmp, packet);
  both(stage, atMs + stage.random.latency(0.5), icmp, { ...packet, reply: true });
}
