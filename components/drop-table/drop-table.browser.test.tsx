import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DropGroup } from '@/lib/drops/group';
import { type DropMark, marksByGroup } from '@/lib/drops/mark';
import { sampleGroup } from '@/lib/drops/sample';
import { entity } from '@/lib/flow/entity';
import { DropTable, type DropTableProps } from './drop-table';

afterEach(cleanup);

const now = Date.UTC(2026, 5, 1, 12);
const denied = sampleGroup({
  id: 'g1',
  source: entity('workload', 'test-pod', { namespace: 'network-policy-test', workloadKind: 'Pod' }),
  destination: entity('workload', 'frontend', { namespace: 'network-policy-test', workloadKind: 'Deployment' }),
  count: 12,
  perSecond: 0.8,
  conversationFlows: 3400,
  evidence: { verdicts: 12, drops: 12, l7: 0 },
  trend: [0, 0, 1, 4, 7],
  nodes: ['worker-2'],
  nodeCounts: [12],
  firstMs: now - 60_000,
  lastMs: now - 1000,
});
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
    marks: new Map(),
    sorting: null,
    onSort: vi.fn(),
    by: null,
    nowMs: now,
    windowMs: 900_000,
    selectedId: null,
    onSelect: vi.fn(),
    ...more,
  };
  const { rerender } = render(<DropTable {...props} />);
  return { ...props, change: (to: Partial<DropTableProps>) => rerender(<DropTable {...props} {...to} />) };
}

test('a group is one row: who, where, why, how often of how many', () => {
  table();
  const row = screen.getByRole('button', { name: /test-pod to frontend, Policy denied, 12 drops/ }).closest('tr');
  expect(row?.textContent).toContain('80/TCP');
  expect(row?.textContent).toContain('of 3,400 flows');
  expect(row?.textContent).toContain('default deny');
});

test('what audit mode let pass is said to be not dropped yet, and once for both ends', () => {
  const passed: DropGroup = { ...denied, direction: 'EGRESS', audited: true, alsoIngress: { count: 12, policies: [] } };
  table({ groups: [passed], audited: true, by: 'reason' });
  expect(screen.getByRole('button', { name: 'Would be dropped' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Drops' })).toBeNull();
  expect(screen.getByRole('rowheader').textContent).toContain('12 packets in 1 group');
  const row = screen.getByRole('button', { name: /test-pod to frontend, Policy denied, 12/ }).closest('tr');
  expect(row?.textContent).toContain('Both sides');
});

test('noise is one folded line, not thousands of rows', async () => {
  table();
  expect(screen.queryByText('VLAN filtered')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: /Noise: 5,000 drops in 1 group/ }));
  expect(screen.getByText('VLAN filtered')).toBeTruthy();
});

test('what explains a group stands under the open one', async () => {
  table({ selectedId: 'g1', explanation: <section aria-label="Why?">Because</section> });
  expect((await screen.findByRole('region', { name: 'Why?' })).textContent).toBe('Because');
});

test('of thousands of groups so many are drawn at a time', async () => {
  table({ groups: Array.from({ length: 3000 }, (_, index) => ({ ...denied, id: `g${index}` })) });
  await userEvent.click(screen.getByRole('button', { name: 'Draw 200 more' }));
  expect(screen.getByText(/2,600 more groups not drawn/)).toBeTruthy();
});

test('more groups than fit are counted and can be drawn', async () => {
  table({ groups: Array.from({ length: 250 }, (_, index) => ({ ...denied, id: `g${index}` })) });
  expect(screen.getByText(/50 more groups not drawn/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Draw 50 more' }));
  expect(screen.getAllByRole('button', { name: /test-pod to frontend/ })).toHaveLength(250);
  expect(screen.queryByText(/not drawn/)).toBeNull();
});

test('an end that is kept back says so, and why, where it is read and where it is heard', () => {
  const source = entity('namespace', 'payments', { namespace: 'payments', veiled: true });
  table({ groups: [{ ...denied, source }] });
  expect(screen.getByText('Namespace only')).toBeTruthy();
  const name =
    /^payments to frontend, .*\. payments: It belongs to a namespace you may not see: only its name is shown\.$/;
  expect(screen.getByRole('button', { name })).toBeTruthy();
});

const marked = (more: Partial<DropMark> = {}): DropMark => ({
  ...{ group: 'g1', kind: 'acknowledged', note: 'Ada is on it', author: 'Ada', atMs: now - 60_000, untilMs: null },
  perMinute: 60,
  ...more,
});

const rowsInOrder = () =>
  screen.getAllByRole('button', { name: / to .*drops/ }).map((button) => button.getAttribute('aria-label'));

describe('what the team has said', () => {
  const other = { ...denied, id: 'g3', reasonText: 'Deny rule', count: 4 };

  test('folds what is muted into a line that counts it, and nothing is gone', async () => {
    table({ groups: [denied, other], marks: marksByGroup([marked({ kind: 'muted' })]) });
    expect(rowsInOrder()).toEqual(['test-pod to frontend, Deny rule, 4 drops']);
    await userEvent.click(screen.getByRole('button', { name: 'Muted: 12 drops in 1 group' }));
    expect(rowsInOrder()).toContain('test-pod to frontend, Policy denied, 12 drops, muted');
  });

  test('opens that line where a link names a group in it', () => {
    table({ groups: [denied, other], marks: marksByGroup([marked({ kind: 'muted' })]), selectedId: 'g1' });
    expect(rowsInOrder()).toHaveLength(2);
  });

  test('puts what is looked after behind the rest, until it is loud again', () => {
    const busy = { ...denied, perSecond: 99 };
    table({ groups: [busy, other], marks: marksByGroup([marked()]) });
    expect(rowsInOrder().at(-1)).toBe('test-pod to frontend, Policy denied, 12 drops, acknowledged');
    cleanup();
    const loud = { atMs: now, why: 'rose' } as const;
    table({ groups: [busy, other], marks: marksByGroup([marked({ loud })]) });
    expect(rowsInOrder()[0]).toBe('test-pod to frontend, Policy denied, 12 drops, rose again');
  });

  test('says so where everything is folded away', () => {
    table({ groups: [noise] });
    expect(screen.getByText(/Nothing is refused beside what is folded away/)).toBeTruthy();
  });
});

describe('a group is marked', () => {
  const marking = () => ({
    kept: { in: 'memory', problem: null } as const,
    author: 'Ada',
    signedIn: false,
    onMark: vi.fn(async () => {}),
    onUnmark: vi.fn(async () => {}),
  });

  test('as muted, with a note, a name and a time', async () => {
    const panel = marking();
    table({ selectedId: 'g1', marking: panel });
    await userEvent.click(await screen.findByRole('button', { name: 'Mute' }));
    expect(screen.getByText(/lost when the server restarts: set EYEPIECE_DATA_DIR/)).toBeTruthy();
    await userEvent.type(screen.getByRole('textbox', { name: 'Why it is muted' }), 'jk known{Enter}');
    expect(panel.onMark).toHaveBeenCalledWith({ kind: 'muted', note: 'jk known', author: 'Ada', forSeconds: 86_400 });
  });

  test('as looked after, without a time', async () => {
    const panel = marking();
    table({ selectedId: 'g1', marking: panel });
    await userEvent.click(await screen.findByRole('button', { name: 'Acknowledge' }));
    await userEvent.click(screen.getByRole('button', { name: 'Acknowledge' }));
    expect(panel.onMark).toHaveBeenCalledWith({ kind: 'acknowledged', note: '', author: 'Ada' });
  });

  test('by the name of whoever signed in, which they do not give', async () => {
    const panel = { ...marking(), author: 'ada@example.com', signedIn: true };
    table({ selectedId: 'g1', marking: panel });
    await userEvent.click(await screen.findByRole('button', { name: 'Acknowledge' }));
    expect(screen.getByText(/It is signed ada@example\.com\./)).toBeTruthy();
    expect(screen.getAllByRole('textbox').map((field) => field.getAttribute('aria-label'))).toHaveLength(1);
  });

  test('and says who did, why, and that it rose again; it can be taken back', async () => {
    const panel = marking();
    const loud = { atMs: now, why: 'rose' } as const;
    table({ selectedId: 'g1', marking: panel, marks: marksByGroup([marked({ loud })]) });
    expect(await screen.findByText(/Acknowledged by Ada .*: Ada is on it\. It rose again at /)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Take back' }));
    expect(panel.onUnmark).toHaveBeenCalled();
  });

  test('and the focus goes back to the panel, with Escape as with a press', async () => {
    const props = table({ selectedId: 'g1', marking: marking() });
    await userEvent.click(await screen.findByRole('button', { name: 'Mute' }));
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Acknowledge'));
    expect(props.onSelect).not.toHaveBeenCalled();
    await userEvent.keyboard('{Enter}{Enter}');
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Acknowledge'));
    expect(props.marking?.onMark).toHaveBeenCalledTimes(1);
  });

  test('and the focus is on a row when a muted group closes, however late that is', async () => {
    const { change } = table({ groups: [denied, { ...denied, id: 'g3' }], selectedId: 'g1', marking: marking() });
    await userEvent.click(await screen.findByRole('button', { name: 'Mute' }));
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Acknowledge'));
    change({ selectedId: null, marks: marksByGroup([marked({ kind: 'muted' })]) });
    await waitFor(() => expect(document.activeElement?.hasAttribute('data-row-button')).toBe(true));
  });

  test('and is told when the server refuses', async () => {
    const panel = { ...marking(), onMark: vi.fn(() => Promise.reject(new Error('There are 1000 marks already.'))) };
    table({ selectedId: 'g1', marking: panel });
    await userEvent.click(await screen.findByRole('button', { name: 'Mute' }));
    await userEvent.click(screen.getByRole('button', { name: 'Mute' }));
    expect((await screen.findByRole('alert')).textContent).toBe('There are 1000 marks already.');
  });
});

describe('the order', () => {
  test('is asked for by the heads, which say how it is', async () => {
    const props = table({ sorting: { column: 'drops', descending: true } });
    expect(screen.getByRole('columnheader', { name: /Drops/ }).getAttribute('aria-sort')).toBe('descending');
    expect(screen.getByRole('columnheader', { name: /Source/ }).getAttribute('aria-sort')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'first seen' }));
    expect(props.onSort).toHaveBeenCalledWith('first');
  });

  test('puts groups together under what they share, with their sum', () => {
    const spread = { ...denied, nodes: ['a', 'b'], nodeCounts: [8, 4] };
    table({ groups: [spread, { ...denied, id: 'g3', nodes: ['b'], nodeCounts: [12] }], by: 'node', selectedId: 'g1' });
    const heads = screen.getAllByRole('rowheader').map((head) => head.textContent);
    expect(heads).toEqual(['a8 drops in 1 group', 'b16 drops in 2 groups']);
    expect(screen.getAllByRole('button', { expanded: true })).toHaveLength(1);
  });
});

describe('by keyboard', () => {
  const groups = [denied, { ...denied, id: 'g3', reasonText: 'Deny rule' }];
  const focused = () => document.activeElement?.getAttribute('aria-label') ?? '';

  test('J and K reach the rows from anywhere and walk them, Enter opens', async () => {
    const props = table({ groups });
    await userEvent.keyboard('j');
    expect(focused()).toContain('Policy denied');
    await userEvent.keyboard('jj');
    expect(focused()).toContain('Deny rule');
    await userEvent.keyboard('k{Enter}');
    expect(props.onSelect).toHaveBeenCalledWith('g1');
  });

  test('Escape closes the open group and leaves the focus on its row', async () => {
    const props = table({ groups, selectedId: 'g3', explanation: <button type="button">Open in Flows</button> });
    (await screen.findByRole('button', { name: 'Open in Flows' })).focus();
    await userEvent.keyboard('{Escape}');
    expect(props.onSelect).toHaveBeenCalledWith(null);
    expect(focused()).toContain('Deny rule');
  });
});

test('ends of several clusters say of which they are', () => {
  const far = { ...denied, id: 'g3', source: entity('workload', 'api', { namespace: 'shop', cluster: 'eu' }) };
  const near = { ...denied, source: entity('workload', 'web', { namespace: 'shop', cluster: 'us' }) };
  table({ groups: [far, near] });
  expect(screen.getByText('shop, eu')).toBeTruthy();
  expect(screen.getByText('shop, us')).toBeTruthy();
});

test('a refused request stands under its reason', () => {
  table({ groups: [{ ...denied, reason: 'L7', reasonText: 'HTTP rule denied', request: 'DELETE /users/{id}' }] });
  expect(screen.getAllByText('DELETE /users/{id}').length).toBeGreaterThan(0);
});

test('J reaches the rows from a link or button beside the table, and is text in a field', async () => {
  table();
  const link = document.body.appendChild(document.createElement('a'));
  link.href = '/drops';
  link.focus();
  await userEvent.keyboard('j');
  expect(document.activeElement?.getAttribute('aria-label')).toContain('test-pod to frontend');
  const field = document.body.appendChild(document.createElement('input'));
  field.focus();
  await userEvent.keyboard('j');
  expect([document.activeElement, field.value]).toEqual([field, 'j']);
  link.remove();
  field.remove();
});
