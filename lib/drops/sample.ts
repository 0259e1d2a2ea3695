// A drop group for tests of what is done with such.
import type { DropGroup } from '@/lib/drops/group';
import { entity } from '@/lib/flow/entity';

const noon = Date.UTC(2026, 5, 1, 12);

/** test-pod refused at frontend:80, steadily for a quarter of an hour, with what the test says instead. */
export function sampleGroup(more: Partial<DropGroup> = {}): DropGroup {
  return {
    id: 'group',
    source: entity('workload', 'test-pod', { namespace: 'shop', workloadKind: 'Pod' }),
    destination: entity('workload', 'frontend', { namespace: 'shop', workloadKind: 'Deployment' }),
    protocol: 'TCP',
    port: 80,
    reason: 'POLICY_DENIED',
    reasonText: 'Policy denied',
    class: 'policy',
    direction: 'INGRESS',
    policies: [],
    count: 60,
    perSecond: 1 / 15,
    conversationFlows: 3_400,
    evidence: { verdicts: 60, drops: 60, l7: 0 },
    trend: new Array(60).fill(1),
    lateReply: false,
    nodes: ['node-1'],
    nodeCounts: [60],
    firstMs: noon - 900_000,
    lastMs: noon,
    ...more,
  };
}
