// Sign-in with an OpenID provider: authorization code with PKCE, refresh, and sign-out at the provider.
import { randomUUID } from 'node:crypto';
import * as oidc from 'openid-client';
import type { EpochMs } from '@/lib/flow/flow';
import { identityOf } from './identity';
import type { Attempt, Session } from './session';

export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** null: a public client, which PKCE alone protects. */
  readonly clientSecret: string | null;
  readonly scopes: string;
  readonly nameClaim: string;
  readonly groupsClaim: string;
  /** From sign-in to sign-in at most. */
  readonly sessionMs: number;
}

export interface Provider {
  /** Where to send the browser, and what to keep until it comes back. Throws SignInError. */
  readonly begin: (to: string) => Promise<{ readonly url: string; readonly attempt: Attempt }>;
  /** `query` is what the provider sent the browser back with. Throws SignInError. */
  readonly finish: (query: string, attempt: Attempt) => Promise<Session>;
  /** `ended`: the provider no longer lets them; `unreachable`: it could not be asked. Never throws. */
  readonly refresh: (session: Session) => Promise<Session | 'ended' | 'unreachable'>;
  /** Ends what the provider gave us, as far as it can, and says where it signs readers out; null: nowhere. Never throws. */
  readonly signOut: (session: Session) => Promise<string | null>;
}

/** Why nobody could be signed in: a code for the log, and one sentence for the reader. */
export class SignInError extends Error {
  override readonly name = 'SignInError';

  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Groups are asked for anew at least this often. */
const mostFreshMs = 15 * 60_000;
const discoveredForMs = 60 * 60_000;
const waitS = 10;

/** `publicUrl` is where readers reach us, without a slash at the end. */
export function createProvider(config: OidcConfig, publicUrl: string, now: () => EpochMs = Date.now): Provider {
  const redirectUri = `${publicUrl}/auth/callback`;
  const discovered = remembered(() => discover(config), now);

  const sessionFrom = (tokens: Tokens, client: oidc.Configuration, before: Session | null) =>
    sessionOf(tokens, { client, config, before, now });

  return {
    async begin(to) {
      const client = await discovered().catch((error) => {
        throw signInError(error);
      });
      const attempt = newAttempt(to);
      return { url: await signInUrl(client, attempt, redirectUri, config.scopes), attempt };
    },
    async finish(query, attempt) {
      try {
        const client = await discovered();
        const answer = new URL(redirectUri + query);
        const tokens = await oidc.authorizationCodeGrant(client, answer, checksOf(attempt));
        return await sessionFrom(tokens, client, null);
      } catch (error) {
        throw signInError(error);
      }
    },
    async refresh(session) {
      if (session.refreshToken === null || now() >= session.untilMs) return 'ended';
      try {
        const client = await discovered();
        const tokens = await oidc.refreshTokenGrant(client, session.refreshToken);
        return await sessionFrom(tokens, client, session);
      } catch (error) {
        return isPassing(error) ? 'unreachable' : 'ended';
      }
    },
    async signOut(session) {
      try {
        return await signOutAt(await discovered(), session, `${publicUrl}/auth/signed-out`);
      } catch {
        return null;
      }
    },
  };
}

function newAttempt(to: string): Attempt {
  return {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    to,
  };
}

async function signInUrl(
  client: oidc.Configuration,
  { state, nonce, verifier }: Attempt,
  redirectUri: string,
  scope: string,
): Promise<string> {
  const url = oidc.buildAuthorizationUrl(client, {
    redirect_uri: redirectUri,
    scope,
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  return url.href;
}

const checksOf = ({ state, nonce, verifier }: Attempt): oidc.AuthorizationCodeGrantChecks => ({
  expectedState: state,
  expectedNonce: nonce,
  pkceCodeVerifier: verifier,
  idTokenExpected: true,
});

async function signOutAt(
  client: oidc.Configuration,
  { refreshToken, idToken }: Session,
  backTo: string,
): Promise<string | null> {
  const { revocation_endpoint: revokes, end_session_endpoint: ends } = client.serverMetadata();
  if (revokes && refreshToken !== null) await oidc.tokenRevocation(client, refreshToken).catch(() => {});
  if (!ends) return null;
  const hint: Record<string, string> = idToken === null ? {} : { id_token_hint: idToken };
  return oidc.buildEndSessionUrl(client, { post_logout_redirect_uri: backTo, ...hint }).href;
}

type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;
type Claims = Readonly<Record<string, unknown>>;

interface Granting {
  readonly client: oidc.Configuration;
  readonly config: OidcConfig;
  /** The session that is made fresh; null at sign-in. */
  readonly before: Session | null;
  readonly now: () => EpochMs;
}

async function sessionOf(tokens: Tokens, { client, config, before, now }: Granting): Promise<Session> {
  const claims = await claimsOf(tokens, client, config, before?.subject ?? null);
  const identity = identityOf(nameIn(claims, config.nameClaim) ?? before?.name, groupsIn(claims, config.groupsClaim));
  if (!identity) throw new SignInError('no-name', 'The sign-in does not say who you are.');
  const nowMs = now();
  const refreshToken = tokens.refresh_token ?? before?.refreshToken ?? null;
  const untilMs = before?.untilMs ?? nowMs + config.sessionMs;
  const freshMs = Math.min((tokens.expiresIn() ?? Number.POSITIVE_INFINITY) * 1_000, mostFreshMs);
  return {
    ...identity,
    id: before?.id ?? randomUUID(),
    subject: String(claims.sub),
    signedInMs: before?.signedInMs ?? nowMs,
    freshUntilMs: refreshToken === null ? untilMs : Math.min(nowMs + freshMs, untilMs),
    untilMs,
    refreshToken,
    idToken: tokens.id_token ?? before?.idToken ?? null,
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcConfig): Promise<oidc.Configuration> {
  const server = new URL(issuer);
  return oidc.discovery(server, clientId, { [oidc.clockTolerance]: 30 }, authOf(clientSecret), {
    timeout: waitS,
    // Only on this machine: the configuration does not take another address without TLS.
    execute: server.protocol === 'http:' ? [oidc.allowInsecureRequests] : [],
  });
}

/** As the provider wants it; providers that do not say take the header. */
function authOf(secret: string | null): oidc.ClientAuth {
  if (secret === null) return oidc.None();
  const [inHeader, inBody] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? inHeader : inBody)(server, client, body, headers);
  };
}

/** What fails is tried anew at the next call. */
function remembered<T>(make: () => Promise<T>, now: () => EpochMs): () => Promise<T> {
  let known: { readonly atMs: EpochMs; readonly value: Promise<T> } | null = null;
  return () => {
    if (known && now() - known.atMs < discoveredForMs) return known.value;
    const made = { atMs: now(), value: make() };
    made.value.catch(() => {
      if (known === made) known = null;
    });
    known = made;
    return made.value;
  };
}

/** Those of the ID token, and of the provider's answer about the user where that token lacks some of ours. */
async function claimsOf(
  tokens: Tokens,
  client: oidc.Configuration,
  { nameClaim, groupsClaim }: OidcConfig,
  subject: string | null,
): Promise<Claims> {
  const inToken: Claims = tokens.claims() ?? {};
  const known = subject ?? String(inToken.sub ?? '');
  if (inToken.sub !== undefined && inToken.sub !== known)
    throw new SignInError('other-user', 'Somebody else is signed in.');
  const isWhole = [nameClaim, groupsClaim].every((name) => inToken[name] !== undefined);
  if (isWhole || !client.serverMetadata().userinfo_endpoint) return { sub: known, ...inToken };
  const asked = await oidc.fetchUserInfo(client, tokens.access_token, known);
  return { ...asked, ...inToken, sub: known };
}

/** An address that nobody has verified could be anybody's. */
function nameIn(claims: Claims, claim: string): unknown {
  const isUnverified = claim === 'email' && claims.email_verified === false;
  return isUnverified || claims[claim] === undefined ? claims.sub : claims[claim];
}

function groupsIn(claims: Claims, claim: string): readonly unknown[] {
  const groups = claims[claim];
  return Array.isArray(groups) ? groups : [groups];
}

/** The provider gave no answer, or none that is about the reader. */
function isPassing(error: unknown): boolean {
  if (error instanceof oidc.ResponseBodyError) return error.status >= 500 || error.error === 'temporarily_unavailable';
  if (error instanceof SignInError || error instanceof oidc.AuthorizationResponseError) return false;
  return isNetwork(error) || (error instanceof Error && error.cause instanceof Response && error.cause.status >= 500);
}

function isNetwork(error: unknown): boolean {
  const names = [error, error instanceof Error ? error.cause : null].map((one) =>
    one instanceof Error ? one.name : '',
  );
  return names.some((name) => ['TimeoutError', 'AbortError', 'TypeError'].includes(name)) && !isMisuse(error);
}

/** Its own complaints about what it was given are TypeErrors as well. */
const isMisuse = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_INVALID_ARG');

function signInError(error: unknown): SignInError {
  if (error instanceof SignInError) return error;
  if (error instanceof oidc.AuthorizationResponseError) {
    const denied = error.error === 'access_denied';
    const why = denied ? 'The sign-in was refused.' : 'The provider could not sign you in.';
    return new SignInError(codeOf(error.error), why, { cause: error });
  }
  if (error instanceof oidc.ResponseBodyError) {
    return new SignInError(codeOf(error.error), 'The provider did not accept the sign-in.', { cause: error });
  }
  if (isPassing(error)) {
    return new SignInError('unreachable', 'The provider that signs you in cannot be reached.', { cause: error });
  }
  return new SignInError('malformed', 'The answer of the provider is not valid.', { cause: error });
}

const codeOf = (text: string): string => (/^[a-z_]{1,40}$/.test(text) ? text : 'refused');
