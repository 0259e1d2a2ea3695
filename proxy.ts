// Runs before every page: who asks, what the page may load and run, and what only the URL knows of how it looks.
import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { ancestorsHeader, contentPolicy, nonceHeader } from '@/app/content-policy';
import { ancestorsOfToken } from '@/app/server/access/embed-token';
import { pageReader } from '@/app/server/access/page-reader';
import { themeHeader } from '@/app/theme';
import { readAncestors } from '@/lib/embed/ancestors';

export async function proxy(request: NextRequest) {
  const { pathname, search, searchParams } = request.nextUrl;
  const isEmbedded = pathname.startsWith('/embed/');
  // A provider does not sign in within a frame: an embedded view says itself that nobody is signed in.
  const reader = isEmbedded ? null : await pageReader(request.headers, pathname + search, request.headers.has('rsc'));
  if (reader?.ok === false) return reader.answer;
  const nonce = randomBytes(16).toString('base64');
  const ancestors = isEmbedded ? await embedAncestors(searchParams.get('token')) : null;
  const policy = contentPolicy({ nonce, ancestors: ancestors ?? ["'none'"] });
  const headers = new Headers(request.headers);
  // What somebody likes here is no matter of the page around an embedded view.
  headers.set(themeHeader, searchParams.get('theme') ?? (isEmbedded ? 'auto' : ''));
  headers.set(nonceHeader, nonce);
  if (ancestors) headers.set(ancestorsHeader, ancestors.join(' '));
  else headers.delete(ancestorsHeader);
  // Next takes the nonce for its own scripts from here.
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  for (const cookie of reader?.setCookies ?? []) response.headers.append('set-cookie', cookie);
  return response;
}

/** Pages that a token names, or else those that are configured. */
async function embedAncestors(token: string | null): Promise<readonly string[]> {
  return (token && (await ancestorsOfToken(token))) || configuredAncestors();
}

/** Read when asked, not when built. */
function configuredAncestors(): readonly string[] {
  const read = readAncestors(process.env.EYEPIECE_FRAME_ANCESTORS ?? '');
  return read.ok ? read.sources : ["'none'"];
}

/** Every page there is or is not; the rest answers for itself. Below a prefix the first page is no part of the pattern. */
export const config = {
  matcher: [
    '/',
    '/((?!api/|_next/static/|auth/|s/[^/]+$|healthz$|readyz$|metrics$|embed\\.js$|embed\\.d\\.ts$|icon\\.svg).*)',
  ],
};
