// Who reads with an embed token looks, and takes nothing along.
import 'server-only';
import { AccessError } from '@/lib/access/error';
import type { AdmittedReader } from '@/lib/access/reader';

/** The reader, unless they read with a token. Throws AccessError. */
export function refuseTokens(reader: AdmittedReader): AdmittedReader {
  if (reader.by === 'token')
    throw new AccessError('no-rights', 'The token of an embedded view is not for snapshots and bundles.');
  return reader;
}
