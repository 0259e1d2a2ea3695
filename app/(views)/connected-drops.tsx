'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { apiUrl } from '@/app/api-url';
import { windowOf } from '@/app/workspace/live-request';
import { contentOf } from '@/app/workspace/parts';
import { isCapture } from '@/app/workspace/scope';
import { useStatus } from '@/app/workspace/use-status';
import { useView } from '@/app/workspace/use-view';
import { DropTable } from '@/components/drop-table/drop-table';
import type { DropGroup } from '@/lib/drops/group';
import { nextDropSorting } from '@/lib/drops/order';
import type { FeedContent } from '@/lib/feed/content';
import { useFeed } from '@/lib/feed/use-feed';
import { printFilter } from '@/lib/filter/print';
import type { Flow } from '@/lib/flow/flow';
import { conversationId } from '@/lib/rollup/row-table';
import { isLive } from '@/lib/view/view';
import type { Status } from '@/lib/wire/frame';
import { ConnectedDropBar } from './drops/connected-bar';
import { groupFilter } from './group-filter';
import { useMarks } from './use-marks';
import { usePolicies } from './use-policies';

/** The drop groups with the open one explained, and its newest flows as evidence. */
export function ConnectedDrops() {
  const router = useRouter();
  const { view, change, select, narrow, href } = useView();
  const content = useFeed(contentOf);
  const selectedId = view.sel?.kind === 'drop' ? view.sel.id : null;
  const open = content?.drops?.find((group) => group.id === selectedId);
  const evidence = useEvidence(open, view.cluster);
  const { policies, send } = usePolicies(isByPolicy(open) ? evidence?.[0]?.id : undefined, view.cluster);
  const status = useStatus();
  const { marks, marking } = useMarks(open !== undefined);
  if (!content?.drops) return null;
  return (
    <div className="flex h-full flex-col">
      <ConnectedDropBar marks={marks} />
      <div className="min-h-0 flex-1">
        <DropTable
          by={view.by === 'none' ? null : view.by}
          evidence={evidence}
          groups={content.drops}
          {...(open && !isCapture(view.cluster) && { marking: marking(open.id, () => select(null)) })}
          marks={marks}
          nowMs={content.atMs}
          onNarrow={narrow}
          onSelect={(id) => select(id === null ? null : { kind: 'drop', id })}
          onSort={(column) => change({ sort: nextDropSorting(view.sort, column) })}
          onShowFlows={(group) => router.push(href('flows', { q: groupFilter(group) }))}
          {...(isByPolicy(open) && { policies: { policies, onSend: send } })}
          onShowOnMap={(group) => router.push(href('map', { sel: { kind: 'edge', id: edgeOf(group) } }))}
          selectedId={selectedId}
          sorting={view.sort}
          still={isCapture(view.cluster) || !isLive(view)}
          unknown={unknownPoints(content, status)}
          windowMs={windowOf(view)}
        />
      </div>
    </div>
  );
}

/** How many points at the start of trends lie before what is held: trends say nothing of them. */
function unknownPoints({ fromMs, toMs, drops }: FeedContent, status: Status | null): number {
  const points = drops?.[0]?.trend.length ?? 0;
  const since = (status?.clusters ?? []).map(({ rollupSince }) =>
    rollupSince === null ? fromMs : Date.parse(rollupSince),
  );
  const part = (Math.max(fromMs, ...since) - fromMs) / Math.max(1, toMs - fromMs);
  return Math.min(points, Math.ceil(part * points));
}

/** Policies say nothing of replies that came late, of missing backends and of packets that were lost. */
const isByPolicy = (group: DropGroup | undefined): boolean =>
  group !== undefined && !group.lateReply && (group.class === 'policy' || group.class === 'l7');

/** Asked again when the count of the group changes. */
function useEvidence(group: DropGroup | undefined, cluster: string | null): readonly Flow[] | undefined {
  const { data } = useQuery({
    queryKey: ['evidence', cluster, group?.id, group?.count],
    queryFn: async ({ signal }): Promise<readonly Flow[]> => {
      if (!group) return [];
      const query = new URLSearchParams({
        q: printFilter(groupFilter(group)),
        limit: '5',
        ...(cluster && { cluster }),
      });
      const response = await fetch(`${apiUrl('flows')}?${query}`, { signal });
      return response.ok ? (await response.json()).flows : [];
    },
    enabled: group !== undefined,
    placeholderData: (before) => before,
  });
  return group && data;
}

/** An edge of the map is a conversation. */
const edgeOf = ({ source, destination, protocol, port }: DropGroup) =>
  conversationId(source, destination, protocol, port);
