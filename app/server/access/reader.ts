// Who asks, for routes and pages: the one place where a request becomes a reader.
import 'server-only';
import { cookies } from 'next/headers';
import type { SetCookie } from '@/lib/access/cookies';
import { AccessError } from '@/lib/access/error';
import type { Identity } from '@/lib/access/identity';
import { requireOwnSite } from '@/lib/access/own-site';
import { proxyIdentity } from '@/lib/access/proxy-identity';
import type { AdmittedReader } from '@/lib/access/reader';
import { seesAll } from '@/lib/sight/sight';
import { accessConfig } from './access-config';
import { atAddress, isTrusted, peerOf } from './connections';
import { endWithToken, readerOfToken, tokenOfRequest } from './embed-token';
import { countQuery, countStream } from './limits';
import { endWithReader } from './reader-ends';
import { sightOf } from './rights';
import { sessionIn } from './sessions';

const anyone: AdmittedReader = { name: null, groups: [], by: 'none', sight: seesAll };

/** Of a request to the API, which it counts. Throws AccessError, which routes answer with 401, 403 or 429. */
export async function readerOf(request: Request): Promise<AdmittedReader> {
  const token = tokenOfRequest(request);
  if (token !== null) return readerByToken(token, request);
  // A browser sends cookies along whoever asks it to, and from some places it reaches us where others do not.
  if (request.method !== 'GET' && request.method !== 'HEAD') requireOwnSite(request.headers);
  const { reader, cookies: told } = await readerBy(request.headers);
  countQuery(clientOf(reader, request));
  if (told.length > 0) await keepCookies(told);
  if (reader.sight.grants?.length === 0) {
    throw new AccessError('no-rights', `You are signed in as ${reader.name}, and no namespace is open to you.`);
  }
  return reader;
}

/** Of a request with a token, or of a part of one that brings its own; counted as `readerOf` does. Throws AccessError. */
export async function readerByToken(token: string, request: Request): Promise<AdmittedReader> {
  countQuery(atAddress(request));
  return readerOfToken(token, request);
}

/** Before a request is read that may hold tokens: null for nobody who is known without them, counted all the same. */
export async function readerOrNobody(request: Request): Promise<AdmittedReader | null> {
  try {
    return await readerOf(request);
  } catch (error) {
    if (!(error instanceof AccessError) || error.code === 'too-many-requests') throw error;
    countQuery(atAddress(request));
    return null;
  }
}

export interface FoundReader {
  readonly reader: AdmittedReader;
  /** What their browser is to keep from now on. */
  readonly cookies: readonly SetCookie[];
}

/** By the headers of any request; what they may see may be nothing. Throws AccessError. */
export async function readerBy(headers: Headers): Promise<FoundReader> {
  const { auth } = accessConfig();
  switch (auth.kind) {
    case 'none':
      return { reader: anyone, cookies: [] };
    case 'proxy': {
      const identity = proxyIdentity(headers, peerOf(headers), auth.headers, isTrusted);
      return { reader: await readerFor(identity, 'proxy'), cookies: [] };
    }
    case 'oidc': {
      const held = await sessionIn(headers.get('cookie'));
      if (!held) throw new AccessError('unauthenticated', 'Nobody is signed in, or no longer; sign in to go on.');
      const { id, freshUntilMs } = held.session;
      const reader = { ...(await readerFor(held.session, 'oidc')), untilMs: freshUntilMs, sessionId: id };
      return { reader, cookies: held.cookies };
    }
  }
}

async function readerFor({ name, groups }: Identity, by: 'proxy' | 'oidc'): Promise<AdmittedReader> {
  return { name, groups, by, sight: await sightOf({ name, groups }) };
}

/** Whose limits are counted together: one reader's, or one address's where many may come with one name or none. */
const clientOf = ({ by, name }: AdmittedReader, request: Request): string =>
  name === null || by === 'none' || by === 'token' ? atAddress(request) : `${by} ${name}`;

async function keepCookies(told: readonly SetCookie[]): Promise<void> {
  const jar = await cookies();
  for (const { name, value, expiresMs, secure } of told) {
    jar.set({ name, value, expires: expiresMs, secure, path: '/', httpOnly: true, sameSite: 'lax' });
  }
}

/**
 * Ends a stream, by aborting it, when its reader's session or token ends or when what they may see is another. Call it
 * once per stream; `abort` is to be aborted when the stream has ended, however it did. Throws AccessError where the
 * client has too many open.
 */
export function endWhenChanged(reader: AdmittedReader, request: Request, abort: AbortController): void {
  countStream(clientOf(reader, request), abort.signal);
  const token = tokenOfRequest(request);
  if (token === null) endWithReader(reader, abort);
  else endWithToken(token, abort);
}
