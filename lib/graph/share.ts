// What one conversation adds to an edge. Conversations are counted one by one, because the counting rules put
// together events of the same packets; their shares then simply add up.
import type { EdgeState, GraphEdge } from '@/lib/graph/graph';
import type { NamingAgents } from '@/lib/graph/naming-agents';
import { audits, eventsBySide, eventsByVerdict, flowsShown } from '@/lib/rollup/count';
import { type DenialGroup, denialGroups } from '@/lib/rollup/denial-groups';
import { denialsOf, isDenialRow } from '@/lib/rollup/denials';
import type { Row } from '@/lib/rollup/row';
import type { Side } from '@/lib/rollup/side';
import { type ConversationRow, recentRows } from '@/lib/rollup/window';

/** The figures of an edge that a conversation gives, rates as counts of the last minute. */
export interface Share
  extends Pick<
    GraphEdge,
    | 'state'
    | 'events'
    | 'sides'
    | 'flows'
    | 'denials'
    | 'deniedBySide'
    | 'audits'
    | 'allowedBy'
    | 'authenticated'
    | 'encrypted'
    | 'http'
    | 'dns'
    | 'lateReplies'
    | 'repliesOnly'
    | 'firstMs'
    | 'lastMs'
  > {
  readonly recentFlows: number;
  readonly recentDenials: number;
  readonly groups: readonly DenialGroup[];
}

/** Takes the rows of one conversation that make an edge, at least one. `agents`: of which nodes it is known that they name policies. */
export function shareOf(rows: readonly ConversationRow[], agents: NamingAgents = unknownAgents): Share {
  const denials = denialsOf(rows);
  const recent = recentRows(rows);
  return {
    state: stateOf(rows, denials.total),
    events: eventsByVerdict(rows),
    sides: eventsBySide(rows),
    flows: flowsShown(rows),
    recentFlows: flowsShown(recent),
    denials: denials.total,
    recentDenials: denialsOf(recent).total,
    deniedBySide: denials.bySide,
    lateReplies: denials.lateReplies,
    groups: denials.total > 0 ? denialGroups(rows) : [],
    audits: audits(rows),
    allowedBy: allowedByOf(rows, agents),
    ...protectionOf(rows),
    http: httpOf(rows),
    dns: dnsOf(rows),
    repliesOnly: rows.every(({ dims }) => dims.reply === 'reply' || dims.reply === 'late'),
    firstMs: Math.min(...rows.map((row) => row.firstMs)),
    lastMs: Math.max(...rows.map((row) => row.lastMs)),
  };
}

const unknownAgents: NamingAgents = { has: () => false };

const policyVerdict = 5;

function allowedByOf(rows: readonly Row[], agents: NamingAgents): NonNullable<GraphEdge['allowedBy']> {
  const passed = rows.filter(({ dims }) => dims.eventType === policyVerdict && passing.has(dims.verdict));
  const policies = [...new Set(passed.flatMap(({ dims }) => dims.allowedBy))].sort();
  const none = eventsOf(passed.filter(({ dims }) => dims.unlimited === true && agents.has(dims.node)));
  const unnamed = eventsOf(passed.filter(({ dims }) => dims.allowedBy.length === 0));
  return { policies, unnamed, ...(none > 0 && { none }) };
}

/** Most rows tell of neither. */
function protectionOf(rows: readonly ConversationRow[]): Pick<GraphEdge, 'authenticated' | 'encrypted'> {
  const authenticated = rows.filter(({ dims }) => dims.authenticated && passing.has(dims.verdict));
  const encrypted = rows.filter(({ dims }) => dims.encrypted);
  return {
    ...(authenticated.length > 0 && { authenticated: eventsOf(authenticated) }),
    ...(encrypted.length > 0 && { encrypted: flowsShown(encrypted) }),
  };
}

const passing: ReadonlySet<string> = new Set(['FORWARDED', 'REDIRECTED']);

/** Rule 5: by all verdicts seen, never by the last one. */
function stateOf(rows: readonly Row[], denials: number): EdgeState {
  if (denials > 0) return passesBeside(rows, denials) ? 'partly' : 'denied';
  const seen = new Set(rows.map(({ dims }) => dims.verdict));
  if (seen.has('AUDIT')) return 'audit';
  if (seen.has('ERROR')) return 'error';
  if (seen.has('REDIRECTED')) return 'redirected';
  return seen.has('FORWARDED') ? 'forwarded' : 'unknown';
}

/**
 * Whether something passed beside what was refused. What the client's side let pass before the server's side
 * refused it did not, nor did the packets that carried a request to the proxy which refused it.
 */
function passesBeside(rows: readonly Row[], denials: number): boolean {
  const refused = rows.filter(isDenialRow);
  const passed = rows.filter((row) => !isDenialRow(row) && row.dims.verdict !== 'VERDICT_UNKNOWN');
  if (refused.every(isL7)) return eventsOf(passed.filter(isL7)) > Math.min(denials, eventsOf(passed.filter(is403)));
  if (passed.some(({ dims }) => dims.reply === 'reply')) return true;
  const refusing = new Set(refused.map(({ dims }) => dims.side));
  return passed.some(({ dims }) => reachesBeyond(dims.side, refusing));
}

/** Egress comes before ingress: whoever was seen past the first refusing side has passed. */
function reachesBeyond(side: Side, refusing: ReadonlySet<Side>): boolean {
  return side !== 'egress' || refusing.has('egress') || !refusing.has('ingress');
}

function isL7({ dims }: Row): boolean {
  return dims.l7 !== '' || dims.reason === 'L7';
}

/** The proxy's own answer to a request it refused. */
function is403({ dims }: Row): boolean {
  return dims.l7 === 'http' && dims.l7Code === 403;
}

/** Both proxies tell of one request: the side that tells of more is taken. */
function httpOf(rows: readonly Row[]): GraphEdge['http'] {
  const seen = fullerSide(rows.filter(({ dims }) => dims.l7 === 'http'));
  if (seen === null) return null;
  const answered = (from: number, to: number) =>
    eventsOf(seen.responses.filter(({ dims }) => dims.l7Code >= from && dims.l7Code < to));
  return {
    requests: eventsOf(seen.requests),
    responses: eventsOf(seen.responses),
    clientErrors: answered(400, 500),
    serverErrors: answered(500, 600),
  };
}

const nxdomain = 3;

/** NXDOMAIN stands apart: search lists make it common and harmless. */
function dnsOf(rows: readonly Row[]): GraphEdge['dns'] {
  const seen = fullerSide(rows.filter(({ dims }) => dims.l7 === 'dns'));
  if (seen === null) return null;
  const missing = eventsOf(seen.responses.filter(({ dims }) => dims.l7Code === nxdomain));
  const wrong = eventsOf(seen.responses.filter(({ dims }) => dims.l7Code !== 0));
  return {
    queries: eventsOf(seen.requests),
    answers: eventsOf(seen.responses),
    nxdomain: missing,
    failures: wrong - missing,
  };
}

interface Exchange {
  readonly requests: readonly Row[];
  readonly responses: readonly Row[];
}

function fullerSide(rows: readonly Row[]): Exchange | null {
  if (rows.length === 0) return null;
  const exchanges = (['egress', 'ingress', 'unknown'] as const).map((side) => {
    const own = rows.filter(({ dims }) => dims.side === side);
    const responses = own.filter(({ dims }) => dims.l7Type === 'response');
    return { requests: own.filter(({ dims }) => dims.l7Type !== 'response'), responses };
  });
  return exchanges.reduce((most, other) => (weightOf(other) > weightOf(most) ? other : most));
}

function weightOf({ requests, responses }: Exchange): number {
  return Math.max(eventsOf(requests), eventsOf(responses));
}

function eventsOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { events }) => sum + events, 0);
}
