// Small flows for the tests of rollups and of what is made from them.
import type { Endpoint, FlowFacts, Layer4, Policy } from '@/lib/flow/flow';

/** A Monday noon; divisible by 15 seconds. */
export const noon = Date.UTC(2026, 5, 1, 12);

/** backend asking frontend:80, seen by the client's node, with what the test says instead. */
export function sampleFlow(more: Partial<FlowFacts> = {}): FlowFacts {
  return {
    timeMs: noon,
    node: 'node-1',
    verdict: 'FORWARDED',
    direction: 'EGRESS',
    isReply: false,
    eventType: { type: 4, subType: 3 },
    ip: { source: '10.0.0.1', destination: '10.0.0.2' },
    l4: tcp(50_000, 80),
    source: podEnd('shop', 'backend'),
    destination: podEnd('shop', 'frontend'),
    sourceNames: [],
    destinationNames: [],
    egressAllowedBy: [],
    ingressAllowedBy: [],
    egressDeniedBy: [],
    ingressDeniedBy: [],
    ...more,
  };
}

/** The same packet on its way back. */
export function sampleReply(more: Partial<FlowFacts> = {}): FlowFacts {
  const { source, destination, ip } = sampleFlow();
  const swapped = {
    source: destination,
    destination: source,
    ip: { source: ip?.destination, destination: ip?.source },
  };
  return sampleFlow({ ...swapped, l4: tcp(80, 50_000), isReply: true, ...more });
}

/** The drop event of a refused packet. */
export function sampleDrop(more: Partial<FlowFacts> = {}): FlowFacts {
  const denied = { verdict: 'DROPPED', dropReason: 'POLICY_DENIED', isReply: undefined } as const;
  return sampleFlow({ ...denied, eventType: { type: 1, subType: 133 }, ...more });
}

/** The policy verdict of a refused packet. */
export function sampleVerdict(more: Partial<FlowFacts> = {}): FlowFacts {
  return sampleDrop({ eventType: { type: 5, subType: 0 }, ...more });
}

export function podEnd(namespace: string, name: string): Endpoint {
  return { namespace, pod: `${name}-0`, labels: [], workloads: [{ kind: 'Deployment', name }], cluster: 'default' };
}

export function tcp(sourcePort: number, destinationPort: number): Layer4 {
  return { protocol: 'TCP', sourcePort, destinationPort, flags: [] };
}

export function samplePolicy(name: string, namespace = 'shop'): Policy {
  return { name, namespace, kind: 'CiliumNetworkPolicy', labels: [], revision: '1' };
}
