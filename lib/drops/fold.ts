// Denials folded into drop groups: once for an answer, or kept up by what changed for a live view.
import type { AuditedGroup } from '@/lib/drops/both-ends';
import { compareDropGroups } from '@/lib/drops/diff';
import type { DropClass, DropGroup, DropsDiff } from '@/lib/drops/group';
import { dropped, type Refusal } from '@/lib/drops/refusal';
import { searchGroup } from '@/lib/drops/search-names';
import { type DropsSpan, type Slice, trendPoints } from '@/lib/drops/span';
import { isLinkLocal } from '@/lib/flow/address';
import { dropReason, reasonLabel, refusedByProxy } from '@/lib/flow/drop-reason';
import type { EpochMs } from '@/lib/flow/flow';
import { flowsShown } from '@/lib/rollup/count';
import { equalJson } from '@/lib/rollup/keyed-diff';
import type { Row } from '@/lib/rollup/row';
import { finish, type Steps } from '@/lib/rollup/steps';
import { type Conversation, type ConversationRow, recentRows } from '@/lib/rollup/window';

/** Keeps drop groups up to date at a cost that follows what changed, until the window moves on. */
export interface DropsView {
  /**
   * Folds the named conversations anew; one that is no longer in the map is taken out. When the window has moved
   * all trends have, and everything is folded. Says what changed since the call before.
   */
  update(conversations: ReadonlyMap<string, Conversation>, dirty: Iterable<string>, span: DropsSpan): DropsDiff;
  /** The same in steps. A conversation that changes between them is to be named again in the next update. */
  updating(
    conversations: ReadonlyMap<string, Conversation>,
    dirty: Iterable<string>,
    span: DropsSpan,
  ): Steps<DropsDiff>;
  /** Sorted by `compareDropGroups`. */
  groups(): readonly DropGroup[];
  /** Estimate of memory used. */
  bytes(): number;
}

/** All drop groups of these conversations, sorted. Nothing is left out; noise is only classed so. */
export function dropGroups(
  conversations: ReadonlyMap<string, Conversation>,
  span: DropsSpan,
  refusal: Refusal = dropped,
): readonly DropGroup[] {
  return [...conversations.values()]
    .flatMap((conversation) => [
      ...groupsOf(conversation, { span, refusal }, new Map()),
      ...searchedOf(conversation, { span, refusal }),
    ])
    .sort(compareDropGroups);
}

/** What was counted in slices before, by their start: a slice whose events are as many as then has not changed. */
type Counted = Map<EpochMs, { readonly events: number; readonly counts: ReadonlyMap<string, number> }>;

interface Held {
  groups: readonly DropGroup[];
  /** Noise of which there may be much: counted anew only when the window moves. */
  searched: { readonly fromMs: EpochMs; readonly groups: readonly DropGroup[] };
  readonly counted: Counted;
}

export function createDropsView(refusal: Refusal = dropped): DropsView {
  const all = new Map<string, Held>();
  let fromMs: EpochMs | null = null;

  function* updating(
    conversations: ReadonlyMap<string, Conversation>,
    dirty: Iterable<string>,
    span: DropsSpan,
  ): Steps<DropsDiff> {
    const keys = new Set(span.fromMs === fromMs ? dirty : [...dirty, ...all.keys()]);
    fromMs = span.fromMs;
    const upserted: DropGroup[] = [];
    const removed: string[] = [];
    let count = 0;
    for (const key of keys) {
      const before = all.get(key)?.groups ?? [];
      count += 1;
      if (before.length > 0 || count % conversationsPerStep === 0) yield;
      const after = renew(key, conversations.get(key), span);
      for (const group of after)
        if (
          !equalJson(
            group,
            before.find(({ id }) => id === group.id),
          )
        )
          upserted.push(group);
      for (const { id } of before) if (!after.some((group) => group.id === id)) removed.push(id);
    }
    return { upserted, removed };
  }

  function renew(key: string, conversation: Conversation | undefined, span: DropsSpan): readonly DropGroup[] {
    const held = all.get(key) ?? newHeld();
    if (conversation === undefined) held.groups = [];
    else {
      if (held.searched.fromMs !== span.fromMs)
        held.searched = { fromMs: span.fromMs, groups: searchedOf(conversation, { span, refusal }) };
      held.groups = [...groupsOf(conversation, { span, refusal }, held.counted), ...held.searched.groups];
    }
    if (held.groups.length > 0) all.set(key, held);
    else all.delete(key);
    for (const startMs of held.counted.keys()) if (startMs < span.fromMs) held.counted.delete(startMs);
    return held.groups;
  }

  return {
    update: (conversations, dirty, span) => finish(updating(conversations, dirty, span)),
    updating,
    groups: () => [...all.values()].flatMap(({ groups }) => groups).sort(compareDropGroups),
    bytes: () => [...all.values()].reduce((sum, held) => sum + bytesOf(held), 0),
  };
}

const newHeld = (): Held => ({ groups: [], searched: { fromMs: Number.NaN, groups: [] }, counted: new Map() });

/** Measured on Node 20: a group, and what was counted in one slice. */
const bytesPerGroup = 1_500;
const bytesPerCount = 190;

function bytesOf({ groups, counted }: Held): number {
  return groups.length * bytesPerGroup + counted.size * bytesPerCount;
}

/** Those with denials cost more, and take a step each once they are known. */
const conversationsPerStep = 32;

/** What is asked of conversations. */
interface Asked {
  readonly span: DropsSpan;
  readonly refusal: Refusal;
}

/** Nothing is searched for in audit mode that is not searched for anyway. */
function searchedOf(conversation: Conversation, { span, refusal }: Asked): readonly DropGroup[] {
  return refusal.audited ? [] : searchGroup(conversation, span);
}

function groupsOf(conversation: Conversation, { span, refusal }: Asked, counted: Counted): DropGroup[] {
  const rows = [...conversation.rows.values()];
  const refused = rows.filter(refusal.is);
  if (refused.length === 0) return [];
  const facts: Facts = {
    conversation,
    audited: refusal.audited,
    flows: flowsShown(rows),
    recent: countsOf(recentRows(refused), refusal),
    trends: trendsOf(refused, { span, refusal }, counted),
    noise: isNoise(conversation, refused),
    l7: layer7Of(refused),
    seconds: Math.max(span.recentMs, 1_000) / 1_000,
  };
  return refusal.groups(refused).map((denials) => groupOf(denials, facts));
}

function layer7Of(refused: readonly ConversationRow[]): string {
  const [only = '', ...others] = new Set(refused.map(({ dims }) => dims.l7).filter(Boolean));
  return others.length === 0 ? only : '';
}

interface Facts {
  readonly conversation: Conversation;
  readonly audited: boolean;
  readonly flows: number;
  /** Denials of the last minute, and of each point of the window, by group. */
  readonly recent: ReadonlyMap<string, number>;
  readonly trends: readonly ReadonlyMap<string, number>[];
  readonly noise: boolean;
  /** Protocol of the refused requests; '' where they are of several. */
  readonly l7: string;
  readonly seconds: number;
}

function groupOf(denials: AuditedGroup, facts: Facts): DropGroup {
  const { client, server, protocol, port, key } = facts.conversation;
  const { reason, direction, policies, late, request, count, evidence, nodes, nodeCounts, firstMs, lastMs } = denials;
  const group = groupKey(denials);
  const rate = (facts.recent.get(group) ?? 0) / facts.seconds;
  return {
    id: `${key} ${facts.audited ? 'audited ' : ''}${group}`,
    source: client,
    destination: server,
    protocol,
    port,
    reason,
    reasonText: reasonLabel(reason, facts.l7),
    class: facts.noise ? 'noise' : classOf(reason),
    direction,
    policies,
    request: request || undefined,
    count,
    perSecond: rate > 0 ? Math.max(0.001, Math.round(rate * 1_000) / 1_000) : 0,
    conversationFlows: facts.flows,
    evidence,
    trend: countedOnce(
      facts.trends.map((counts) => counts.get(group) ?? 0),
      count,
    ),
    lateReply: late,
    nodes,
    nodeCounts,
    firstMs,
    lastMs,
    ...(facts.audited && { audited: true, alsoIngress: denials.alsoIngress }),
  };
}

/** What tells the groups of one conversation apart. */
function groupKey({ reason, direction, policies, late }: AuditedGroup): string {
  return JSON.stringify([reason, direction, late, ...policies]);
}

function countsOf(rows: readonly Row[], refusal: Refusal): Map<string, number> {
  const counts = new Map<string, number>();
  for (const group of rows.length === 0 ? [] : refusal.groups(rows)) {
    counts.set(groupKey(group), (counts.get(groupKey(group)) ?? 0) + group.count);
  }
  return counts;
}

function trendsOf(refused: readonly ConversationRow[], { span, refusal }: Asked, counted: Counted): Facts['trends'] {
  const { count, placeOf } = trendPoints(span);
  const points: Map<string, number>[] = Array.from({ length: count }, () => new Map());
  for (const slice of span.slices) {
    const point = points[placeOf(slice)];
    if (point === undefined) continue;
    for (const [group, count] of countsIn(slice, refused, { counted, refusal }))
      point.set(group, (point.get(group) ?? 0) + count);
  }
  return points;
}

function countsIn(
  slice: Slice,
  refused: readonly ConversationRow[],
  { counted, refusal }: { readonly counted: Counted; readonly refusal: Refusal },
): ReadonlyMap<string, number> {
  let events = 0;
  for (const { dims } of refused) events += slice.rows.get(dims.index)?.events ?? 0;
  const before = counted.get(slice.startMs);
  if (before?.events === events) return before.counts;
  const rows = refused.flatMap(({ dims }) => slice.rows.get(dims.index) ?? []);
  const counts = countsOf(rows, refusal);
  counted.set(slice.startMs, { events, counts });
  return counts;
}

/**
 * A denial whose events fall into two points was counted in both. What is over the count is taken from the later one:
 * first where the point before has denials too, then from the newest.
 */
function countedOnce(trend: readonly number[], count: number): number[] {
  let over = Math.max(0, trend.reduce((sum, denials) => sum + denials, 0) - count);
  const take = (denials: number, most: number): number => {
    const taken = Math.min(over, denials, most);
    over -= taken;
    return denials - taken;
  };
  return trend
    .map((denials, point) => take(denials, trend[point - 1] ?? 0))
    .reverse()
    .map((denials) => take(denials, denials))
    .reverse();
}

const noEnds: readonly string[] = ['link-level', 'multicast', 'no-ends'];

/** Frames, multicast and what has no ends; and link-local packets of senders that their interface does not know. */
function isNoise({ client, server }: Conversation, refused: readonly Row[]): boolean {
  const isSpoofed = isLinkLocal(client.name) || isLinkLocal(server.name);
  return refused.every(
    ({ dims }) => noEnds.includes(dims.undrawn) || (dims.reason === 'INVALID_SOURCE_IP' && isSpoofed),
  );
}

function classOf(reason: string): DropClass {
  if (reason === refusedByProxy) return 'l7';
  const known = dropReason(reason).class;
  if (known === 'policy' || known === 'service') return known;
  return known === 'noise' || known === 'internal' ? 'noise' : 'datapath';
}
