// The map in words: what stands on an edge, and the sentence that says the same to who does not see the picture.
import { dropReason } from '@/lib/flow/drop-reason';
import type { Entity } from '@/lib/flow/entity';
import { entityInSentence } from '@/lib/flow/entity-text';
import { countOf, formatCount, formatLatency, formatPort, formatRate, formatShare } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import { isAllowedByNone } from '@/lib/graph/edge';
import type { Latency } from '@/lib/graph/exchanges';
import type { EdgeState, GraphEdge } from '@/lib/graph/graph';
import type { SeenPods } from '@/lib/graph/seen-pods';

/** "Policy denied", "denied by L7 rule"; "denied" where Hubble gave no reason. Of several the most frequent. */
export function refusalText(edge: GraphEdge): string {
  const [reason] = edge.reasons;
  return reason === undefined || reason === '' ? 'denied' : dropReason(reason).label;
}

/** "3 pods seen": of one that sent and received nothing in the span, and of one that is gone by now, nobody can tell. */
export const podsText = ({ pods }: Pick<SeenPods, 'pods'>): string => `${countOf(pods, 'pod')} seen`;

/** Which figure stands on lines that pass; lib/view names the same. */
export type LineFigure = 'rate' | 'denials' | 'errors' | 'p50' | 'p95' | 'policy' | 'encrypted';

/** What of a line is asked for by itself. */
export interface LineExtras {
  readonly latency?: Latency;
}

/**
 * The words on the line: `6.2/s`, `Policy denied 0.8/s`, `Policy denied, 12 of 3,400`; counts where nothing is live. What
 * is refused is told whatever the figure; what passes says the figure, '' where it has none.
 */
export function edgeLabel(edge: GraphEdge, figure: LineFigure = 'rate', extras: LineExtras = {}): string {
  switch (edge.state) {
    case 'denied':
      return `${refusalText(edge)} ${rateOrCount(edge.denialsPerSecond, edge.denials)}`;
    case 'partly':
      return `${refusalText(edge)}, ${shareOf(edge.denials, edge)}`;
    case 'audit':
      return `Would be denied, ${shareOf(edge.audits, edge)}`;
    default:
      return figureOf(edge, figure, extras);
  }
}

/** The same in as few letters as will do: the reason alone, or the share. */
export function shortEdgeLabel(edge: GraphEdge): string {
  switch (edge.state) {
    case 'denied':
      return refusalText(edge);
    case 'partly':
      return shareOf(edge.denials, edge);
    case 'audit':
      return shareOf(edge.audits, edge);
    default:
      return edgeLabel(edge);
  }
}

/** What the passing part of an edge says. */
export function figureOf(edge: GraphEdge, figure: LineFigure = 'rate', { latency }: LineExtras = {}): string {
  switch (figure) {
    case 'rate':
      return edge.flowsPerSecond > 0 ? formatRate(edge.flowsPerSecond) : countOf(edge.flows, 'flow');
    case 'denials':
      return edge.denials > 0 ? countOf(edge.denials, 'denial') : '';
    case 'errors':
      return errorShare(edge);
    case 'p50':
    case 'p95':
      return latency ? `${figure} ${formatLatency(latency[figure])}` : '';
    case 'policy':
      return allowedText(edge);
    case 'encrypted':
      return encryptedShare(edge);
  }
}

/** The policies that let it pass; that none is named is by itself no proof that there is none. */
export function allowedText(edge: GraphEdge): string {
  const { allowedBy } = edge;
  if (!allowedBy) return '';
  // Without their namespaces, which are mostly the server's: the panel has them.
  const [first, ...more] = allowedBy.policies.map((policy) => policy.slice(policy.indexOf('/') + 1));
  if (first === undefined) return isAllowedByNone(edge) ? 'no policy' : allowedBy.unnamed > 0 ? 'no policy named' : '';
  return more.length > 0 ? `${visible(first)} and ${formatCount(more.length)} more` : visible(first);
}

function encryptedShare({ encrypted = 0, flows }: GraphEdge): string {
  return encrypted > 0 ? `${formatShare(encrypted, Math.max(flows, encrypted))} encrypted` : '';
}

/** Of HTTP answers those of 500 and above, of DNS answers the failed: `0% errors`; '' where there were no answers. */
function errorShare({ http, dns }: GraphEdge): string {
  const failed = (http?.serverErrors ?? 0) + (dns?.failures ?? 0);
  const all = (http?.responses ?? 0) + (dns?.answers ?? 0);
  return all > 0 ? `${formatShare(failed, all)} errors` : '';
}

/** "test-pod to frontend on 80/TCP: 12 of 12 denied by ingress, Policy denied". */
export function edgeSentence(edge: GraphEdge, client: Entity, server: Entity): string {
  const ends = `${entityInSentence(client)} to ${entityInSentence(server)}`;
  const port = formatPort(edge.protocol, edge.port);
  return `${ends} ${edge.port > 0 ? 'on' : 'over'} ${port}: ${clauses(edge).join(', ')}`;
}

/** The state in a word or two, for a cell or a legend. */
export const edgeStateText: Record<EdgeState, string> = {
  forwarded: 'forwarded',
  redirected: 'redirected',
  error: 'error',
  audit: 'would be denied',
  partly: 'partly denied',
  denied: 'denied',
  unknown: 'unknown',
};

function clauses(edge: GraphEdge): string[] {
  const said = edge.denials > 0 ? refusal(edge) : passing(edge);
  if (edge.denials > 0 && edge.lateReplies > 0) said.push(lateReplies(edge));
  if (edge.audits > 0) said.push(`${shareOf(edge.audits, edge)} would be denied`);
  if (edge.state !== 'denied') said.push(...protection(edge));
  if (edge.http !== null) said.push(...httpClauses(edge.http));
  if (edge.dns !== null) said.push(...dnsClauses(edge.dns));
  if (edge.repliesOnly && edge.lateReplies === 0) said.push('only replies seen');
  return said;
}

function refusal(edge: GraphEdge): string[] {
  const sides = deniedSides(edge);
  const by = sides.length > 0 ? ` by ${sides.join(' and ')}` : '';
  const denied = `${shareOf(edge.denials, edge)} denied${by}`;
  return [
    ...(allowedByEgress(edge) ? ['allowed by egress'] : []),
    denied,
    refusalText(edge),
    ...edge.policies.map(visible),
  ];
}

function deniedSides({ deniedBySide }: GraphEdge): string[] {
  return (['egress', 'ingress'] as const).filter((side) => deniedBySide[side] > 0);
}

/** The client's side let pass what the server's side refused. */
function allowedByEgress({ sides, deniedBySide }: GraphEdge): boolean {
  const passed = (sides.egress.FORWARDED ?? 0) + (sides.egress.REDIRECTED ?? 0) + (sides.egress.TRANSLATED ?? 0);
  return deniedBySide.ingress > 0 && deniedBySide.egress === 0 && passed > 0;
}

function passing(edge: GraphEdge): string[] {
  const rate = edge.flowsPerSecond > 0 ? [formatRate(edge.flowsPerSecond)] : [];
  return [`${countOf(edge.flows, 'flow')} ${edge.state === 'audit' ? 'passed' : edgeStateText[edge.state]}`, ...rate];
}

/** Which policies let pass what passes, and how it is protected. */
function protection(edge: GraphEdge): string[] {
  const { allowedBy, authenticated = 0, encrypted = 0 } = edge;
  const said = [];
  const allowed = edge.denials > 0 ? 'the rest allowed by' : 'allowed by';
  if (allowedBy && allowedBy.policies.length > 0) said.push(`${allowed} ${allowedBy.policies.map(visible).join(', ')}`);
  else if (isAllowedByNone(edge)) said.push(`${allowed} no policy`);
  else if (allowedBy && allowedBy.unnamed > 0) said.push(`${allowed} no named policy`);
  if (authenticated > 0) said.push('mutually authenticated');
  if (encrypted > 0) said.push(`${shareOf(encrypted, edge)} encrypted`);
  return said;
}

function lateReplies(edge: GraphEdge): string {
  const all = edge.lateReplies >= edge.denials;
  return all ? 'probably late replies' : `${formatCount(edge.lateReplies)} of them probably late replies`;
}

function httpClauses(http: NonNullable<GraphEdge['http']>): string[] {
  const clauses = [countOf(Math.max(http.requests, http.responses), 'HTTP request')];
  if (http.clientErrors > 0) clauses.push(`${formatCount(http.clientErrors)} answered 4xx`);
  if (http.serverErrors > 0) clauses.push(`${formatCount(http.serverErrors)} answered 5xx`);
  return clauses;
}

function dnsClauses(dns: NonNullable<GraphEdge['dns']>): string[] {
  const clauses = [countOf(Math.max(dns.queries, dns.answers), 'DNS query', 'DNS queries')];
  if (dns.nxdomain > 0) clauses.push(`${formatCount(dns.nxdomain)} answered NXDOMAIN`);
  if (dns.failures > 0) clauses.push(`${formatCount(dns.failures)} failed`);
  return clauses;
}

/** Where all was refused the whole is what was refused, however many events told of it. */
function shareOf(part: number, edge: GraphEdge): string {
  const whole = edge.state === 'denied' ? part : Math.max(edge.flows, part);
  return `${formatCount(part)} of ${formatCount(whole)}`;
}

function rateOrCount(perSecond: number, count: number): string {
  return perSecond > 0 ? formatRate(perSecond) : formatCount(count);
}
