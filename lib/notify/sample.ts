// Drop groups for tests, in few words.
import type { DropGroup } from '@/lib/drops/group';
import { entity } from '@/lib/flow/entity';

export const dropGroup = (id: string, more: Partial<DropGroup> = {}): DropGroup => ({
  id,
  source: entity('workload', 'test-pod', { cluster: 'default', namespace: 'lab', workloadKind: 'Pod' }),
  destination: entity('workload', 'frontend', { cluster: 'default', namespace: 'shop', workloadKind: 'Deployment' }),
  protocol: 'TCP',
  port: 80,
  reason: 'POLICY_DENIED',
  reasonText: 'Policy denied',
  class: 'policy',
  direction: 'INGRESS',
  policies: [],
  count: 12,
  perSecond: 1,
  conversationFlows: 40,
  evidence: { verdicts: 12, drops: 12, l7: 0 },
  trend: [12],
  lateReply: false,
  nodes: ['node-1'],
  firstMs: 1_000,
  lastMs: 2_000,
  ...more,
});
