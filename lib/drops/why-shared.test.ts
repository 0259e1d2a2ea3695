// The recorded cases about drops and policies, down to the sentences that are right for each.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCaptureLine } from '@/lib/capture/parse-line';
import { dropGroups } from '@/lib/drops/fold';
import type { DropGroup } from '@/lib/drops/group';
import { audited, dropped, type Refusal } from '@/lib/drops/refusal';
import { advice, whySentence } from '@/lib/drops/why';
import { caseOf, surenessText } from '@/lib/drops/why-case';
import { inferences } from '@/lib/drops/why-inferred';
import { recordedFacts } from '@/lib/drops/why-recorded';
import { dropReport } from '@/lib/drops/why-report';
import type { Flow } from '@/lib/flow/flow';
import { sentenceText } from '@/lib/flow/sentence';
import { createRollup } from '@/lib/rollup/rollup';
import { noon } from '@/lib/rollup/sample';
import { conversationsOf } from '@/lib/rollup/window';

const folder = path.resolve(import.meta.dirname, '../../../shared/cases');

function read(lines: string): Flow[] {
  const [file = '', range = ''] = lines.split(':');
  const [first = 1, last = first] = range.split('-').map(Number);
  const all = readFileSync(path.join(folder, file), 'utf8').split('\n');
  return all.slice(first - 1, last).flatMap((line, place) => {
    const record = parseCaptureLine(line, first + place, noon);
    return record?.kind === 'flow' ? [{ ...record.flow, id: `${lines} ${place}` }] : [];
  });
}

function groupsOf(flows: readonly Flow[], refusal: Refusal): readonly DropGroup[] {
  const rollup = createRollup();
  for (const flow of flows) rollup.fold(flow, flow.timeMs ?? noon);
  const span = { fromMs: noon, toMs: noon + 15_000, stepMs: 15_000, slices: [], recentMs: 60_000 };
  return dropGroups(conversationsOf(rollup.rows()), span, refusal);
}

/** Everything that is said of each group, a line each. */
function told(lines: string, refusal = dropped): string[] {
  const flows = read(lines);
  return groupsOf(flows, refusal).flatMap((group) => {
    const drop = caseOf(group, { flows, others: flows, nodes: [] });
    return [
      `${group.count}: ${whySentence(group)}`,
      advice(group),
      ...recordedFacts(drop).map(({ name, value, note }) => `${name}: ${sentenceText(value)} | ${note}`),
      ...inferences(drop).map(
        ({ kind, sureness, sentence, evidence }) =>
          `${kind}, ${surenessText[sureness]}: ${sentenceText(sentence)} ${evidence.map(sentenceText).join(' ')}`,
      ),
    ];
  });
}

const cases: readonly (readonly [id: string, lines: string, sentences: readonly string[]])[] = [
  [
    'S01',
    'drops.jsonl:1',
    ['This is multicast noise.', 'INVALID_SOURCE_IP, code 132', 'Side: Not recorded', 'Node: kind-kind/kind-worker'],
  ],
  [
    'S02',
    'drops.jsonl:2',
    ['from xwing to deathstar on 80/TCP is denied: default deny, no matching allow.', 'default-deny, Likely'],
  ],
  ['S03', 'drops.jsonl:3', ['1: Egress from agent-probe to corp-prod-target on 8080/TCP', 'POLICY_DENIED, code 133']],
  ['S04', 'drops.jsonl:4', ['This is link-level noise.', 'VLAN_FILTERED, code 182']],
  ['S05', 'drops.jsonl:5', ['This is link-level noise.', 'UNSUPPORTED_L3_PROTOCOL, code 139']],
  ['S06', 'drops.jsonl:6-7', ['2: Packets from host to the group address 224.0.0.251', 'STALE_OR_UNROUTABLE_IP']],
  [
    'S07',
    'drops.jsonl:8-12',
    [
      'denied by L7 rule',
      'is denied: default deny, no matching allow.',
      'bank-cell-baseline',
      'explicit deny, name unknown',
      'This agent version does not name policies.',
      'the service has no ready backend. This is not a policy drop.',
      'no-backend, Sure: The service has no ready backend, so namespace b is what to look at, not a policy.',
      'explicit-deny, Sure',
      'request-rule, Sure',
    ],
  ],
  [
    'S08',
    'policy.jsonl:1-2',
    [
      'Egress from client to one.example.com on 80/TCP is denied',
      'identity-changed, Likely: The identity of 192.0.2.1 is not the same in all flows',
      '192.0.2.1 was one.example.com, identity 9, at 01:30:19.361 and one.example.com, identity 16777259, at 01:32:14.234.',
      'Source line: bpf_lxc.c:1361',
    ],
  ],
  [
    'S09',
    'policy.jsonl:3',
    [
      'is denied by a deny rule in net-lab/deny-tg-to-echo. Deny rules win over every allow.',
      'Policies: net-lab/deny-tg-to-echo (CiliumNetworkPolicy, revision 6)',
      'Match type: L3-only',
      'explicit-deny, Sure',
    ],
  ],
  [
    'S11',
    'policy.jsonl:6-9',
    [
      '1: Ingress to deployment on 8087/TCP from 10.8.14.163 is denied',
      'Events: A policy verdict at 12:50:15.551 and a drop at 12:50:15.551 | Two events of one packet',
      '10.8.14.163 was cronjob, identity 31001, at 12:50:15.550 and identity 2 at 12:50:15.551.',
    ],
  ],
  [
    'S12',
    'policy.jsonl:10-12',
    [
      '3: Probably late replies: packets from coredns (port 53/UDP) to api',
      'Do not allow it as traffic of its own.',
      'late-reply, Possible',
      'Source port 53/UDP, high destination port 41873: probably a late reply. Ports are a hint only.',
    ],
  ],
  [
    'S17',
    'l7.jsonl:3-4',
    ['denied by L7 rule', 'Request: ', 'request-rule, Sure', '1 answer with status 403 came from the proxy'],
  ],
  ['S20', 'l7.jsonl:10', ['\\e']],
  ['S38', 'legacy.jsonl:6', ['POLICY_DENIED, code 133', 'default deny, no matching allow.']],
];

/** What would be wrong of each, beside what is right. */
const never: Readonly<Record<string, readonly string[]>> = {
  S01: ['default-deny'],
  S07: ['Policy log'],
  S09: ['Policy log', 'default-deny'],
  S12: ['default-deny', 'An allow rule'],
  S17: ['unknown', 'default-deny'],
};

describe.skipIf(!existsSync(folder))('the recorded case', () => {
  test.each(cases)('%s is explained as its index says', (id, lines, sentences) => {
    const all = id === 'S20' ? reportOf(lines) : told(lines).join('\n');
    for (const sentence of sentences) expect(all, sentence).toContain(sentence);
    for (const sentence of never[id] ?? []) expect(all).not.toContain(sentence);
  });

  test('S10 is no drop, and in audit mode one packet that would be denied', () => {
    expect(told('policy.jsonl:4-5')).toEqual([]);
    const all = told('policy.jsonl:4-5', audited).join('\n');
    expect(all).toContain(
      '1: Ingress to db on 80/TCP from frontend would be denied: policies do not allow it. Audit mode let it pass.',
    );
    expect(all).toContain('Verdict: AUDIT');
    expect(all).toContain('default-deny, Likely');
  });

  test('S39 is no drop while its verdict is unknown, and keeps its code where it is one', () => {
    expect(told('future.jsonl:1')).toEqual([]);
    const flows = read('future.jsonl:1').map((flow): Flow => ({ ...flow, verdict: 'DROPPED' }));
    expect(groupsOf(flows, dropped).map(whySentence).join()).toContain('the agent gave drop code 230');
  });
});

/** As it is copied: nothing in it may act on a terminal. */
function reportOf(lines: string): string {
  const flows = read(lines);
  const text = groupsOf(flows, dropped).map((group) =>
    dropReport(caseOf(group, { flows, others: flows, nodes: [] }), { link: 'https://eyepiece.example', command: '' }),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(text.join('')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  return text.join('\n');
}
