// A drop as text for a chat or a ticket: what, since when, how often, why, and where to look.
import { type DropGroup, searchedNames } from '@/lib/drops/group';
import { advice, whySentence } from '@/lib/drops/why';
import { type DropCase, surenessText } from '@/lib/drops/why-case';
import { type Inference, inferences } from '@/lib/drops/why-inferred';
import { type RecordedFact, recordedFacts } from '@/lib/drops/why-recorded';
import type { Entity } from '@/lib/flow/entity';
import { entityKindText, entityLabel } from '@/lib/flow/entity-text';
import { countOf, formatCount, formatDateTime, formatPort, formatRate, formatShare } from '@/lib/flow/format';
import { sentenceText } from '@/lib/flow/sentence';
import { visible } from '@/lib/flow/visible';

export interface ReportLinks {
  /** Opens the group on the page. */
  readonly link: string;
  /** The `hubble observe` command that shows the flows. */
  readonly command: string;
}

/** Plain text. Whatever came from the network keeps to its line, and says nothing that is not there to be seen. */
export function dropReport(drop: DropCase, { link, command }: ReportLinks): string {
  const { group } = drop;
  return [
    `${group.reasonText}: ${endText(group.source)} → ${endText(group.destination)}, ${formatPort(group.protocol, group.port)}`,
    '',
    `What: ${whySentence(group)}`,
    `Since: ${formatDateTime(group.firstMs)} UTC, last ${formatDateTime(group.lastMs)} UTC`,
    `How often: ${oftenText(group)}`,
    'Recorded:',
    ...recordedFacts(drop).map(factText),
    ...concludedLines(inferences(drop)),
    `Next: ${advice(group)}`,
    '',
    `Link: ${link}`,
    `Command: ${command}`,
  ]
    .map(lineText)
    .join('\n');
}

/** Longer lines are nobody's to read; the link shows the whole. */
const longestLine = 600;
const lineText = (line: string): string => {
  const text = visible(line);
  return text.length > longestLine && !/^(Link|Command): /.test(text) ? `${text.slice(0, longestLine)}…` : text;
};

function endText(end: Entity): string {
  const within = end.namespace !== '' && end.kind !== 'namespace' ? end.namespace : entityKindText(end);
  return `${entityLabel(end)} (${within})`;
}

function oftenText(group: DropGroup): string {
  const { count, conversationFlows, perSecond, reason, audited } = group;
  const unit = reason === searchedNames ? 'answer' : audited ? 'packet' : 'drop';
  const share =
    conversationFlows > count
      ? ` of ${formatCount(conversationFlows)} flows (${formatShare(count, conversationFlows)})`
      : '';
  const rate = perSecond > 0 ? `, ${formatRate(perSecond)} over the last minute` : ', none in the last minute';
  return `${countOf(count, unit)}${share}${rate}`;
}

function factText({ name, value, note }: RecordedFact): string {
  return `- ${name}: ${sentenceText(value)}${note === '' ? '' : `. ${note}`}`;
}

function concludedLines(concluded: readonly Inference[]): readonly string[] {
  if (concluded.length === 0) return [];
  return [
    'Concluded, not recorded:',
    ...concluded.map(
      ({ sureness, sentence, evidence }) =>
        `- ${surenessText[sureness]}: ${sentenceText(sentence)} ${evidence.map(sentenceText).join(' ')}`,
    ),
  ];
}
