'use client';

import { contentOf } from '@/app/workspace/stream/parts';
import { useView } from '@/app/workspace/use-view';
import { DropBar, type ReasonCount } from '@/components/drop-table/drop-bar';
import type { DropGroup } from '@/lib/drops/group';
import { type Marks, standingOf } from '@/lib/drops/mark';
import type { FeedContent } from '@/lib/feed/content';
import { useFeed } from '@/lib/feed/use-feed';
import { includeValue } from '@/lib/filter/edit';
import type { Filter } from '@/lib/filter/filter';
import { visible } from '@/lib/flow/visible';
import { Tools } from '../pane';

/** Reasons of what is in view, and how it is put in order; all of it in the URL. */
export function ConnectedDropBar({ marks }: { marks: Marks }) {
  const { view, change } = useView();
  const content = useFeed(contentOf);
  if (!content?.drops) return null;
  return (
    <Tools>
      <DropBar
        by={view.by === 'none' ? null : view.by}
        chosen={chosenReasons(view.q)}
        onBy={(by) => change({ by: by ?? 'none' })}
        onReason={(reason) => change({ q: withReason(view.q, reason) })}
        onSorting={(sort) => change({ sort })}
        partial={partialText(content)}
        reasons={reasonsOf(content.drops, marks, content.atMs)}
        sorting={view.sort}
      />
    </Tools>
  );
}

/** The order alone: what audit mode lets pass carries no reason that a filter could ask for. */
export function ConnectedOrderBar() {
  const { view, change } = useView();
  const content = useFeed(contentOf);
  if (!content) return null;
  return (
    <Tools>
      <DropBar
        audited
        by={view.by === 'none' ? null : view.by}
        chosen={[]}
        onBy={(by) => change({ by: by ?? 'none' })}
        onReason={() => undefined}
        onSorting={(sort) => change({ sort })}
        partial={partialText(content)}
        reasons={null}
        sorting={view.sort}
      />
    </Tools>
  );
}

/** Without noise and what is muted; most frequent first. */
function reasonsOf(groups: readonly DropGroup[], marks: Marks, nowMs: number): readonly ReasonCount[] {
  const counts = new Map<string, ReasonCount>();
  for (const group of groups) {
    const standing = standingOf(group, marks, nowMs);
    if (standing === 'noise' || standing === 'muted') continue;
    const { reason } = group;
    const text = visible(group.reasonText);
    const key = `${reason} ${text}`;
    counts.set(key, { reason, text, count: (counts.get(key)?.count ?? 0) + group.count });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

function chosenReasons({ tokens }: Filter): readonly string[] {
  return tokens.filter(({ key, not }) => key === 'reason' && !not).flatMap(({ values }) => values);
}

/** The filter with this reason only; null takes reasons out of it. */
function withReason(filter: Filter, reason: string | null): Filter {
  const rest = { ...filter, tokens: filter.tokens.filter(({ key, not }) => key !== 'reason' || not) };
  return reason === null ? rest : includeValue(rest, { key: 'reason', value: reason });
}

function partialText({ complete, gaps }: FeedContent): string | null {
  if (complete) return null;
  const said = gaps.map(({ message }) => visible(message)).slice(0, 5);
  return said.length > 0 ? said.join(' ') : 'The span begins before what is held, so that older drops are not counted.';
}
