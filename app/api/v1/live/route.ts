import { eventStream } from '@/app/api/event-stream';
import { readWatch } from '@/app/api/request';
import { answer } from '@/app/api/respond';
import { getLive } from '@/app/server/live';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) =>
  answer(async () => {
    const query = readWatch(new URL(request.url));
    const abort = new AbortController();
    request.signal.addEventListener('abort', () => abort.abort(), { once: true });
    const lastId = request.headers.get('last-event-id') ?? undefined;
    return eventStream(getLive().watch(query, abort.signal, lastId), abort);
  });
