import { readEmbedTokenRequest } from '@/app/api/request';
import { answer, jsonAnswer, ProblemError } from '@/app/api/respond';
import { refuseOtherSites } from '@/app/api/same-origin';
import { logAccess } from '@/app/server/access/access-log';
import { showsSecret, tokenMaking } from '@/app/server/access/embed-token';
import { readerOf } from '@/app/server/access/reader';
import { AccessError } from '@/lib/access/error';
import type { AdmittedReader } from '@/lib/access/reader';
import { writeToken } from '@/lib/access/token';
import { grantToken } from '@/lib/access/token-grant';
import { printFilter } from '@/lib/filter/print';
import { seesAll } from '@/lib/sight/sight';

export const dynamic = 'force-dynamic';

/** A token for frames of a portal, of what its maker may see: for who signed in, and for backends with the secret. */
export const POST = (request: Request) =>
  answer(async () => {
    const maker = await makerOf(request);
    const { key, tokens } = await tokenMaking();
    const { expiresInSeconds, ...wish } = await readEmbedTokenRequest(request);
    const nowMs = Date.now();
    const limits = { maxLifeMs: tokens.maxLifeMs, nowMs };
    const granted = grantToken({ ...wish, lifeMs: expiresInSeconds * 1_000 }, maker, limits);
    if (!granted.ok) throw ProblemError.of('bad-request', granted.problem);
    const { token } = granted;
    const about = { id: token.id, views: token.views.join(), origins: token.origins.join(' '), expiresInSeconds };
    logAccess({ event: 'token', reader: maker, request, q: printFilter(token.within), about });
    const text = await writeToken(token, key, { audience: tokens.audience, nowMs });
    return jsonAnswer({ token: text, id: token.id, expires: new Date(token.untilMs).toISOString() }, 201);
  });

async function makerOf(request: Request): Promise<Pick<AdmittedReader, 'name' | 'by' | 'sight'>> {
  if (showsSecret(request)) return { name: 'backend', by: 'none', sight: seesAll };
  refuseOtherSites(request);
  const reader = await readerOf(request);
  if (reader.by !== 'none' && reader.by !== 'token') return reader;
  const sentence = 'Tokens are made for readers who signed in, and for backends that show EYEPIECE_EMBED_SECRET.';
  throw new AccessError('no-rights', sentence);
}
