// Drop groups for tests, in few words.
import type { DropGroup } from '@/lib/drops/group';
import { sampleGroup } from '@/lib/drops/sample';
import { entity } from '@/lib/flow/entity';

export const dropGroup = (id: string, more: Partial<DropGroup> = {}): DropGroup =>
  sampleGroup({
    id,
    source: entity('workload', 'test-pod', { cluster: 'default', namespace: 'lab', workloadKind: 'Pod' }),
    destination: entity('workload', 'frontend', { cluster: 'default', namespace: 'shop', workloadKind: 'Deployment' }),
    count: 12,
    perSecond: 1,
    conversationFlows: 40,
    evidence: { verdicts: 12, drops: 12, l7: 0 },
    trend: [12],
    nodeCounts: [12],
    firstMs: 1_000,
    lastMs: 2_000,
    ...more,
  });
