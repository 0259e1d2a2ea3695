import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sampleGroup } from '@/lib/drops/sample';
import { caseOf } from '@/lib/drops/why-case';
import type { Flow } from '@/lib/flow/flow';
import { samplePod, sampleFlow as some } from '@/lib/flow/sample';
import { Explanation, type ExplanationProps } from './explanation';

afterEach(cleanup);

const flow: Flow = some({
  id: 'drop',
  timeMs: Date.UTC(2026, 5, 1, 12),
  node: 'node-1',
  dropReason: 'POLICY_DENIED',
  eventType: { type: 5, subType: 0 },
  policyMatchType: 0,
  ip: { source: '10.0.0.1', destination: '10.0.0.2' },
  l4: { protocol: 'TCP', sourcePort: 50_000, destinationPort: 80, flags: ['SYN'] },
  source: samplePod('shop', 'test-pod'),
  destination: samplePod('shop', 'frontend'),
});

function explain(more: Partial<ExplanationProps> = {}, flows: readonly Flow[] = [flow]) {
  const actions = {
    command: 'hubble observe --since 15m',
    commandLacks: [],
    commandNotes: [],
    link: () => 'https://eyepiece.example/drops?sel=drop:g',
    report: () => 'Policy denied: test-pod',
    exported: '',
    onExport: vi.fn(),
    onShowFlows: vi.fn(),
    onShowOnMap: vi.fn(),
    onOnlyReason: vi.fn(),
  };
  const drop = caseOf(sampleGroup(), { flows, others: [], nodes: [] });
  render(<Explanation actions={actions} drop={drop} flows="held" {...more} />);
  return actions;
}

const region = (name: string) => screen.getByRole('region', { name });

test('says why, and that a verdict and its drop are one denial', () => {
  explain();
  expect(region('Why?').textContent).toContain('Ingress to frontend on 80/TCP from test-pod is denied');
  expect(region('Why?').textContent).toContain(
    '60 refused packets or requests, recorded by 60 policy verdicts and 60 drop events, seen on node-1.',
  );
});

test('what was recorded and what is concluded stand apart, each under its name', () => {
  explain();
  expect(region('Recorded').textContent).toContain('Policy denied (POLICY_DENIED, code 133)');
  expect(region('Recorded').textContent).not.toContain('Default deny');
  const concluded = region('Concluded');
  expect(concluded.textContent).toContain('not recorded');
  expect(within(concluded).getByRole('listitem').textContent).toMatch(/^SureDefault deny: frontend is selected/);
  expect(concluded.textContent).toContain('The policy verdict says that no rule matched.');
});

describe('the flows are', () => {
  test('listed as evidence, five at most', () => {
    explain(
      {},
      Array.from({ length: 9 }, (_, at) => ({ ...flow, id: `f${at}` })),
    );
    expect(screen.getAllByRole('row')).toHaveLength(6);
  });

  test('said to be looked for, and to be held no longer', () => {
    explain({ flows: 'asking' }, []);
    expect(screen.getByText('Looking for its flows.')).toBeTruthy();
    cleanup();
    explain({ flows: 'none' }, []);
    expect(screen.getByText(/no longer held/)).toBeTruthy();
  });
});

test('it can be handed on as link, command and text, and exported', async () => {
  const user = userEvent.setup();
  const actions = explain();
  for (const [name, text] of [
    ['Copy link', 'https://eyepiece.example/drops?sel=drop:g'],
    ['Copy as hubble observe', 'hubble observe --since 15m'],
    ['Copy as text', 'Policy denied: test-pod'],
  ] as const) {
    await user.click(screen.getByRole('button', { name }));
    expect(await navigator.clipboard.readText()).toBe(text);
  }
  await user.click(screen.getByRole('button', { name: 'Export as JSON lines' }));
  await user.click(screen.getByRole('button', { name: 'Open in Flows' }));
  expect(actions.onExport).toHaveBeenCalledOnce();
  expect(actions.onShowFlows).toHaveBeenCalledOnce();
});

test('hostile names, log lines and paths are text', () => {
  const nasty = '<img src=x onerror=alert(1)>\u202e\u001b[2J';
  const http = { code: 0, method: nasty, url: `/a?${nasty}`, protocol: '', headers: [] };
  const request = { ...flow, eventType: { type: 129, subType: 0 }, l7: { type: 'REQUEST', http }, policyLog: [nasty] };
  const group = sampleGroup({ reason: 'L7', class: 'l7', policies: [nasty], nodes: [nasty] });
  const drop = caseOf(group, {
    flows: [{ ...request, dropReason: undefined }],
    others: [],
    nodes: [{ name: nasty, state: nasty, version: nasty, sinceMs: 0 }],
  });
  explain({ drop });
  expect(document.querySelector('img')).toBeNull();
  expect(document.body.textContent).not.toMatch(/\p{Cf}|\p{Cc}/u);
  expect(region('Recorded').textContent).toContain('<img src=x onerror=alert(1)>\\u202e\\e[2J');
});
