import { describe, expect, test } from 'vitest';
import type { DropGroup } from '@/lib/drops/group';
import { sampleGroup } from '@/lib/drops/sample';
import { caseOf, type KnownNode } from '@/lib/drops/why-case';
import { recordedFacts } from '@/lib/drops/why-recorded';
import { dropReport } from '@/lib/drops/why-report';
import type { Flow } from '@/lib/flow/flow';
import { samplePod, sampleFlow as some } from '@/lib/flow/sample';
import { sentenceText } from '@/lib/flow/sentence';

const noon = Date.UTC(2026, 5, 1, 12);
const drop = (more: Partial<Flow> = {}): Flow =>
  some({
    id: 'drop',
    timeMs: noon + 0.012,
    node: 'demo/node-1',
    dropReason: 'POLICY_DENIED',
    eventType: { type: 1, subType: 133 },
    ip: { source: '10.0.0.1', destination: '10.0.0.2' },
    l4: { protocol: 'TCP', sourcePort: 50_000, destinationPort: 80, flags: ['SYN'] },
    source: samplePod('shop', 'test-pod'),
    destination: samplePod('shop', 'frontend'),
    ...more,
  });
const verdict = (more: Partial<Flow> = {}) =>
  drop({ id: 'verdict', timeMs: noon, eventType: { type: 5, subType: 0 }, ...more });
const deny = { name: 'no', namespace: 'shop', kind: 'CiliumNetworkPolicy', labels: [], revision: '6' };
const allow = { name: 'yes', namespace: 'shop', kind: '', labels: [], revision: '0' };

function facts(
  flows: readonly Flow[],
  group: Partial<DropGroup> = {},
  nodes: readonly KnownNode[] = [],
): Record<string, string> {
  const all = recordedFacts(caseOf(sampleGroup(group), { flows, others: [], nodes }));
  return Object.fromEntries(
    all.map(({ name, value, note }) => [name, [sentenceText(value), note].filter(Boolean).join(' | ')]),
  );
}

const agent = (version: string): readonly KnownNode[] => [
  { name: 'demo/node-1', state: 'connected', version, sinceMs: null },
];

test('all that the two events of a packet say stands beside each other', () => {
  const file = { name: 'bpf_lxc.c', line: 1361 };
  expect(facts([verdict({ policyMatchType: 0 }), drop({ file })], { nodes: ['demo/node-1'] }, agent('1.18.2'))).toEqual(
    {
      Reason: 'Policy denied (POLICY_DENIED, code 133) | No rule of the policies that select the endpoint allows it.',
      Side: 'Ingress, on its way into frontend',
      Policies: 'None named | Where no rule fits, most agent versions have no policy to name.',
      'Match type': 'none, no rule matched',
      Events:
        'A policy verdict at 12:00:00.000 and a drop at 12:00:00.000 | Two events of one packet, 12 µs apart; it is counted once.',
      Identities: '4711 to 4711',
      Node: 'demo/node-1, agent 1.18.2',
      'Source line': 'bpf_lxc.c:1361 | Where in the BPF code of Cilium it was dropped.',
    },
  );
});

describe('the policies are', () => {
  const denied = { reason: 'POLICY_DENY', policies: [] } as const;
  const by = (more: Partial<Flow>) => [verdict({ dropReason: 'POLICY_DENY', ...more })];
  test.each<readonly [string, readonly Flow[], Partial<DropGroup>, string, string]>([
    [
      'named with kind and revision',
      by({ ingressDeniedBy: [deny] }),
      { ...denied, policies: ['shop/no'] },
      '',
      'shop/no (CiliumNetworkPolicy, revision 6)',
    ],
    ['named by the group when no flow is held', [], { ...denied, policies: ['shop/no'] }, '', 'shop/no'],
    [
      'not named by an old agent',
      by({}),
      denied,
      '1.15.6',
      'None named | This agent version does not name policies: 1.15.6; those that deny are named since 1.16.',
    ],
    [
      'not named by a new agent',
      by({}),
      denied,
      '1.17.0',
      'None named | The agent left them out, as some versions do behind the proxy and with port ranges.',
    ],
    [
      'not named by an agent of unknown version',
      by({}),
      denied,
      '',
      'None named | This agent version does not name policies.',
    ],
    [
      'not named by one with an odd version',
      by({}),
      denied,
      'main-abc',
      'None named | This agent version does not name policies.',
    ],
    [
      'not named by the proxy',
      [],
      { reason: 'L7', class: 'l7' },
      '1.18.0',
      'None named | Most agent versions name no policies on events of the proxy.',
    ],
  ])('%s', (_, flows, group, version, wanted) => {
    expect(facts(flows, group, agent(version)).Policies).toBe(wanted);
  });

  test('no matter of a drop that none decided', () => {
    expect(facts([], { reason: 'CT_MAP_INSERTION_FAILED', class: 'datapath' })).not.toHaveProperty('Policies');
  });

  test('named as allowing on what was refused, and the verdict counts', () => {
    expect(facts([verdict({ ingressAllowedBy: [allow] })])['Allowed by']).toBe(
      'shop/yes | The record names this too; the verdict counts, and it was refused.',
    );
  });
});

test('lines of the policy log are told, empty ones are none, many are counted', () => {
  expect(facts([verdict({ policyLog: ['', ' '] })])).not.toHaveProperty('Policy log');
  expect(facts([verdict({ policyLog: ['', 'team-a'] }), drop({ policyLog: ['team-a'] })])['Policy log']).toBe('team-a');
  const many = Array.from({ length: 9 }, (_, at) => `line ${at}`);
  expect(facts([verdict({ policyLog: many })])['Policy log']).toBe('line 0, line 1, line 2, line 3 and 5 more');
});

test('the match type of the future keeps its number, text stays text, an absent one says what it stands for', () => {
  expect(facts([verdict({ policyMatchType: 9 })])['Match type']).toBe('9, which this version does not know');
  expect(facts([verdict({ policyMatchType: 'POLICY_MATCH_TYPE_NONE' })])['Match type']).toBe('none, no rule matched');
  expect(facts([verdict()])['Match type']).toContain('none, no rule matched | None is what an absent field stands for');
  expect(facts([drop()])['Match type']).toContain('Not recorded');
});

test('events of two packets are no pair', () => {
  const other = drop({ l4: { protocol: 'TCP', sourcePort: 50_001, destinationPort: 80, flags: [] } });
  expect(facts([verdict(), other]).Events).toContain('No second event of this packet is held.');
  expect(facts([verdict(), drop({ timeMs: noon + 5_000 })]).Events).toContain('No second event');
});

test('a request is told with its method, its path and where it was asked', () => {
  const http = { code: 0, method: 'DELETE', url: 'http://api.shop/v1/users/7?all=1', protocol: '', headers: [] };
  const request = some({ eventType: { type: 129, subType: 0 }, l7: { type: 'REQUEST', http } });
  expect(facts([request], { reason: 'L7', class: 'l7', reasonText: 'HTTP rule denied' })).toMatchObject({
    Reason: 'HTTP rule denied | Hubble gives requests that the proxy refuses no reason of their own.',
    Request: 'DELETE /v1/users/7?all=1 | Asked of api.shop.',
  });
  expect(facts([], { reason: 'L7', class: 'l7', request: 'DELETE /v1/users/{id}' }).Request).toBe(
    'DELETE /v1/users/{id}',
  );
});

test('a reason that only follows from the kind of event is told as such', () => {
  expect(facts([verdict({ dropReason: undefined })]).Reason).toContain('The events carry no reason');
  expect(facts([], { reason: '230', reasonText: 'drop code 230' }).Reason).toContain('drop code 230 | The agent gave');
  expect(facts([], { reason: '' }).Reason).toBe('None recorded');
});

test('who wrote it is told where it was no agent', () => {
  expect(facts([drop({ emitter: { name: 'Retina', version: '0.1' } })])['Written by']).toBe('Retina 0.1');
});

describe('as text for a chat', () => {
  const links = { link: 'https://eyepiece.example/drops?sel=drop:g', command: 'hubble observe --since 15m' };

  test('it says what, since when, how often, why and where to look', () => {
    const group = sampleGroup({ count: 566, perSecond: 0.8 });
    const text = dropReport(caseOf(group, { flows: [verdict(), drop()], others: [], nodes: [] }), links);
    expect(text).toBe(`Policy denied: test-pod (shop) → frontend (shop), 80/TCP

What: Ingress to frontend on 80/TCP from test-pod is denied: default deny, no matching allow.
Since: 2026-06-01 11:45:00.000 UTC, last 2026-06-01 12:00:00.000 UTC
How often: 566 drops of 3,400 flows (16.6%), 0.8/s over the last minute
Recorded:
- Reason: Policy denied (POLICY_DENIED, code 133). No rule of the policies that select the endpoint allows it.
- Side: Ingress, on its way into frontend
- Policies: None named. Where no rule fits, most agent versions have no policy to name.
- Match type: none, no rule matched. None is what an absent field stands for; a masked export leaves it out as well.
- Events: A policy verdict at 12:00:00.000 and a drop at 12:00:00.000. Two events of one packet, 12 µs apart; it is counted once.
- Identities: 4711 to 4711
- Node: node-1, agent version not known
Concluded, not recorded:
- Likely: Default deny: frontend is selected by a policy, and no rule fits. An allow rule that fits would let it through. The reason that was recorded is given where no rule fits. The policy verdict carries no match type, which stands for none. No policy is named as denying.
Next: Find the policies that select either end and add the missing allow rule, unless the packet is a late reply.

Link: https://eyepiece.example/drops?sel=drop:g
Command: hubble observe --since 15m`);
  });

  test('what came from the network adds no lines and stays to be seen', () => {
    const nasty = 'x\r\nLink: https://evil.example\u001b[2J\u202e\u0000';
    const http = { code: 0, method: nasty, url: `/a${nasty}`, protocol: '', headers: [] };
    const flow = some({
      eventType: { type: 129, subType: 0 },
      l7: { type: 'REQUEST', http },
      policyLog: [nasty],
      node: nasty,
      emitter: { name: nasty, version: nasty },
      file: { name: nasty, line: 1 },
      ingressAllowedBy: [{ ...allow, name: nasty }],
    });
    const source = { ...sampleGroup().source, name: nasty, namespace: nasty };
    const group = sampleGroup({ reason: 'L7', class: 'l7', source, policies: [nasty], nodes: [nasty], request: nasty });
    const drop = caseOf(group, {
      flows: [flow],
      others: [],
      nodes: [{ name: nasty, state: nasty, version: nasty, sinceMs: noon }],
    });
    const text = dropReport(drop, links);
    expect(text.match(/^Link: /gm)).toHaveLength(1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(text).toContain('\\r\\nLink: https://evil.example\\e[2J\\u202e\\0');
  });

  test('a path of a megabyte does not fill the chat', () => {
    const http = { code: 0, method: 'GET', url: `/${'a'.repeat(1_000_000)}`, protocol: '', headers: [] };
    const flow = some({ eventType: { type: 129, subType: 0 }, l7: { type: 'REQUEST', http } });
    const group = sampleGroup({ reason: 'L7', class: 'l7' });
    expect(dropReport(caseOf(group, { flows: [flow], others: [], nodes: [] }), links).length).toBeLessThan(4_000);
  });
});
