// Who asks, for routes and pages: the one place where a request becomes a reader.
import 'server-only';
import type { Reader } from '@/lib/access/reader';
import { seesAll } from '@/lib/sight/sight';

const anyone: Reader = { name: null, groups: [], by: 'none', sight: seesAll };

/** Of a request to the API. */
export async function readerOf(_request: Request): Promise<Reader> {
  return anyone;
}
