// Views that share a stream, each for a reader of its own: frames of a portal may hold a token each, and none may get
// what another may see.
import 'server-only';
import { liveFor } from '@/app/server/live-for';
import type { AdmittedReader } from '@/lib/access/reader';
import type { SerialFrame, WatchQuery } from '@/lib/live/live';
import { seesAll } from '@/lib/sight/sight';
import { endWithToken } from './embed-token';
import { endWhenChanged, readerByToken, readerOf } from './reader';

/** As whom the stream itself is counted: nobody, at the address it goes to. */
const carrier: AdmittedReader = { name: null, groups: [], by: 'none', sight: { ...seesAll, grants: [] } };

export type WatchAs = (
  query: WatchQuery,
  signal: AbortSignal,
  lastId?: string,
  token?: string,
) => Promise<AsyncIterable<SerialFrame>>;

/** Each view by its token, or by who sends the request. It ends when its token or its reader's rights do. */
export function watchAs(request: Request, abort: AbortController): WatchAs {
  endWhenChanged(carrier, request, abort);
  return async (query, signal, lastId, token) => {
    const reader = await (token === undefined ? readerOf(request) : readerByToken(token, request));
    const own = new AbortController();
    signal.addEventListener('abort', () => own.abort(), { once: true, signal: own.signal });
    if (token === undefined) endWhenChanged(reader, request, own);
    else endWithToken(token, own);
    try {
      return ending(await liveFor(reader).watch(query, own.signal, lastId), own);
    } catch (error) {
      own.abort();
      throw error;
    }
  };
}

async function* ending(frames: AsyncIterable<SerialFrame>, own: AbortController): AsyncGenerator<SerialFrame> {
  try {
    yield* frames;
  } finally {
    own.abort();
  }
}
