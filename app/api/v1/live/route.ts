import { eventStream, frameEvent, viewEvent } from '@/app/api/event-stream';
import { watchViews } from '@/app/api/live-views';
import { readViews, readWatch } from '@/app/api/request';
import { answer } from '@/app/api/respond';
import { getLive } from '@/app/server/live';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) =>
  answer(async () => {
    const query = readWatch(new URL(request.url));
    const abort = abortWith(request);
    const lastId = request.headers.get('last-event-id') ?? undefined;
    return eventStream(await getLive().watch(query, abort.signal, lastId), frameEvent, abort);
  }, request);

/** Several views on one stream, for browsers that share it among their pages. */
export const POST = (request: Request) =>
  answer(async () => {
    const views = await readViews(request);
    const abort = abortWith(request);
    const read = (query: string) => readWatch(new URL(`?${query}`, request.url));
    return eventStream(watchViews(views, { read, watch: getLive().watch }, abort.signal), viewEvent, abort);
  });

function abortWith(request: Request): AbortController {
  const abort = new AbortController();
  request.signal.addEventListener('abort', () => abort.abort(), { once: true });
  return abort;
}
