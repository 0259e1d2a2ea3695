import { eventStream, frameEvent, viewEvent, withoutBody } from '@/app/api/event-stream';
import { watchViews } from '@/app/api/live-views';
import { readViews, readWatch } from '@/app/api/request';
import { answer } from '@/app/api/respond';
import { endWhenChanged, readerOf, readerOrNobody } from '@/app/server/access/reader';
import { watchAs } from '@/app/server/access/watch-as';
import { streamReader } from '@/app/server/access/who';
import { liveFor, type ReaderLive } from '@/app/server/live-for';
import type { AdmittedReader } from '@/lib/access/reader';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) =>
  answer(async () => {
    const query = readWatch(new URL(request.url));
    const lastId = request.headers.get('last-event-id') ?? undefined;
    const reader = await readerOf(request);
    return streamTo(request, reader, async ({ watch }, abort) =>
      eventStream(await watch(query, abort.signal, lastId), frameEvent, abort, streamReader(reader)),
    );
  }, request);

/** Several views on one stream, for browsers that share it among their pages. */
export const POST = (request: Request) =>
  answer(async () => {
    const reader = await readerOrNobody(request);
    const views = await readViews(request);
    const read = (query: string) => readWatch(new URL(`?${query}`, request.url));
    if (views.some(({ token }) => token !== undefined)) {
      const abort = endingWith(request);
      const events = watchViews(views, { read, watch: watchAs(request, abort) }, abort.signal);
      return eventStream(events, viewEvent, abort, reader && streamReader(reader));
    }
    const known = reader ?? (await readerOf(request));
    return streamTo(request, known, async ({ watch }, abort) =>
      eventStream(watchViews(views, { read, watch }, abort.signal), viewEvent, abort, streamReader(known)),
    );
  });

/** What is begun ends when the reader leaves, and when what they may see changes. */
async function streamTo(
  request: Request,
  reader: AdmittedReader,
  begin: (live: ReaderLive, abort: AbortController) => Promise<Response>,
): Promise<Response> {
  const abort = endingWith(request);
  endWhenChanged(reader, request, abort);
  try {
    const stream = await begin(liveFor(reader), abort);
    return request.method === 'HEAD' ? await withoutBody(stream) : stream;
  } catch (error) {
    abort.abort();
    throw error;
  }
}

function endingWith(request: Request): AbortController {
  const abort = new AbortController();
  request.signal.addEventListener('abort', () => abort.abort(), { once: true });
  return abort;
}
