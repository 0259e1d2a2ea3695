// The live side for one reader: the same questions, each with what they may see. Routes and pages have this and no other
// way to it, so that no answer can leave without.
import 'server-only';
import { readerOf } from '@/app/server/access/reader';
import { getLive } from '@/app/server/live';
import { AccessError } from '@/lib/access/error';
import type { AdmittedReader } from '@/lib/access/reader';
import type { Filter } from '@/lib/filter/filter';
import { compileFilter } from '@/lib/filter/predicate';
import { both } from '@/lib/filter/within';
import type { Flow } from '@/lib/flow/flow';
import { LiveError } from '@/lib/live/error';
import type { Live, Scope, WatchQuery } from '@/lib/live/live';
import type { Reader } from '@/lib/sight/reader';

/** What readers may ask. */
export type ReaderLive = Omit<Live, 'mark' | 'openSnapshot' | 'closeSnapshot' | 'close'>;

export function liveFor({
  sight,
  name,
  within,
  views,
}: Pick<AdmittedReader, 'sight' | 'name' | 'within' | 'views'>): ReaderLive {
  const live = getLive();
  const reader: Reader = { sight, name, ...(within && { within }) };
  const forReader = <Asked extends Scope>(asked: Asked): Asked => ({
    ...asked,
    reader,
    ...(within && { filter: both(asked.filter, within) }),
  });
  const flow: ReaderLive['flow'] = async (cluster, id) => inside(await live.flow(cluster, id, reader), within);
  return {
    status: () => live.status(reader),
    namespaces: (scope) => live.namespaces(forReader(scope)),
    flows: (scope, page) => live.flows(forReader(scope), page),
    flow,
    async related(cluster, id) {
      await flow(cluster, id);
      const related = await live.related(cluster, id, reader);
      return within ? { ...related, flows: related.flows.filter(compileFilter(within)) } : related;
    },
    async map(scope, group) {
      if (views && !views.includes('map')) throw noMap();
      return live.map(forReader(scope), group);
    },
    async pods(scope, group) {
      if (views && !views.includes('map')) throw noMap();
      return live.pods(forReader(scope), group);
    },
    drops: (scope, shown) => live.drops(forReader(scope), shown),
    series: (scope, by, stepMs) => live.series(forReader(scope), by, stepMs),
    values: (scope, query) => live.values(forReader(scope), query),
    async watch(query, signal, lastId) {
      if (views && !views.includes('map') && query.wants.includes('map')) throw noMap();
      return live.watch(forReader<WatchQuery>(query), signal, lastId);
    },
    reconnect: (cluster) => live.reconnect(cluster, reader),
    freeze: (scope, group, about) => live.freeze(forReader(scope), group, about),
    openCapture: (name, chunks) => live.openCapture(name, chunks, reader),
  };
}

/** A flow outside of a token's filter is not there, as one that is held no more. */
function inside(flow: Flow, within: Filter | undefined): Flow {
  if (within && !compileFilter(within)(flow))
    throw new LiveError('no-such-flow', 'This flow is not held any more; the log keeps the newest flows only.');
  return flow;
}

const noMap = () => new AccessError('no-rights', 'The token of this view is not for the map.');

/** For whoever sends the request. Throws AccessError. */
export const liveOf = async (request: Request): Promise<ReaderLive> => liveFor(await readerOf(request));
