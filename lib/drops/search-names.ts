// Names that resolvers tried on their way through the search list of a pod, and that were told not to exist: no denials,
// but what people take for failures. They are listed with the noise.
import { type DropGroup, searchedNames } from '@/lib/drops/group';
import { type DropsSpan, trendPoints } from '@/lib/drops/span';
import { flowsShown } from '@/lib/rollup/count';
import { isDenialRow } from '@/lib/rollup/denials';
import type { Row } from '@/lib/rollup/row';
import { sides } from '@/lib/rollup/side';
import type { Conversation, ConversationRow } from '@/lib/rollup/window';

/** One group where there were such answers, none elsewhere. An answer seen at both ends is one. */
export function searchGroup(conversation: Conversation, span: DropsSpan): readonly DropGroup[] {
  const rows = mostToldSide([...conversation.rows.values()].filter((row) => row.dims.searched && !isDenialRow(row)));
  if (rows.length === 0) return [];
  const { client, server, protocol, port, key } = conversation;
  const count = eventsOf(rows);
  return [
    {
      id: `${key} ${searchedNames}`,
      source: client,
      destination: server,
      protocol,
      port,
      reason: searchedNames,
      reasonText: 'Search-list lookup',
      class: 'noise',
      direction: 'TRAFFIC_DIRECTION_UNKNOWN',
      policies: [],
      count,
      perSecond: rateOf(rows, span),
      conversationFlows: flowsShown(conversation.rows.values()),
      evidence: { verdicts: 0, drops: 0, l7: count },
      trend: trendOf(rows, span),
      lateReply: false,
      nodes: [...new Set(rows.map(({ dims }) => dims.node))].filter(Boolean).sort(),
      firstMs: Math.min(...rows.map(({ firstMs }) => firstMs)),
      lastMs: Math.max(...rows.map(({ lastMs }) => lastMs)),
    },
  ];
}

function mostToldSide(rows: readonly ConversationRow[]): readonly ConversationRow[] {
  const on = sides.map((side) => rows.filter(({ dims }) => dims.side === side));
  return on.reduce((most, some) => (eventsOf(some) > eventsOf(most) ? some : most));
}

function rateOf(rows: readonly ConversationRow[], { recentMs }: DropsSpan): number {
  const recent = rows.reduce((sum, row) => sum + row.recent, 0);
  const perSecond = recent / (Math.max(recentMs, 1_000) / 1_000);
  return recent === 0 ? 0 : Math.max(0.001, Math.round(perSecond * 1_000) / 1_000);
}

function trendOf(rows: readonly ConversationRow[], span: DropsSpan): readonly number[] {
  const { count, placeOf } = trendPoints(span);
  const trend = new Array<number>(count).fill(0);
  for (const slice of span.slices) {
    const place = placeOf(slice);
    for (const { dims } of rows) trend[place] = (trend[place] ?? 0) + (slice.rows.get(dims.index)?.events ?? 0);
  }
  return trend.slice(0, count);
}

function eventsOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { events }) => sum + events, 0);
}
