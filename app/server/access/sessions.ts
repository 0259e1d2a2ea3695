// Sessions of signed-in readers: opened from their cookies, and asked about at the provider when they are no longer
// fresh. What is kept here is kept for a minute: any other server could do the same without it.
import 'server-only';
import {
  type CookieKind,
  cookiesLike,
  dropCookies,
  readCookie,
  type SetCookie,
  setCookies,
} from '@/lib/access/cookies';
import { createProvider, type Provider, SignInError } from '@/lib/access/oidc';
import { createSealer, type Sealer } from '@/lib/access/seal';
import { type Attempt, attemptOf, type Session, sessionOf, sessionValue } from '@/lib/access/session';
import { accessConfig, publicUrl } from './access-config';

interface SignIn {
  readonly provider: Provider;
  readonly sealer: Sealer;
  /** Refreshes on their way, and those of the last minute, by what was refreshed. */
  readonly refreshes: Map<string, Promise<Session | 'ended' | 'unreachable'>>;
  /** Sessions that were signed out here, until they would have ended. */
  readonly signedOut: Map<string, number>;
}

const key = Symbol.for('eyepiece.sign-in');
const home = globalThis as typeof globalThis & { [key]?: SignIn | null };

/** null: nobody signs in here. */
function signIn(): SignIn | null {
  if (home[key] === undefined) home[key] = start();
  return home[key];
}

function start(): SignIn | null {
  const { auth } = accessConfig();
  if (auth.kind !== 'oidc') return null;
  return {
    provider: createProvider(auth.provider, publicUrl()),
    sealer: createSealer(auth.secrets),
    refreshes: new Map(),
    signedOut: new Map(),
  };
}

export interface HeldSession {
  readonly session: Session;
  /** What the browser is to keep from now on. */
  readonly cookies: readonly SetCookie[];
}

/** How long a session goes on while the provider cannot be reached, from when it should have been asked. */
const unreachableMs = 30 * 60_000;
/** Requests that were on their way with the cookie of before are answered alike. */
const rememberedMs = 60_000;

const sessionKind = (): CookieKind => ({ name: 'eyepiece-session', secure: isSecure() });
const attemptKind = (state: string): CookieKind => ({ name: `eyepiece-sign-in-${state}`, secure: isSecure() });
const isSecure = () => publicUrl().startsWith('https:');

/** The session of a `Cookie` header, refreshed where that was due; null where there is none, or no longer. */
export async function sessionIn(cookieHeader: string | null): Promise<HeldSession | null> {
  const here = signIn();
  const text = readCookie(cookieHeader, sessionKind());
  if (!here || text === null) return null;
  const session = sessionOf(await here.sealer.open('session', text));
  if (!session || isSignedOut(here, session)) return null;
  if (Date.now() < session.freshUntilMs) return { session, cookies: [] };
  const refreshed = await freshOf(here, session);
  if (refreshed === 'ended' || (refreshed !== 'unreachable' && isSignedOut(here, refreshed))) return null;
  if (refreshed !== 'unreachable') return { session: refreshed, cookies: await cookiesOf(here, refreshed) };
  const until = session.freshUntilMs + unreachableMs;
  return Date.now() < until ? { session: { ...session, freshUntilMs: Date.now() + rememberedMs }, cookies: [] } : null;
}

/** A browser may come with the cookie of before the last refresh, or of the one before that. */
async function freshOf(here: SignIn, session: Session): Promise<Session | 'ended' | 'unreachable'> {
  let known: Session = session;
  for (let step = 0; step < mostSteps; step += 1) {
    const refreshed = await refreshOnce(here, known);
    if (typeof refreshed === 'string' || Date.now() < refreshed.freshUntilMs) return refreshed;
    known = refreshed;
  }
  return known;
}
const mostSteps = 100;

function refreshOnce(here: SignIn, session: Session): Promise<Session | 'ended' | 'unreachable'> {
  const known = here.refreshes.get(`${session.id} ${session.refreshToken}`);
  if (known) return known;
  const refreshing = here.provider.refresh(session);
  const name = `${session.id} ${session.refreshToken}`;
  here.refreshes.set(name, refreshing);
  void refreshing.then(() => setTimeout(() => here.refreshes.delete(name), rememberedMs).unref());
  return refreshing;
}

/** A session too long for cookies goes without what only makes signing out smoother. */
async function cookiesOf({ sealer }: SignIn, session: Session): Promise<readonly SetCookie[]> {
  for (const kept of [session, { ...session, idToken: null }]) {
    const text = await sealer.seal('session', sessionValue(kept), session.untilMs);
    const cookies = setCookies(sessionKind(), text, session.untilMs);
    if (cookies) return cookies;
  }
  throw new SignInError('too-long', 'You are in more groups than a session can hold.');
}

const attemptMs = 15 * 60_000;
/** Node takes 16 KiB of headers, and the session wants most of them. */
const mostOfAttempts = 3_000;

/** Where to send the browser to sign in. Throws SignInError. */
export async function beginSignIn(to: string, cookieHeader: string | null) {
  const here = required();
  const { url, attempt } = await here.provider.begin(to);
  const untilMs = Date.now() + attemptMs;
  const text = await here.sealer.seal('sign-in', attempt, untilMs);
  const others = cookiesLike(cookieHeader, attemptKind(''));
  const length = [...others.values()].reduce((sum, one) => sum + one, text.length);
  const gone = length > mostOfAttempts ? dropped(others.keys()) : [];
  return {
    url,
    cookies: [...gone, ...(setCookies(attemptKind(shortOf(attempt.state)), text, untilMs) ?? []).slice(0, 1)],
  };
}

/** Two tabs may be on their way at once, each with a cookie of its own. */
const shortOf = (state: string) => state.replace(/[^A-Za-z0-9]/g, '').slice(0, 8);

const dropped = (names: Iterable<string>): readonly SetCookie[] =>
  [...names].map((name) => ({ name, value: '', expiresMs: 0, secure: isSecure() }));

/** What the provider sent the browser back with becomes a session. Throws SignInError. */
export async function finishSignIn(query: string, cookieHeader: string | null) {
  const here = required();
  const kind = attemptKind(shortOf(new URLSearchParams(query).get('state') ?? ''));
  const attempt = await attemptIn(here, cookieHeader, kind);
  if (!attempt) throw new SignInError('no-attempt', 'This sign-in was begun in another browser, or too long ago.');
  const session = await here.provider.finish(query, attempt);
  const cookies = [...dropCookies(kind).slice(0, 1), ...(await cookiesOf(here, session))];
  return { session, to: attempt.to, cookies };
}

async function attemptIn({ sealer }: SignIn, header: string | null, kind: CookieKind): Promise<Attempt | null> {
  const text = readCookie(header, kind);
  return text === null ? null : attemptOf(await sealer.open('sign-in', text));
}

/** Ends the session of the header; says whose it was, and where the provider signs them out, where it does. */
export async function endSession(cookieHeader: string | null) {
  const here = signIn();
  if (!here) return { session: null, url: null, cookies: [] };
  const text = readCookie(cookieHeader, sessionKind());
  const session = text === null ? null : sessionOf(await here.sealer.open('session', text));
  if (session) here.signedOut.set(session.id, session.untilMs);
  for (const [id, untilMs] of here.signedOut) if (untilMs < Date.now()) here.signedOut.delete(id);
  const url = session && (await here.provider.signOut(session));
  return { session, url, cookies: dropCookies(sessionKind()) };
}

/** Whether it was ended here: its cookie may have been copied. */
export function isEnded(sessionId: string): boolean {
  return signIn()?.signedOut.has(sessionId) ?? false;
}

const isSignedOut = ({ signedOut }: SignIn, { id }: Session) => signedOut.has(id);

function required(): SignIn {
  const here = signIn();
  if (!here) throw new SignInError('off', 'Nobody signs in here.');
  return here;
}
