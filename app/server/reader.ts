// Who asks, for routes and pages: the one place where a request becomes a reader.
import 'server-only';
import type { Reader } from '@/lib/access/reader';
import { seesAll } from '@/lib/sight/sight';

const anyone: Reader = { name: null, groups: [], by: 'none', sight: seesAll };

/** Of a request to the API. Throws AccessError, which routes answer with 401, 403 or 429. */
export async function readerOf(_request: Request): Promise<Reader> {
  return anyone;
}

/**
 * Ends a stream, by aborting it, when its reader's session or token ends or when what they may see is another. Call it
 * once per stream; `abort` is to be aborted when the stream has ended, however it did.
 */
export function endWhenChanged(_reader: Reader, _request: Request, _abort: AbortController): void {}
