// From the view in the URL to what the feed asks the server.
import type { LiveRequest } from '@/lib/feed/request';
import { printFilter } from '@/lib/filter/print';
import type { EpochMs } from '@/lib/flow/flow';
import type { ViewPage } from '@/lib/view/href';
import { usualWindowMs } from '@/lib/view/locked';
import type { View } from '@/lib/view/parameters';
import { readAgo } from '@/lib/view/time';
import { isLive, viewSpan } from '@/lib/view/view';
import type { Want } from '@/lib/wire/frame';

const minute = 60_000;
export const defaultWindowMs = usualWindowMs;
export const longestWindowMs = 60 * minute;

/** Every page counts flows and drop groups and shows the rail; only some draw the map or rows. */
const always: readonly Want[] = ['drops', 'flows', 'series', 'namespaces', 'status'];

const pages: Readonly<Record<ViewPage, { readonly wants: readonly Want[]; readonly rows: number }>> = {
  map: { wants: [...always, 'map'], rows: 100 },
  drops: { wants: always, rows: 0 },
  flows: { wants: always, rows: 200 },
  overview: { wants: always, rows: 0 },
  nodes: { wants: always, rows: 0 },
};

export function liveRequestOf(page: ViewPage, view: View, nowMs: EpochMs, token: string | null = null): LiveRequest {
  const range = rangeOf(view, nowMs);
  return {
    q: printFilter(view.q),
    cluster: view.cluster ?? '',
    ...pages[page],
    wants: page === 'drops' && view.show === 'audit' ? [...pages.drops.wants, 'audit'] : pages[page].wants,
    group: view.group,
    windowMs: windowOf(view),
    ...(range && { range }),
    ...(token !== null && { token }),
  };
}

/** Length of the moving window: what `from=-5m` says, from one minute to an hour; 15 minutes when it says nothing. */
export function windowOf({ from }: Pick<View, 'from'>): number {
  const ago = from === null ? null : readAgo(from);
  return ago === null ? defaultWindowMs : Math.min(Math.max(ago, minute), longestWindowMs);
}

/** The fixed range of a view; null while it follows the present. */
function rangeOf(view: Pick<View, 'from' | 'to'>, nowMs: EpochMs): { fromMs: EpochMs; toMs: EpochMs } | null {
  if (isLive(view)) return null;
  const { fromMs, toMs = nowMs } = viewSpan(view, nowMs);
  return { fromMs: fromMs ?? toMs - defaultWindowMs, toMs };
}
