import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { DropGroup } from '@/lib/drops/group';
import { entity } from '@/lib/flow/entity';
import { DropTable, type DropTableProps } from './drop-table';

afterEach(cleanup);

const now = Date.UTC(2026, 5, 1, 12);
const denied: DropGroup = {
  id: 'g1',
  source: entity('workload', 'test-pod', { namespace: 'network-policy-test', workloadKind: 'Pod' }),
  destination: entity('workload', 'frontend', { namespace: 'network-policy-test', workloadKind: 'Deployment' }),
  protocol: 'TCP',
  port: 80,
  reason: 'POLICY_DENIED',
  reasonText: 'Policy denied',
  class: 'policy',
  direction: 'INGRESS',
  policies: [],
  count: 12,
  perSecond: 0.8,
  conversationFlows: 3400,
  evidence: { verdicts: 12, drops: 12, l7: 0 },
  trend: [0, 0, 1, 4, 7],
  lateReply: false,
  nodes: ['worker-2'],
  firstMs: now - 60_000,
  lastMs: now - 1000,
};
const noise: DropGroup = {
  ...denied,
  id: 'g2',
  class: 'noise',
  reason: 'VLAN_FILTERED',
  reasonText: 'VLAN filtered',
  source: entity('unknown', '16:70:99:db:d9:69'),
  count: 5000,
};

function table(more: Partial<DropTableProps> = {}) {
  const props: DropTableProps = {
    groups: [denied, noise],
    nowMs: now,
    windowMs: 900_000,
    selectedId: null,
    onSelect: vi.fn(),
    onNarrow: vi.fn(),
    onShowFlows: vi.fn(),
    onShowOnMap: vi.fn(),
    ...more,
  };
  render(<DropTable {...props} />);
  return props;
}

test('a group is one row: who, where, why, how often of how many', () => {
  table();
  const row = screen.getByRole('button', { name: /test-pod to frontend, Policy denied, 12 drops/ }).closest('tr');
  expect(row?.textContent).toContain('80/TCP');
  expect(row?.textContent).toContain('of 3,400 flows');
  expect(row?.textContent).toContain('default deny');
});

test('noise is one folded line, not thousands of rows', async () => {
  table();
  expect(screen.queryByText('VLAN filtered')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: /Noise: 5,000 drops in 1 group/ }));
  expect(screen.getByText('VLAN filtered')).toBeTruthy();
});

test('an open group says why and that a verdict and its drop are one denial', async () => {
  table({ selectedId: 'g1' });
  const why = await screen.findByRole('region', { name: 'Why?' });
  expect(why.textContent).toContain('Ingress to frontend on 80/TCP from test-pod is denied');
  expect(why.textContent).toContain(
    '12 refused packets or requests, recorded by 12 policy verdicts and 12 drop events, seen on worker-2.',
  );
  expect(within(why).getByRole('button', { name: 'Open in Flows' })).toBeTruthy();
});

test('more groups than fit are counted and can be drawn', async () => {
  table({ groups: Array.from({ length: 250 }, (_, index) => ({ ...denied, id: `g${index}` })) });
  expect(screen.getByText(/50 more groups not drawn/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Draw all' }));
  expect(screen.getAllByRole('button', { name: /test-pod to frontend/ })).toHaveLength(250);
});
