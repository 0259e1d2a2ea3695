// What worries people and means little: link-level frames, multicast, late answers, lost events.
import type { Cast, Party, Workload } from '@/demo/story/cast';
import { at } from '@/demo/story/exchanges';
import { anyPod, type Happening, happening } from '@/demo/story/scenes/scene';
import type { FlowInit, Stage } from '@/demo/story/stage';
import { DropReason, TrafficDirection, Verdict } from '@/proto/gen/flow/flow_pb';

const { TRAFFIC_DIRECTION_UNKNOWN: unknown, INGRESS } = TrafficDirection;

export function noise(cast: Cast, dns: Workload, residents: readonly Party[]): Happening[] {
  const multicast = cast.world('224.0.0.251');
  const router = cast.world('10.77.101.1');
  return [
    happening('a switch sends frames that are no IP', 4000, (stage, atMs) =>
      frame(stage, atMs, cast, stage.random.pick([pause, spanningTree])),
    ),
    happening('a pod solicits routers', 9000, (stage, atMs) => routerSolicitation(stage, atMs, cast)),
    happening('a host says hello by mDNS', 7000, (stage, atMs) => {
      const node = stage.random.pick(cast.nodes);
      const packet = {
        client: cast.host(node),
        server: multicast,
        protocol: 'UDP',
        clientPort: 5353,
        serverPort: 5353,
      } as const;
      stage.drop(at(node, atMs, unknown), packet, DropReason.STALE_OR_UNROUTABLE_IP, {
        file: { name: 'bpf_host.c', line: 655 },
      });
    }),
    happening('an answer of DNS comes too late', 30_000, (stage, atMs) => {
      const client = stage.random.pick(residents);
      if (!client.node) return;
      const late = {
        client: anyPod(stage, dns),
        server: client,
        protocol: 'UDP',
        clientPort: 53,
        serverPort: stage.port(),
      } as const;
      stage.deny(at(client.node, atMs, INGRESS), late);
    }),
    happening('a router answers that a host is unreachable', 25_000, (stage, atMs) =>
      unreachable(stage, atMs, router, stage.random.pick(residents)),
    ),
    happening('the kernel loses events', 90_000, (stage, atMs) =>
      stage.lose(stage.random.pick(cast.nodes), atMs, BigInt(stage.random.int(1, 40))),
    ),
  ];
}

const pause = { destination: '01:80:c2:00:00:01', reason: DropReason.UNSUPPORTED_L3_PROTOCOL };
const spanningTree = { destination: '01:80:c2:00:00:00', reason: DropReason.UNSUPPORTED_L2_PROTOCOL };

function dropOf(reason: DropReason): FlowInit {
  return {
    verdict: Verdict.DROPPED,
    dropReason: reason,
    dropReasonDesc: reason,
    eventType: { type: 1, subType: reason },
    file: { name: 'bpf_host.c', line: 1420 },
  };
}

/** Empty endpoints and nothing above the link layer, as agents send it. */
function frame(stage: Stage, atMs: number, cast: Cast, { destination, reason }: typeof pause): void {
  stage.flow(at(stage.random.pick(cast.nodes), atMs, unknown), {
    ...dropOf(reason),
    ethernet: { source: '00:e0:4c:00:00:00', destination },
    source: {},
    destination: {},
    Summary: 'Ethernet',
  });
}

function routerSolicitation(stage: Stage, atMs: number, cast: Cast): void {
  stage.flow(at(stage.random.pick(cast.nodes), atMs, unknown), {
    ...dropOf(DropReason.INVALID_SOURCE_IP),
    file: { name: 'bpf_lxc.c', line: 876 },
    IP: { source: `fe80::${stage.random.hex(4)}:8aff:fe72:fc14`, destination: 'ff02::2', ipVersion: 2 },
    l4: { protocol: { case: 'ICMPv6', value: { type: 133 } } },
    source: {},
    destination: {},
    Summary: 'ICMPv6 RouterSolicitation',
  });
}

function unreachable(stage: Stage, atMs: number, client: Party, server: Party): void {
  if (!server.node) return;
  const packet = { client, server, protocol: 'ICMPv4', clientPort: 0, serverPort: 0 } as const;
  stage.trace(at(server.node, atMs, INGRESS), packet, 'to-endpoint', {
    l4: { protocol: { case: 'ICMPv4', value: { type: 3, code: 1 } } },
    traceReason: 4,
    Summary: 'ICMPv4 DestinationUnreachable(Host)',
  });
}
