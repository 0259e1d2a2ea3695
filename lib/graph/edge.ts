// An edge as the sum of the conversations it stands for.
import type { Entity } from '@/lib/flow/entity';
import { type EdgeState, edgeStates, type GraphEdge, type VerdictCounts } from '@/lib/graph/graph';
import type { Share } from '@/lib/graph/share';

/** Who talks to whom over what: what edges are told apart by. */
export interface EdgeEnds {
  readonly id: string;
  readonly client: Entity;
  readonly server: Entity;
  readonly protocol: string;
  readonly port: number;
}

/** `recentMs` is how long the last minute of the shares has lasted. Takes at least one share. */
export function edgeOf(ends: EdgeEnds, shares: readonly Share[], recentMs: number): GraphEdge {
  const sum = (figure: (share: Share) => number) => shares.reduce((total, share) => total + figure(share), 0);
  const side = (name: 'egress' | 'ingress' | 'unknown') => addCounts(shares.map((share) => share.sides[name]));
  const seconds = Math.max(recentMs, 1_000) / 1_000;
  return {
    id: ends.id,
    source: ends.client.id,
    destination: ends.server.id,
    protocol: ends.protocol,
    port: ends.port,
    state: stateOf(shares.map((share) => share.state)),
    events: addCounts(shares.map((share) => share.events)),
    sides: { egress: side('egress'), ingress: side('ingress'), unknown: side('unknown') },
    flows: sum((share) => share.flows),
    flowsPerSecond: perSecond(sum((share) => share.recentFlows) / seconds),
    denials: sum((share) => share.denials),
    denialsPerSecond: perSecond(sum((share) => share.recentDenials) / seconds),
    deniedBySide: {
      egress: sum((share) => share.deniedBySide.egress),
      ingress: sum((share) => share.deniedBySide.ingress),
      unknown: sum((share) => share.deniedBySide.unknown),
    },
    audits: sum((share) => share.audits),
    allowedBy: addedAllowedBy(shares),
    ...addedProtection(shares),
    reasons: mostFrequent(shares, (group) => [group.reason]),
    policies: mostFrequent(shares, (group) => group.policies),
    http: addFigures(shares.flatMap((share) => share.http ?? [])),
    dns: addFigures(shares.flatMap((share) => share.dns ?? [])),
    lateReplies: sum((share) => share.lateReplies),
    repliesOnly: shares.every((share) => share.repliesOnly),
    firstMs: Math.min(...shares.map((share) => share.firstMs)),
    lastMs: Math.max(...shares.map((share) => share.lastMs)),
  };
}

/** Also of edges: what is allowed by the one and by the other. */
export function addedAllowedBy(all: readonly Pick<GraphEdge, 'allowedBy'>[]): NonNullable<GraphEdge['allowedBy']> {
  const policies = new Set(all.flatMap(({ allowedBy }) => allowedBy?.policies ?? []));
  const sum = (figure: 'unnamed' | 'none') => all.reduce((n, { allowedBy }) => n + (allowedBy?.[figure] ?? 0), 0);
  const none = sum('none');
  return { policies: [...policies].sort(), unnamed: sum('unnamed'), ...(none > 0 && { none }) };
}

/** Whether all that was seen to pass is known to pass without any policy. */
export function isAllowedByNone({ allowedBy }: Pick<GraphEdge, 'allowedBy'>): boolean {
  if (!allowedBy || allowedBy.policies.length > 0) return false;
  return allowedBy.unnamed > 0 && allowedBy.none === allowedBy.unnamed;
}

/** Also of edges: absent where no part was protected. */
export function addedProtection(all: readonly Protection[]): Protection {
  const sum = (figure: (one: Protection) => number | undefined) => all.reduce((n, one) => n + (figure(one) ?? 0), 0);
  const [authenticated, encrypted] = [sum((one) => one.authenticated), sum((one) => one.encrypted)];
  return { ...(authenticated > 0 && { authenticated }), ...(encrypted > 0 && { encrypted }) };
}

type Protection = Pick<GraphEdge, 'authenticated' | 'encrypted'>;

/** Thousandths: finer differences are no news. What is not nothing does not become nothing. */
function perSecond(rate: number): number {
  return rate > 0 ? Math.max(0.001, Math.round(rate * 1_000) / 1_000) : 0;
}

/** Denied only where nothing passed on any conversation; else the gravest of what was seen. */
function stateOf(states: readonly EdgeState[]): EdgeState {
  const known = states.filter((state) => state !== 'unknown');
  if (known.length === 0) return 'unknown';
  const rank = (state: EdgeState) => edgeStates.indexOf(state);
  const gravest = known.reduce((grave, state) => (rank(state) > rank(grave) ? state : grave));
  return gravest === 'denied' && known.some((state) => state !== 'denied') ? 'partly' : gravest;
}

function addCounts(all: readonly VerdictCounts[]): VerdictCounts {
  const sums = new Map<string, number>();
  for (const counts of all) {
    for (const [verdict, count] of Object.entries(counts)) sums.set(verdict, (sums.get(verdict) ?? 0) + count);
  }
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The cast holds because the sum has the keys of its first summand, and numbers for values. */
function addFigures<Figures extends { readonly [name: string]: number }>(all: readonly Figures[]): Figures | null {
  const [first, ...rest] = all;
  if (first === undefined) return null;
  return rest.reduce((sum, figures) => {
    const entries = Object.entries(sum).map(([name, figure]) => [name, figure + (figures[name] ?? 0)]);
    return Object.fromEntries(entries) as Figures;
  }, first);
}

function mostFrequent(
  shares: readonly Share[],
  namesOf: (group: Share['groups'][number]) => readonly string[],
): string[] {
  const counts = new Map<string, number>();
  for (const group of shares.flatMap((share) => share.groups)) {
    for (const name of namesOf(group)) counts.set(name, (counts.get(name) ?? 0) + group.count);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
}
