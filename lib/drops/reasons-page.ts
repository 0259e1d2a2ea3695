// docs/drop-reasons.md, made from the table of reasons.

import {
  type DropReason,
  type DropReasonClass,
  dropReason,
  dropReasonClasses,
  dropReasons,
  refusedByProxy,
} from '@/lib/flow/drop-reason';
import { dropReasonAdvice } from '@/lib/flow/drop-reason-advice';
import { markdownTable } from '@/lib/flow/markdown-table';

/** The whole page as Markdown. */
export function dropReasonsPage(): string {
  return [
    intro,
    ...dropReasonClasses.filter((kind) => kind !== 'unknown').map(sectionOf),
    `## Codes that are not in these tables

${classTexts.unknown.text} Codes below 130 are no drops at all.
`,
  ].join('\n');
}

const intro = `# Drop reasons

What each drop reason of Hubble means and what to do about it: what \`/drops\` says of it, made from the same table
(\`lib/flow/drop-reason.ts\`). Names and numbers are those of \`flow.DropReason\` in Cilium 1.19. The names are frozen there while
some meanings moved on: where they did, both are given. \`reason:\` of a filter takes the name or the number
([filters.md](filters.md)).
`;

interface ClassText {
  readonly title: string;
  readonly text: string;
}

const classTexts: Record<DropReasonClass, ClassText> = {
  policy: {
    title: 'Policy',
    text: 'A policy, or a setting that works like one, decided so.',
  },
  service: { title: 'Service', text: 'There is nothing behind the service. No policy cures it.' },
  routing: { title: 'Routing', text: 'There was no way to where the packet should go.' },
  mtu: { title: 'MTU and fragments', text: 'The packet was too large for the path, or came in pieces.' },
  packet: { title: 'Packet', text: 'The packet is malformed, forged, or of a kind that is not carried.' },
  tracking: {
    title: 'Connection tracking and address translation',
    text: 'A table of connections or of translated addresses was full, had no entry, or was off.',
  },
  agent: {
    title: 'Agent',
    text: 'Something that the agent loads or learns was not there: brief while agents, pods and nodes start.',
  },
  limit: { title: 'Limits', text: 'Too much came at a time.' },
  noise: { title: 'Noise', text: 'Healthy nodes show these too. `/drops` folds them into a line of their own.' },
  internal: {
    title: 'Not a failure',
    text: 'The packet was handed on inside the node. Hubble reports it like a drop; it is folded away with the noise.',
  },
  unknown: {
    title: 'Unknown',
    text: 'A code of a newer agent is shown as `drop code 230`, text of a foreign exporter as it came; neither is taken for one that is known.',
  },
};

function sectionOf(kind: DropReasonClass): string {
  const rows = dropReasons.filter((reason) => reason.class === kind).map(rowOf);
  const { title, text } = classTexts[kind];
  const own = kind === 'policy' ? [proxyRow()] : [];
  return `## ${title}

${text}

${markdownTable(['Code', 'Name', 'Shown as', 'What it means', 'What to do', 'Agents'], [...rows, ...own])}
`;
}

function rowOf(reason: DropReason): readonly string[] {
  const { code, name, label } = reason;
  const { meaning, advice } = dropReasonAdvice(name);
  return [code.toString(), `\`${name}\``, label, sentence(meaning), advice, agentsOf(reason)];
}

/** Requests that the proxy refuses come with no reason at all. */
function proxyRow(): readonly string[] {
  const { label } = dropReason(refusedByProxy);
  const { meaning, advice } = dropReasonAdvice(refusedByProxy);
  return ['none', `\`${refusedByProxy}\``, label, sentence(meaning), advice, 'any'];
}

const sentence = (clause: string): string => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;

const producedNoMore: readonly number[] = [130, 131, 138, 148, 149, 152, 186];

/** By the enum of each release; what 1.12 had is in all that Eyepiece reads. */
const firstIn: readonly (readonly [version: string, codes: readonly number[]])[] = [
  ['1.13', [181, 182, 183, 184, 185, 186, 187, 188, 189]],
  ['1.14', [190, 191, 192, 193, 194]],
  ['1.15', [195, 196, 197, 198, 202]],
  ['1.16', [199, 200, 201, 203, 204]],
  ['1.18', [205]],
];

function agentsOf({ code }: DropReason): string {
  if (producedNoMore.includes(code)) return 'old ones only';
  const version = firstIn.find(([, codes]) => codes.includes(code))?.[0];
  return version === undefined ? 'any' : `${version} and newer`;
}
