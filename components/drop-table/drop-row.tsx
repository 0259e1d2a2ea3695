import { clsx } from 'clsx';
import { Badge } from '@/components/ui/badge';
import { Icon } from '@/components/ui/icon';
import { useVeilText } from '@/components/veil/veil';
import { VerdictGlyph } from '@/components/verdict/verdict';
import { type Trend, trendChange, trendOf } from '@/lib/drops/diff';
import { type DropGroup, searchedNames } from '@/lib/drops/group';
import type { DropMark, Standing } from '@/lib/drops/mark';
import type { Entity } from '@/lib/flow/entity';
import { entityKindText, entityLabel } from '@/lib/flow/entity-text';
import {
  countOf,
  formatAgo,
  formatClock,
  formatCount,
  formatDateTime,
  formatPort,
  formatRate,
} from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import { Bars } from './bars';
import { standingText } from './mark-text';
import { toneOf } from './tone';

export interface DropRowProps {
  readonly group: DropGroup;
  /** Its denials, or those of the node it stands under. */
  readonly count: number;
  readonly standing: Standing;
  readonly mark: DropMark | undefined;
  /** So many points at the start of its trend are not known in full. */
  readonly unknown: number;
  /** Ends of several clusters are in view: each says of which it is. */
  readonly clusters: boolean;
  /** null where the range has an end: then there is no ago, no rate and no trend. */
  readonly nowMs: number | null;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** Two lines: the names, and under them what narrows them down. */
export function DropRow(props: DropRowProps) {
  const veilOf = useVeilText();
  const { group, count, standing, mark, unknown, clusters, nowMs, open, onToggle } = props;
  const { source, destination } = group;
  const said = standingText(standing, mark);
  return (
    // The whole row can be pressed; the button in its first cell is what keys and screen readers use.
    <tr
      className={clsx(
        'h-11 cursor-default border-line-faint border-b hover:bg-hover',
        standing === 'loud' ? 'text-fg' : 'text-muted',
        open && 'bg-selected shadow-[inset_2px_0_0_var(--fg)] hover:bg-selected',
      )}
      data-drop={group.id}
      data-standing={standing}
      onClick={onToggle}
    >
      <td className="pl-2">
        <OpenButton label={labelOf(props, veilOf)} onToggle={onToggle} open={open} />
      </td>
      <td className="max-w-48 px-2 max-sm:max-w-[calc(50vw-28px)] max-sm:py-1.5">
        <End clusters={clusters} end={source} />
        <span className="mt-0.5 flex items-start gap-1 sm:hidden">
          <Icon className="mt-0.5 text-subtle" name="arrow-right" size={12} />
          <span className="min-w-0">
            <End clusters={clusters} end={destination} />
          </span>
        </span>
      </td>
      <td className="text-subtle max-sm:hidden">
        <Icon name="arrow-right" size={14} />
      </td>
      <td className="max-w-48 px-2 max-sm:hidden">
        <End clusters={clusters} end={destination} />
      </td>
      <td className="whitespace-nowrap px-2 max-sm:hidden">
        <Two first={<span className="mono">{portText(group)}</span>} second={directionText(group)} />
      </td>
      <td className="max-w-64 px-2 max-sm:max-w-[calc(50vw-28px)] max-sm:py-1.5">
        <Reason {...props} />
      </td>
      <td className="max-w-56 px-2 max-md:hidden">
        <Two
          first={visible(group.policies.join(', ')) || <span className="text-subtle">not named</span>}
          second={policyNote(group)}
        />
      </td>
      <td className="px-2 max-xl:hidden">
        <Bars label={barsText(group)} tone={toneOf(group)} values={group.trend} />
      </td>
      <td className="mono whitespace-nowrap px-2 text-right max-sm:hidden">
        <Two first={formatCount(count)} second={ofText(group, count)} />
      </td>
      <td className="mono whitespace-nowrap px-2 text-right max-md:hidden">
        {nowMs !== null && formatRate(group.perSecond)}
      </td>
      <td className="whitespace-nowrap px-2 text-right max-md:hidden">
        <Two first={nowMs !== null && <TrendMark group={group} unknown={unknown} />} second={said} />
      </td>
      <TimesCell group={group} nowMs={nowMs} />
    </tr>
  );
}

interface OpenButtonProps {
  readonly label: string;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function OpenButton({ label, open, onToggle }: OpenButtonProps) {
  return (
    <button
      aria-expanded={open}
      aria-label={label}
      className="inline-flex size-7 items-center justify-center rounded-1 text-subtle hover:bg-active"
      data-row-button
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
      type="button"
    >
      <Icon name={open ? 'chevron-down' : 'chevron-right'} size={14} />
    </button>
  );
}

/** When it was seen last, and first. */
function TimesCell({ group, nowMs }: Pick<DropRowProps, 'group' | 'nowMs'>) {
  return (
    <td
      className="mono whitespace-nowrap px-2 pr-4 text-right max-sm:hidden"
      title={`${formatDateTime(group.firstMs)} to ${formatDateTime(group.lastMs)}`}
    >
      <Two
        first={nowMs === null ? formatDateTime(group.lastMs) : formatAgo(group.lastMs, nowMs)}
        second={nowMs === null ? formatDateTime(group.firstMs) : formatClock(group.firstMs)}
      />
    </td>
  );
}

/** Under a node: of all its drops; else of all flows of the conversation. */
function ofText(group: DropGroup, count: number): string {
  if (count < group.count) return `of ${formatCount(group.count)} on all nodes`;
  return `of ${countOf(group.conversationFlows, 'flow')}`;
}

/** Both are cut where there is no room; `title` says all of the first where it is more than text. */
function Two({ first, second, title }: { first: React.ReactNode; second: React.ReactNode; title?: string }) {
  return (
    <>
      <span className="block truncate" title={title ?? textOf(first)}>
        {first}
      </span>
      <span className="block truncate text-11 text-subtle leading-4" title={textOf(second)}>
        {second}
      </span>
    </>
  );
}

const textOf = (content: React.ReactNode) => (typeof content === 'string' ? content : undefined);

/** On a phone the figures stand here too, because their columns do not fit. */
function Reason({ group, count, nowMs, standing, mark, unknown }: DropRowProps) {
  const said = standingText(standing, mark);
  const request = visible(group.request ?? '');
  const first = (
    <span className="flex items-center gap-1.5">
      <VerdictGlyph tone={toneOf(group)} />
      <span className="truncate">{visible(group.reasonText)}</span>
    </span>
  );
  const code = request || (group.reason === 'L7' ? 'no reason from Hubble' : visible(group.reason));
  const second = (
    <span className="mono-11">
      <span className="sm:hidden">{`${portText(group)} ${directionText(group)}`}</span>
      <span className="max-sm:hidden" title={request && `The newest refused request: ${request}`}>
        {code}
      </span>
    </span>
  );
  return (
    <>
      <Two first={first} second={second} title={visible(group.reasonText)} />
      {request && <span className="mono-11 block truncate text-subtle sm:hidden">{request}</span>}
      <span className="mono-11 mt-0.5 flex flex-wrap items-center gap-x-2 text-muted sm:hidden">
        <span>{countOf(count, ...unitOf(group))}</span>
        {nowMs !== null && <span>{formatRate(group.perSecond)}</span>}
        {nowMs !== null && <TrendMark group={group} unknown={unknown} />}
        {said && <span>{said}</span>}
      </span>
    </>
  );
}

function End({ end, clusters }: { end: Entity; clusters: boolean }) {
  const within = end.namespace && end.kind !== 'namespace' ? end.namespace : entityKindText(end);
  const where = clusters && end.cluster !== '' ? `${within}, ${end.cluster}` : within;
  const why = useVeilText()(end);
  return (
    <Two first={entityLabel(end)} second={visible(where)} {...(why && { title: `${entityLabel(end)}. ${why}` })} />
  );
}

/** What is counted: refused packets and requests, or answers that a name does not exist. */
const unitOf = ({ reason, audited }: DropGroup) =>
  [reason === searchedNames ? 'answer' : audited ? 'packet' : 'drop'] as const;

function labelOf({ group, count, standing, mark }: DropRowProps, veilOf: (end: Entity) => string): string {
  const ends = `${entityLabel(group.source)} to ${entityLabel(group.destination)}`;
  const said = standingText(standing, mark);
  const facts = [ends, visible(group.reasonText), countOf(count, ...unitOf(group)), said].filter(Boolean).join(', ');
  const veiled = [group.source, group.destination].filter((end) => end.veiled);
  return [facts, ...veiled.map((end) => `${entityLabel(end)}: ${veilOf(end)}`)].join('. ');
}

function barsText({ trend, audited }: DropGroup): string {
  return `${audited ? 'Packets that would be dropped' : 'Drops'} over time, newest at the right; at most ${formatCount(Math.max(0, ...trend))} in one bar`;
}

function portText({ protocol, port }: DropGroup): string {
  return port > 0 ? formatPort(protocol, port) : protocol || 'no port';
}

function directionText({ direction, lateReply, alsoIngress }: DropGroup): string {
  const egress = alsoIngress ? 'Both sides' : 'Egress';
  const side = direction === 'INGRESS' ? 'Ingress' : direction === 'EGRESS' ? egress : 'Direction unknown';
  return lateReply ? `${side}, late reply` : side;
}

function policyNote({ policies, reason }: DropGroup): string {
  if (policies.length > 0) return reason === 'POLICY_DENY' ? 'deny rule' : 'named by Hubble';
  return reason === 'POLICY_DENIED' ? 'default deny' : '';
}

const trendWords: Record<Trend, string> = {
  new: 'New',
  rising: 'rising',
  steady: 'steady',
  falling: 'falling',
  stopped: 'stopped',
};

function TrendMark({ group, unknown }: Pick<DropRowProps, 'group' | 'unknown'>) {
  const trend = trendOf(group, unknown);
  const change = trendChange(group, unknown);
  if (trend === 'new') return <Badge tone="new">New</Badge>;
  const amount =
    change === null || trend === 'stopped' || trend === 'steady'
      ? ''
      : ` ${change > 0 ? '+' : ''}${Math.round(change * 100)}%`;
  return `${trendWords[trend]}${amount}`;
}
