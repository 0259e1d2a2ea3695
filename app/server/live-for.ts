// The live side for one reader: the same questions, each with what they may see. Routes and pages have this and no other
// way to it, so that no answer can leave without.
import 'server-only';
import { getLive } from '@/app/server/live';
import { readerOf } from '@/app/server/reader';
import type { Reader } from '@/lib/access/reader';
import type { Live, Viewer } from '@/lib/live/live';

/** What readers may ask. */
export type ReaderLive = Omit<Live, 'mark' | 'close'>;

export function liveFor({ sight, name }: Pick<Reader, 'sight' | 'name'>): ReaderLive {
  const live = getLive();
  const viewer: Viewer = { sight, name };
  return {
    status: () => live.status(viewer),
    namespaces: (scope) => live.namespaces({ ...scope, viewer }),
    flows: (scope, page) => live.flows({ ...scope, viewer }, page),
    flow: (cluster, id) => live.flow(cluster, id, viewer),
    related: (cluster, id) => live.related(cluster, id, viewer),
    map: (scope, group) => live.map({ ...scope, viewer }, group),
    drops: (scope, shown) => live.drops({ ...scope, viewer }, shown),
    series: (scope, by, stepMs) => live.series({ ...scope, viewer }, by, stepMs),
    values: (scope, query) => live.values({ ...scope, viewer }, query),
    watch: (query, signal, lastId) => live.watch({ ...query, viewer }, signal, lastId),
    reconnect: (cluster) => live.reconnect(cluster, viewer),
    openCapture: (name, chunks) => live.openCapture(name, chunks, viewer),
  };
}

/** For whoever sends the request. Throws AccessError. */
export const liveOf = async (request: Request): Promise<ReaderLive> => liveFor(await readerOf(request));
