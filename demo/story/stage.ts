// Where the story happens: one flow message at a time, complete as an agent of Cilium 1.19 sends it.
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type Cast, type ClusterNode, endpointAt, type Party } from '@/demo/story/cast';
import { mixSeeds, Random } from '@/demo/story/random';
import {
  DropReason,
  type Emitter,
  EmitterSchema,
  type Flow,
  FlowSchema,
  FlowType,
  IPVersion,
  type Policy,
  type SocketTranslationPoint,
  TraceObservationPoint,
  TraceReason,
  TrafficDirection,
  Verdict,
} from '@/proto/gen/flow/flow_pb';

/** Fields of a flow, to be laid over one another. */
export type FlowInit = Exclude<MessageInitShape<typeof FlowSchema>, Flow>;

/** What can happen in a story. */
export type StoryItem =
  | { readonly kind: 'flow'; readonly atMs: number; readonly node: string; readonly flow: Flow }
  | {
      readonly kind: 'lost';
      readonly atMs: number;
      readonly node: string;
      readonly count: bigint;
      readonly cpu: number;
    }
  | { readonly kind: 'node'; readonly atMs: number; readonly node: string; readonly up: boolean };

/** One packet of a conversation; ends are those of the conversation, not of the packet. */
export interface Packet {
  readonly client: Party;
  readonly server: Party;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP' | 'ICMPv4' | 'ICMPv6';
  readonly clientPort: number;
  readonly serverPort: number;
  readonly flags?: readonly ('SYN' | 'ACK' | 'FIN' | 'RST' | 'PSH')[];
  readonly reply?: boolean;
  readonly v6?: boolean;
}

export interface Where {
  readonly node: ClusterNode;
  readonly atMs: number;
  readonly direction: TrafficDirection;
}

const points = {
  'to-endpoint': { sub: 0, point: TraceObservationPoint.TO_ENDPOINT },
  'to-proxy': { sub: 1, point: TraceObservationPoint.TO_PROXY },
  'to-host': { sub: 2, point: TraceObservationPoint.TO_HOST },
  'to-stack': { sub: 3, point: TraceObservationPoint.TO_STACK },
  'to-overlay': { sub: 4, point: TraceObservationPoint.TO_OVERLAY },
  'from-overlay': { sub: 9, point: TraceObservationPoint.FROM_OVERLAY },
  'to-network': { sub: 11, point: TraceObservationPoint.TO_NETWORK },
} as const;
export type Point = keyof typeof points;

export const matchTypes = { none: 0, l3: 1, l3l4: 2, l4: 3, all: 4, l3proto: 5 } as const;

export class Stage {
  readonly random: Random;
  private readonly ids: Random;
  private readonly emitter: Emitter = create(EmitterSchema, { name: 'Hubble', version: '1.19.4+g1c9a7d2f' });

  constructor(
    readonly cast: Cast,
    seed: number,
    startMs: number,
    private readonly tell: (item: StoryItem) => void,
  ) {
    this.random = new Random(mixSeeds(seed, 2));
    this.ids = new Random(mixSeeds(seed, startMs));
  }

  /** An ephemeral port. */
  port(): number {
    return this.random.int(32_768, 60_999);
  }

  /** A trace event (type 4): the packet went by. */
  trace(where: Where, packet: Packet, point: Point, more: FlowInit = {}): void {
    const { sub, point: traceObservationPoint } = points[point];
    const isReply = packet.reply ?? false;
    this.packet(where, packet, {
      verdict: Verdict.FORWARDED,
      eventType: { type: 4, subType: sub },
      traceObservationPoint,
      traceReason: isReply ? TraceReason.REPLY : isOpening(packet) ? TraceReason.NEW : TraceReason.ESTABLISHED,
      isReply,
      reply: isReply,
      ...interfaceAt(where, packet, point),
      ...more,
    });
  }

  /** A policy verdict (type 5) that lets the packet pass. */
  allow(where: Where, packet: Packet, policies: Policy[], more: FlowInit = {}): void {
    const ingress = where.direction === TrafficDirection.INGRESS;
    this.packet(where, packet, {
      verdict: Verdict.FORWARDED,
      eventType: { type: 5 },
      policyMatchType: matchTypes.l3l4,
      isReply: false,
      ...(ingress ? { ingressAllowedBy: policies } : { egressAllowedBy: policies }),
      ...more,
    });
  }

  /** A refusal by policy: the verdict (type 5) and, microseconds later, the drop (type 1) of the same packet. */
  deny(where: Where, packet: Packet, deniedBy: Policy[] = []): void {
    const ingress = where.direction === TrafficDirection.INGRESS;
    const reason = deniedBy.length > 0 ? DropReason.POLICY_DENY : DropReason.POLICY_DENIED;
    const names = ingress ? { ingressDeniedBy: deniedBy } : { egressDeniedBy: deniedBy };
    this.packet(where, packet, {
      verdict: Verdict.DROPPED,
      dropReason: reason,
      dropReasonDesc: reason,
      eventType: { type: 5 },
      policyMatchType: deniedBy.length > 0 ? matchTypes.l3 : matchTypes.none,
      ...names,
    });
    this.drop({ ...where, atMs: where.atMs + this.random.between(0.008, 0.04) }, packet, reason, names);
  }

  /** A drop (type 1). Whether it was a reply is not known, so it is not said. */
  drop(where: Where, packet: Packet, reason: DropReason, more: FlowInit = {}): void {
    this.packet(where, packet, {
      verdict: Verdict.DROPPED,
      dropReason: reason,
      dropReasonDesc: reason,
      eventType: { type: 1, subType: reason },
      file: { name: 'bpf_lxc.c', line: 1300 + (reason % 100) * 7 },
      ...more,
    });
  }

  /** An entry of the proxy's access log (type 129); no TCP flags, no interface. */
  layer7(where: Where, packet: Packet, l7: NonNullable<FlowInit['l7']>, more: FlowInit = {}): void {
    const isReply = packet.reply ?? false;
    this.packet(
      where,
      { ...packet, flags: undefined },
      {
        verdict: Verdict.FORWARDED,
        Type: FlowType.L7,
        eventType: { type: 129 },
        isReply,
        reply: isReply,
        l7,
        ethernet: undefined,
        ...more,
      },
    );
  }

  /** A socket translation event (type 7): address before or after load balancing, no reply flag, no endpoint id. */
  socket(where: Where, packet: Packet, point: 1 | 2 | 3 | 4, cookie: bigint, more: FlowInit = {}): void {
    const translated = point % 2 === 0;
    this.packet(
      where,
      { ...packet, flags: undefined },
      {
        verdict: translated ? Verdict.TRANSLATED : Verdict.TRACED,
        Type: FlowType.SOCK,
        eventType: { type: 7, subType: point },
        sockXlatePoint: point satisfies SocketTranslationPoint,
        socketCookie: cookie,
        cgroupId: 11_000n + (cookie % 977n),
        ethernet: undefined,
        ...more,
      },
    );
  }

  /** Anything else about a packet. */
  packet(where: Where, packet: Packet, more: FlowInit): void {
    const [from, to] = packet.reply ? [packet.server, packet.client] : [packet.client, packet.server];
    const address = (end: Party) => (packet.v6 ? end.ip6 : end.ip);
    this.flow(where, {
      ethernet: { source: from.mac, destination: to.mac },
      IP: {
        source: address(from),
        destination: address(to),
        ipVersion: packet.v6 ? IPVersion.IPv6 : IPVersion.IPv4,
      },
      l4: { protocol: layer4(packet) },
      source: endpointAt(from, where.node),
      destination: endpointAt(to, where.node),
      sourceNames: from.names,
      destinationNames: to.names,
      Summary: summary(packet),
      ...more,
    });
  }

  /** A flow of any shape, with time, uuid, node and emitter. */
  flow({ node, atMs, direction }: Where, init: FlowInit): void {
    const flow = create(FlowSchema, {
      time: timeOf(atMs),
      uuid: this.ids.uuid(),
      emitter: this.emitter,
      Type: FlowType.L3_L4,
      nodeName: node.name,
      nodeLabels: node.labels,
      trafficDirection: direction,
      ...init,
    });
    this.tell({ kind: 'flow', atMs, node: node.name, flow });
  }

  lose(node: ClusterNode, atMs: number, count: bigint): void {
    this.tell({ kind: 'lost', atMs, node: node.name, count, cpu: this.random.int(0, 7) });
  }

  nodeChange(node: ClusterNode, atMs: number, up: boolean): void {
    this.tell({ kind: 'node', atMs, node: node.name, up });
  }
}

function isOpening({ flags, protocol }: Packet): boolean {
  return flags ? flags.includes('SYN') : protocol !== 'TCP';
}

function timeOf(atMs: number): { seconds: bigint; nanos: number } {
  const seconds = Math.floor(atMs / 1000);
  return { seconds: BigInt(seconds), nanos: Math.min(999_999_999, Math.floor((atMs - seconds * 1000) * 1e6)) };
}

function layer4(packet: Packet): NonNullable<NonNullable<FlowInit['l4']>['protocol']> {
  const { protocol, reply, clientPort, serverPort } = packet;
  const [sourcePort, destinationPort] = reply ? [serverPort, clientPort] : [clientPort, serverPort];
  switch (protocol) {
    case 'TCP': {
      const flags = packet.flags && Object.fromEntries(packet.flags.map((flag) => [flag, true]));
      return { case: 'TCP', value: { sourcePort, destinationPort, flags } };
    }
    case 'UDP':
    case 'SCTP':
      return { case: protocol, value: { sourcePort, destinationPort } };
    case 'ICMPv4':
      return { case: 'ICMPv4', value: { type: reply ? 0 : 8 } };
    case 'ICMPv6':
      return { case: 'ICMPv6', value: { type: reply ? 129 : 128 } };
  }
}

function summary({ protocol, flags, reply }: Packet): string {
  if (protocol === 'TCP') return flags ? `TCP Flags: ${flags.join(', ')}` : 'TCP';
  if (protocol.startsWith('ICMP')) return `${protocol} ${reply ? 'EchoReply' : 'EchoRequest'}`;
  return protocol;
}

const fixedInterfaces: { readonly [P in Point]?: { index: number; name: string } } = {
  'to-overlay': { index: 5, name: 'cilium_vxlan' },
  'from-overlay': { index: 5, name: 'cilium_vxlan' },
  'to-network': { index: 2, name: 'eth0' },
  'to-host': { index: 4, name: 'cilium_host' },
};

function interfaceAt(where: Where, packet: Packet, point: Point): FlowInit {
  const fixed = fixedInterfaces[point];
  if (fixed) return { interface: fixed };
  const receiver = packet.reply ? packet.client : packet.server;
  return point === 'to-endpoint' && receiver.interface && receiver.node === where.node
    ? { interface: receiver.interface }
    : {};
}
