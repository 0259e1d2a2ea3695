// Signing in and out, as answers to a browser.
import 'server-only';
import { plainPage } from '@/app/server/plain-page';
import { cookieLine, type SetCookie } from '@/lib/access/cookies';
import type { SignInError } from '@/lib/access/oidc';
import { returnPath } from '@/lib/access/return-path';
import { publicUrl } from './access-config';
import { logAccess } from './access-log';
import { atAddress } from './connections';
import { countSignIn } from './limits';
import { beginSignIn, endSession, finishSignIn, sessionIn } from './sessions';

/** To the provider. `to` is where to go afterwards. */
export async function startSignIn(request: Request): Promise<Response> {
  const late = tooMany(request);
  if (late) return late;
  const to = returnPath(new URL(request.url).searchParams.get('to'));
  try {
    const { url, cookies } = await beginSignIn(to, request.headers.get('cookie'));
    return goTo(url, cookies);
  } catch (error) {
    return refused(error, request, to);
  }
}

/** Back from the provider. */
export async function finishedSignIn(request: Request): Promise<Response> {
  const late = tooMany(request);
  if (late) return late;
  const cookieHeader = request.headers.get('cookie');
  try {
    const { session, to, cookies } = await finishSignIn(new URL(request.url).search, cookieHeader);
    logAccess({ event: 'sign-in', reader: { name: session.name, by: 'oidc' }, request });
    return goTo(publicUrl() + to, cookies);
  } catch (error) {
    const isSignedIn = codeOf(error) === 'no-attempt' && (await sessionIn(cookieHeader)) !== null;
    return isSignedIn ? goTo(`${publicUrl()}/`, []) : refused(error, request, '/');
  }
}

/** Answers with the address to go to, because a form would not be let go to another site. */
export async function signOut(request: Request): Promise<Response> {
  const { session, url, cookies } = await endSession(request.headers.get('cookie'));
  if (session) logAccess({ event: 'sign-out', reader: { name: session.name, by: 'oidc' }, request });
  const headers = withCookies({ 'cache-control': 'no-store' }, cookies);
  return Response.json({ to: url ?? `${publicUrl()}/auth/signed-out` }, { headers });
}

/** For whoever has nowhere else to be sent. */
export function signedOutPage(): Response {
  const action = { text: 'Sign in', href: publicUrl() + signInPath('/') };
  return plainPage({ status: 200, title: 'You are signed out', text: 'Eyepiece shows you nothing any more.', action });
}

export const signInPath = (to: string): string => `/auth/login?${new URLSearchParams({ to })}`;

/** Null: go on. What the provider sent along is still good when the page is loaded again. */
function tooMany(request: Request): Response | null {
  const retryAfterS = countSignIn(atAddress(request));
  if (retryAfterS === 0) return null;
  const text = `Too many sign-ins come from your network at once. Load this page again in ${retryAfterS} s.`;
  return plainPage({ status: 429, title: 'Wait a moment', text, retryAfterS });
}

function refused(error: unknown, request: Request, to: string): Response {
  const [code, message] = [codeOf(error), isSignInError(error) ? error.message : 'Signing in failed.'];
  logAccess({ event: 'sign-in-refused', reader: null, request, about: { code } });
  // What the provider said may say why, to whoever runs this; it may not go to the browser.
  process.stderr.write(`eyepiece: sign-in failed (${code}): ${causeOf(error)}\n`);
  const action = { text: 'Sign in', href: publicUrl() + signInPath(to) };
  return plainPage({ status: 403, title: 'Nobody was signed in', text: message, action });
}

const codeOf = (error: unknown): string => (isSignInError(error) ? error.code : 'internal');

/** By name: what was begun by one route may be finished by another, each with a class of its own. */
function isSignInError(error: unknown): error is Pick<SignInError, keyof SignInError> {
  return error instanceof Error && error.name === 'SignInError';
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  return JSON.stringify(text.slice(0, 300));
}

function goTo(url: string, cookies: readonly SetCookie[]): Response {
  const headers = withCookies(
    { location: url, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    cookies,
  );
  return new Response(null, { status: 303, headers });
}

function withCookies(plain: Readonly<Record<string, string>>, cookies: readonly SetCookie[]): Headers {
  const headers = new Headers(plain);
  for (const cookie of cookies) headers.append('set-cookie', cookieLine(cookie));
  return headers;
}
