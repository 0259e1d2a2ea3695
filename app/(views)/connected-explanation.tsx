'use client';

import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { rangeOfView } from '@/app/workspace/filter/command-range';
import { windowOf } from '@/app/workspace/stream/live-request';
import { contentOf, isPausedOf } from '@/app/workspace/stream/parts';
import { isCapture } from '@/app/workspace/stream/scope';
import { useStatus } from '@/app/workspace/stream/use-status';
import { useView } from '@/app/workspace/use-view';
import type { FlowsState } from '@/components/drop-explanation/evidence';
import { Explanation } from '@/components/drop-explanation/explanation';
import { type DropGroup, searchedNames } from '@/lib/drops/group';
import { caseOf, type DropCase } from '@/lib/drops/why-case';
import { dropReport } from '@/lib/drops/why-report';
import { useFeed } from '@/lib/feed/use-feed';
import { printCommand } from '@/lib/filter/cli/print';
import { printFilter, printToken } from '@/lib/filter/print';
import { countOf } from '@/lib/flow/format';
import { conversationId } from '@/lib/rollup/row-table';
import { viewHref } from '@/lib/view/href';
import { instant } from '@/lib/view/locked';
import type { View } from '@/lib/view/parameters';
import { isLive } from '@/lib/view/view';
import { ConnectedSuggestion } from './connected-suggestion';
import { type ExportState, useExport } from './flows/use-export';
import { groupFilter, isFilterable, namesClusters } from './group-filter';
import { useDropFlows } from './use-drop-flows';
import { usePolicies } from './use-policies';

export interface ConnectedExplanationProps {
  readonly group: DropGroup;
  /** All there are beside it. */
  readonly groups: readonly DropGroup[];
}

/** All that is known of one group, and what to do with it. */
export function ConnectedExplanation({ group, groups }: ConnectedExplanationProps) {
  const { view } = useView();
  const drop = useDropCase(group, view);
  const { policies, send, sent } = usePolicies(isByPolicy(group) ? drop.flows[0]?.id : undefined, view.cluster);
  const actions = useActions(drop, groups, view);
  return (
    <Explanation
      actions={actions}
      drop={drop}
      flows={drop.state}
      {...(isByPolicy(group) && { policies: { policies, onSend: send } })}
      {...(group.class !== 'noise' && {
        suggestion: <ConnectedSuggestion cluster={view.cluster} group={group} groups={groups} sent={sent} />,
      })}
    />
  );
}

/** Policies say nothing of replies that came late, of missing backends and of packets that were lost. */
const isByPolicy = (group: DropGroup): boolean =>
  !group.lateReply && (group.class === 'policy' || group.class === 'l7');

function useDropCase(group: DropGroup, view: View): DropCase & { readonly state: FlowsState } {
  const status = useStatus();
  const isPaused = useFeed(isPausedOf);
  const isStill = isCapture(view.cluster) || !isLive(view);
  const { state, flows, others } = useDropFlows(group, scopeQuery(view), !isStill && !isPaused);
  const nodes = useMemo(() => status?.clusters.flatMap((cluster) => cluster.nodes) ?? [], [status]);
  const drop = useMemo(() => caseOf(group, { flows, others, nodes }), [group, flows, others, nodes]);
  return { ...drop, state: state === 'held' && drop.flows.length === 0 ? 'none' : state };
}

/** Cluster and span as the API takes them. A moving window is asked for as such. */
function scopeQuery({ cluster, from, to }: View): URLSearchParams {
  const isFixed = !isCapture(cluster) && !isLive({ to });
  return new URLSearchParams({
    ...(cluster && { cluster }),
    ...(isFixed && from && { from }),
    ...(isFixed && to && { to }),
  });
}

function useActions(drop: DropCase, groups: readonly DropGroup[], view: View) {
  const router = useRouter();
  const { narrow, href } = useView();
  const content = useFeed(contentOf);
  const { state, start } = useExport();
  const { group } = drop;
  const clusters = namesClusters(groups, view.q);
  const filter = groupFilter(group, { clusters, ofFlows: false });
  const flowFilter = groupFilter(group, { clusters, ofFlows: true });
  const fixed = isLive(view) || !content ? null : { fromMs: content.fromMs, toMs: content.toMs };
  const { from, to } = isCapture(view.cluster) ? {} : rangeOfView(windowOf(view), fixed);
  const { command, unsaid, notes } = printCommand(flowFilter, { ...(from && { from }), ...(to && { to }) });
  const span = content && { from: instant(content.fromMs), to: instant(content.toMs) };
  return {
    command,
    commandLacks: unsaid,
    commandNotes: notes,
    link: () => linkTo(view, { sel: { kind: 'drop', id: group.id } }),
    // What is read tomorrow is still to be about today.
    report: () =>
      dropReport(drop, {
        link: linkTo(view, { q: filter, sel: { kind: 'drop', id: group.id }, ...(!isCapture(view.cluster) && span) }),
        command,
      }),
    exported: exportText(state),
    onExport: () => {
      const query = scopeQuery(view);
      query.set('q', printFilter(flowFilter));
      // Answers to names of a search list are no denials, by which an id is told apart.
      if (group.reason !== searchedNames) query.set('group', group.id);
      start('jsonl', query);
    },
    onShowFlows: () => router.push(href('flows', { q: flowFilter })),
    onShowOnMap: () => router.push(href('map', { sel: { kind: 'edge', id: edgeOf(group) } })),
    onOnlyReason:
      isFilterable(group.reason) && !group.audited
        ? () => narrow(printToken({ key: 'reason', side: 'either', not: false, values: [group.reason] }))
        : undefined,
  };
}

function exportText(state: ExportState): string {
  switch (state.state) {
    case 'idle':
      return '';
    case 'running':
      return `Reading flows: ${countOf(state.flows, 'flow')} so far.`;
    case 'done':
      return `${countOf(state.flows, 'flow')} handed over${state.isCut ? '; there are more' : ''}.`;
    case 'failed':
      return `The flows could not be read: ${state.why}`;
  }
}

/** An edge of the map is a conversation. */
const edgeOf = ({ source, destination, protocol, port }: DropGroup) =>
  conversationId(source, destination, protocol, port);

/** The whole of a link to this page, for who is not on it. */
function linkTo(view: View, part: Partial<View>): string {
  return `${window.location.origin}${process.env.NEXT_PUBLIC_BASE_PATH ?? ''}${viewHref('drops', { ...view, ...part })}`;
}
