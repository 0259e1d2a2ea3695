// The counting rules, as questions to the rows of one conversation.
import { denialsOf, isDenialRow } from '@/lib/rollup/denials';
import type { Row } from '@/lib/rollup/row';
import { type BySide, type Side, sides } from '@/lib/rollup/side';

/** Flow events per verdict name. */
export type EventCounts = { readonly [verdict: string]: number };

/** Rule 1: every flow event, by verdict. */
export function eventsByVerdict(rows: Iterable<Row>): EventCounts {
  const counts = new Map<string, number>();
  for (const { dims, events } of rows) counts.set(dims.verdict, (counts.get(dims.verdict) ?? 0) + events);
  return Object.fromEntries(counts);
}

/** Rules 1 and 3: what each side said. A direction that is neither in nor out is a side of its own. */
export function eventsBySide(rows: Iterable<Row>): BySide<EventCounts> {
  const all = [...rows];
  const on = (side: Side) => eventsByVerdict(all.filter(({ dims }) => dims.side === side));
  return { egress: on('egress'), ingress: on('ingress'), unknown: on('unknown') };
}

/**
 * Rule 3, the figure shown: what the side that saw most saw. Sightings by a service's virtual address are the same
 * packets as those by the backend's, so they are not added either; nor are the two events of a refused or audited
 * packet. Never less than the denials, which are all different packets.
 */
export function flowsShown(rows: Iterable<Row>): number {
  const all = [...rows];
  const direct = all.filter(({ dims }) => dims.service === '');
  const viaService = all.filter(({ dims }) => dims.service !== '');
  return Math.max(denialsOf(all).total, mostOnOneSide(direct), mostOnOneSide(viaService));
}

function mostOnOneSide(rows: readonly Row[]): number {
  if (rows.length === 0) return 0;
  const denials = denialsOf(rows).bySide;
  return Math.max(...sides.map((side) => denials[side] + passedOn(rows.filter(({ dims }) => dims.side === side))));
}

/** Events that are no denials, an audit verdict and the trace of its packet being one. */
function passedOn(rows: readonly Row[]): number {
  const passed = rows.filter((row) => !isDenialRow(row));
  const audited = eventsOf(passed.filter(isAuditRow));
  const traced = eventsOf(passed.filter(isForwardTrace));
  return eventsOf(passed) - Math.min(audited, traced);
}

/** Packets that policy audit mode let pass; a packet audited on both sides is one. */
export function audits(rows: Iterable<Row>): number {
  const audited = [...rows].filter(isAuditRow);
  return Math.max(...sides.map((side) => eventsOf(audited.filter(({ dims }) => dims.side === side))));
}

/** Rule 6: the rows that make an edge. */
export function drawn<R extends Row>(rows: Iterable<R>): R[] {
  return [...rows].filter(({ dims }) => dims.undrawn === '');
}

/** Rule 6: the rows that make none, to be counted beside the map. */
export function undrawn<R extends Row>(rows: Iterable<R>): R[] {
  return [...rows].filter(({ dims }) => dims.undrawn !== '');
}

function isAuditRow({ dims }: Row): boolean {
  return dims.verdict === 'AUDIT';
}

const traceEvent = 4;

function isForwardTrace({ dims }: Row): boolean {
  return dims.eventType === traceEvent && dims.verdict === 'FORWARDED' && dims.reply !== 'reply';
}

function eventsOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { events }) => sum + events, 0);
}
