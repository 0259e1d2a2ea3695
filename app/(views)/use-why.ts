'use client';

import { useQuery } from '@tanstack/react-query';
import { askWith } from '@/app/workspace/ask';
import { windowOf } from '@/app/workspace/stream/live-request';
import { isCapture } from '@/app/workspace/stream/scope';
import { RouterLink } from '@/app/workspace/tabs';
import { useView } from '@/app/workspace/use-view';
import type { Why } from '@/components/flow-detail/denial';
import type { DropGroup } from '@/lib/drops/group';
import { everything } from '@/lib/filter/filter';
import { printFilter } from '@/lib/filter/print';
import type { EpochMs, Flow } from '@/lib/flow/flow';
import { isDenial } from '@/lib/flow/questions';
import { instant } from '@/lib/view/locked';
import type { View } from '@/lib/view/parameters';
import { isLive } from '@/lib/view/view';
import { groupFilter, namesClusters } from './group-filter';
import { groupOfFlow, namespacesFilter } from './group-of-flow';

/** The drop group of a denied flow, and a link that opens it; undefined while it is not known, and where there is none. */
export function useWhy(flow: Flow | null): Why | undefined {
  const { view, href } = useView();
  const span = flow && spanAround(flow, view, Date.now());
  const { data } = useQuery({
    queryKey: ['why', view.cluster, flow?.id, span?.from, span?.to],
    queryFn: async ({ signal }) => {
      if (!flow) return null;
      const query = new URLSearchParams({ q: printFilter(namespacesFilter(flow)) });
      for (const [name, text] of Object.entries({ cluster: view.cluster, ...span })) if (text) query.set(name, text);
      const { groups } = await askWith<{ readonly groups: readonly DropGroup[] }>('drops', query, signal);
      const group = groupOfFlow(flow, groups);
      return group ? { group, clusters: namesClusters(groups, view.q) } : null;
    },
    enabled: flow !== null && isDenial(flow),
    staleTime: staleMs,
    retry: false,
  });
  if (!data) return undefined;
  const { group, clusters } = data;
  const q = groupFilter(group, { clusters, ofFlows: false });
  const parts = { ...span, off: everything, q, sel: { kind: 'drop', id: group.id } as const };
  return { group, href: href('drops', parts), Link: RouterLink };
}

const staleMs = 30_000;
const minute = 60_000;

type Span = Pick<View, 'from' | 'to'>;

/** As the view has it; the minutes around a flow that a moving window has left behind, or soon will. */
function spanAround(flow: Flow, view: View, nowMs: EpochMs): Span {
  const atMs = flow.timeMs ?? flow.arrivedMs;
  const { from, to } = view;
  if (!isLive(view) || isCapture(view.cluster) || atMs > nowMs - windowOf(view) + 2 * minute) return { from, to };
  return { from: instant(floorMinute(atMs - minute)), to: instant(floorMinute(atMs + 2 * minute)) };
}

const floorMinute = (atMs: EpochMs): EpochMs => Math.floor(atMs / minute) * minute;
