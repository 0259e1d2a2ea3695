// Rule 4: a denial counts once. A refused packet is told of by up to two events, a policy verdict and a drop, a
// refused request by up to two proxies; this file puts together what belongs together.
import type { Row, RowDims } from '@/lib/rollup/row';
import { type BySide, type Side, sides } from '@/lib/rollup/side';

export interface Denials {
  /** Refused packets and requests, each once. */
  readonly total: number;
  readonly bySide: BySide<number>;
  /** Those among `total` that are probably replies to a connection that was forgotten. */
  readonly lateReplies: number;
}

/** Denials among the rows of one conversation. */
export function denialsOf(rows: Iterable<Row>): Denials {
  const bySide = { egress: 0, ingress: 0, unknown: 0 };
  let lateReplies = 0;
  for (const pairing of pairingsOf(rows)) {
    const count = countOf(pairing);
    bySide[pairing.side] += count;
    if (pairing.late) lateReplies += count;
  }
  return { total: bySide.egress + bySide.ingress + bySide.unknown, bySide, lateReplies };
}

/** True for rows of refused packets or requests: flows for which lib/flow's isDenial holds. */
export function isDenialRow({ dims }: Row): boolean {
  return dims.verdict === 'DROPPED' || (dims.verdict === 'ERROR' && dims.eventType === policyVerdict);
}

/** Some or all events of a row. */
export interface Portion {
  readonly dims: RowDims;
  readonly events: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly request?: string | undefined;
}

/** Two accounts of the same denials: the larger of the two is their number. */
export interface Pairing {
  readonly reason: string;
  readonly late: boolean;
  readonly side: Side;
  readonly l7: boolean;
  /** Policy verdicts; the requests of an L7 pairing. */
  readonly verdicts: readonly Portion[];
  /** Drops; the responses of an L7 pairing. */
  readonly drops: readonly Portion[];
  /** What the proxy on the other side said of the same requests. */
  readonly repeated: readonly Portion[];
}

export function countOf({ verdicts, drops }: Pairing): number {
  return Math.max(sum(verdicts), sum(drops));
}

export function sum(portions: readonly Portion[]): number {
  return portions.reduce((total, { events }) => total + events, 0);
}

/** The denial rows put in pairs: per reason and side, late replies apart. */
export function pairingsOf(rows: Iterable<Row>): Pairing[] {
  const cases = new Map<string, Row[]>();
  for (const row of rows) {
    if (!isDenialRow(row)) continue;
    const key = `${isL7(row) ? 'l7' : isLate(row)} ${row.dims.reason}`;
    const alike = cases.get(key);
    if (alike) alike.push(row);
    else cases.set(key, [row]);
  }
  return [...cases.values()].flatMap((alike) => (alike.some(isL7) ? l7Pairing(alike) : packetPairings(alike)));
}

const policyVerdict = 5;
const l7Access = 129;
const refusedByProxy = 'L7';

function isL7({ dims }: Row): boolean {
  return dims.reason === refusedByProxy || dims.eventType === l7Access;
}

function isLate({ dims }: Row): boolean {
  return dims.reply === 'late';
}

/** All of one reason. A packet refused on one side never reaches the other, so the sides add up. */
function packetPairings(rows: readonly Row[]): Pairing[] {
  const verdicts = bySide(rows.filter(({ dims }) => dims.eventType === policyVerdict));
  const drops = bySide(rows.filter(({ dims }) => dims.eventType !== policyVerdict));
  // An event without direction is the missing half of one on a known side, as long as there are such.
  for (const side of ['egress', 'ingress'] as const) {
    const excess = sum(verdicts[side]) - sum(drops[side]);
    if (excess > 0) move(drops.unknown, drops[side], excess);
    if (excess < 0) move(verdicts.unknown, verdicts[side], -excess);
  }
  return sides
    .map((side) => pairing(rows, side, { verdicts: verdicts[side], drops: drops[side] }))
    .filter((made) => countOf(made) > 0);
}

/** Both proxies may tell of one request: the side that tells of more is right, the other repeats it. */
function l7Pairing(rows: readonly Row[]): Pairing[] {
  const requests = bySide(rows.filter(({ dims }) => dims.l7Type !== 'response'));
  const responses = bySide(rows.filter(({ dims }) => dims.l7Type === 'response'));
  const pairings = sides.map((side) => pairing(rows, side, { verdicts: requests[side], drops: responses[side] }));
  const [most, ...others] = pairings.sort((a, b) => countOf(b) - countOf(a));
  if (most === undefined || countOf(most) === 0) return [];
  return [{ ...most, l7: true, late: false, repeated: others.flatMap((other) => [...other.verdicts, ...other.drops]) }];
}

function pairing(rows: readonly Row[], side: Side, accounts: Pick<Pairing, 'verdicts' | 'drops'>): Pairing {
  const reason = rows[0]?.dims.reason ?? '';
  return { reason, late: rows.every(isLate), side, l7: false, repeated: [], ...accounts };
}

function bySide(rows: readonly Row[]): Record<Side, Portion[]> {
  const on = (side: Side): Portion[] => rows.filter(({ dims }) => dims.side === side);
  return { egress: on('egress'), ingress: on('ingress'), unknown: on('unknown') };
}

/** Moves at most so many events. */
export function move(from: Portion[], to: Portion[], most: number): void {
  let left = most;
  while (left > 0) {
    const portion = from.pop();
    if (portion === undefined) return;
    const events = Math.min(left, portion.events);
    to.push({ ...portion, events });
    if (events < portion.events) from.push({ ...portion, events: portion.events - events });
    left -= events;
  }
}
