// Embed tokens of requests: what a token lets see, and only on the routes that embedded views need.
import 'server-only';
import { timingSafeEqual } from 'node:crypto';
import { config } from '@/app/server/config';
import { AccessError } from '@/lib/access/error';
import type { AdmittedReader } from '@/lib/access/reader';
import {
  claimedEndMs,
  clockToleranceS,
  isEmbedToken,
  ownIssuer,
  type ReadToken,
  readToken,
  type TokenRules,
} from '@/lib/access/token';
import {
  keysOfAddress,
  keysOfPlace,
  readKeys,
  type SigningKey,
  signingKeyOf,
  type TokenKeys,
} from '@/lib/access/token-keys';
import type { Config } from '@/lib/config/config';
import { isAddress } from '@/lib/config/embed-tokens';
import { endWhenOver } from './watched-streams';

type Tokens = NonNullable<Config['embedTokens']>;

/** As configured at start; null: there are no tokens. */
let known: { readonly tokens: Tokens; readonly rules: TokenRules } | null | undefined;

/** What of the API embedded views ask, below /api/v1/. Nothing of it changes anything. */
const routes = /^(live|map|pods|flows|flows\/[^/]+|flows\/[^/]+\/related|drops|series|values)$/;

/** What a request carries as `Authorization: Bearer`; null where that is none of ours: a proxy may send its own. */
export function tokenOfRequest(request: Request): string | null {
  const bearer = bearerOf(request);
  return bearer !== null && isEmbedToken(bearer) ? bearer : null;
}

/** Throws AccessError: `token-expired`, `token-refused`, `keys-unavailable`, or `no-rights` on any other route. */
export async function readerOfToken(text: string, request: Request): Promise<AdmittedReader> {
  const { pathname } = new URL(request.url);
  const route = pathname.slice(pathname.indexOf('/api/v1/') + '/api/v1/'.length);
  if (!pathname.includes('/api/v1/') || !routes.test(route))
    throw new AccessError(
      'no-rights',
      'The token of an embedded view is good for what such views show, and for nothing else.',
    );
  const read = await check(text);
  if (!read.ok) throw new AccessError(codes[read.why], read.message);
  const { id, sight, within, views, untilMs } = read.token;
  const common = { name: `token ${id}`, groups: [], by: 'token' } as const;
  return { ...common, sight, within, views, untilMs: untilMs + clockToleranceS * 1_000 };
}

const codes = { expired: 'token-expired', refused: 'token-refused', unavailable: 'keys-unavailable' } as const;

/** Who may show a view that is opened with this token, also to say that it has expired; null: the token says nothing. */
export async function ancestorsOfToken(text: string): Promise<readonly string[] | null> {
  const read = await check(text);
  if (read.ok) return read.token.origins;
  return read.why === 'expired' ? read.origins : null;
}

/** Ends a stream when its token does, or the key of its token. `abort` is to be aborted once the stream has ended. */
export function endWithToken(text: string, abort: AbortController): void {
  endWhenOver(`token ${text}`, abort, () => isOver(text));
}

/** Keys that cannot be had for a moment are no reason by themselves; the end that the token itself names is. */
async function isOver(text: string): Promise<boolean> {
  const read = await check(text);
  if (read.ok) return false;
  return read.why !== 'unavailable' || Date.now() >= claimedEndMs(text) + clockToleranceS * 1_000;
}

/** What tokens are made with; throws AccessError where none are made here. */
export async function tokenMaking(): Promise<{ readonly key: SigningKey; readonly tokens: Tokens }> {
  const tokens = setting()?.tokens;
  const read = tokens?.keys ? readKeys(tokens.keys) : null;
  const key = read?.ok ? await signingKeyOf(read.keys) : null;
  if (!tokens || !key)
    throw new AccessError('no-rights', 'No tokens are made here; name a private key with EYEPIECE_EMBED_KEYS.');
  return { key, tokens };
}

/** Whether a backend shows the secret that lets it have tokens made. */
export function showsSecret(request: Request): boolean {
  const secret = setting()?.tokens.secret;
  const shown = bearerOf(request);
  if (!secret || shown === null) return false;
  const [a, b] = [Buffer.from(secret), Buffer.from(shown)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function check(text: string): Promise<ReadToken> {
  const rules = setting()?.rules;
  if (!rules)
    return { ok: false, why: 'refused', message: 'There are no tokens here; EYEPIECE_EMBED_KEYS names no keys.' };
  return readToken(text, rules, Date.now());
}

function bearerOf(request: Request): string | null {
  return /^Bearer ([^\s]+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
}

function setting() {
  if (known !== undefined) return known;
  const tokens = config().embedTokens;
  known = tokens && { tokens, rules: rulesOf(tokens) };
  return known;
}

function rulesOf({ keys, portal, audience, maxLifeMs }: Tokens): TokenRules {
  const issuers = new Map<string, TokenKeys>();
  if (portal) issuers.set(portal.issuer, keysAt(portal.jwks));
  if (keys !== null) issuers.set(ownIssuer, keysOfPlace(keys, tell));
  return { issuers, audience, maxLifeMs };
}

const keysAt = (place: string) => (isAddress(place) ? keysOfAddress(place) : keysOfPlace(place, tell));

function tell(problem: string) {
  process.stderr.write(`eyepiece: keys of embed tokens: ${problem}\n`);
}
