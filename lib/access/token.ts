// Embed tokens: signed JWTs that carry the right to see some views, within a filter and a sight, until a time and in
// frames of some origins. A token grants nothing that its filter and its sight leave out, whatever is asked with it.
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { filterProblem } from '@/lib/filter/check';
import { everything, type Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import type { EpochMs } from '@/lib/flow/flow';
import type { Sight } from '@/lib/sight/sight';
import { isOneSpelling } from './spelling';
import { readOrigins, readSight, readViews } from './token-claims';
import type { SigningKey, TokenKeys } from './token-keys';

/** Pages below /embed that a token can open. */
export const tokenViews = ['map', 'drops', 'flows'] as const;
export type TokenView = (typeof tokenViews)[number];

export interface EmbedToken {
  readonly id: string;
  /** Who made it, for the access log; null where nobody signed in. */
  readonly madeBy: string | null;
  readonly views: readonly TokenView[];
  readonly within: Filter;
  readonly sight: Sight;
  /** Sources of pages that may show the views in a frame, as CSP writes them. At least one. */
  readonly origins: readonly string[];
  readonly untilMs: EpochMs;
}

/** How tokens are checked; the same for all of them. */
export interface TokenRules {
  /** By issuer: keys of our own, and of a portal that signs itself. */
  readonly issuers: ReadonlyMap<string, TokenKeys>;
  readonly audience: string;
  readonly maxLifeMs: number;
}

export type ReadToken =
  | { readonly ok: true; readonly token: EmbedToken }
  /** It was good, and tells who may show the sentence that says so. */
  | { readonly ok: false; readonly why: 'expired'; readonly message: string; readonly origins: readonly string[] }
  /** `unavailable`: the keys cannot be had now. */
  | { readonly ok: false; readonly why: 'refused' | 'unavailable'; readonly message: string };

/** Issuer of tokens that Eyepiece makes. */
export const ownIssuer = 'eyepiece';
/** RFC 8725, 3.11: no other JWT that the same keys sign is an embed token. */
const tokenType = 'eyepiece-embed+jwt';
const algorithms = ['EdDSA', 'ES256'];
const longest = 8_192;
/** Seconds by which clocks may differ. */
export const clockToleranceS = 30;

/** Checks signature, issuer, audience, time and every claim; never throws. */
export async function readToken(text: string, rules: TokenRules, nowMs: EpochMs): Promise<ReadToken> {
  const issuer = text.length <= longest && isSigned(text) ? issuerOf(text) : null;
  if (issuer === null) return refused('it is no embed token');
  const keys = rules.issuers.get(issuer);
  if (!keys) return refused('nobody who is trusted has made it');
  try {
    const { payload } = await jwtVerify(text, keys.find, {
      algorithms,
      typ: tokenType,
      issuer,
      audience: rules.audience,
      requiredClaims: ['exp', 'iat', 'jti'],
      clockTolerance: clockToleranceS,
      currentDate: new Date(nowMs),
    });
    return tokenOf(payload, rules, nowMs);
  } catch (error) {
    return failureOf(error, rules, nowMs);
  }
}

/** A new token by our own hand. */
export function writeToken(
  token: EmbedToken,
  key: SigningKey,
  { audience, nowMs }: { readonly audience: string; readonly nowMs: EpochMs },
): Promise<string> {
  const { views, within, sight, origins } = token;
  return new SignJWT({ views, filter: printFilter(within), sight, origins })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: tokenType })
    .setIssuer(ownIssuer)
    .setAudience(audience)
    .setSubject(token.madeBy ?? '')
    .setJti(token.id)
    .setIssuedAt(Math.floor(nowMs / 1_000))
    .setExpirationTime(Math.floor(token.untilMs / 1_000))
    .sign(key.key);
}

/** Whether a text says of itself that it is an embed token; nothing of it is checked. */
export function isEmbedToken(text: string): boolean {
  try {
    return decodeProtectedHeader(text).typ === tokenType;
  } catch {
    return false;
  }
}

/** When a token that was checked before ends, as it says; 0 where it says nothing. */
export function claimedEndMs(text: string): EpochMs {
  const { exp = 0 } = decodeJwt(text);
  return exp * 1_000;
}

function tokenOf(payload: JWTPayload, { maxLifeMs }: TokenRules, nowMs: EpochMs): ReadToken {
  const { exp = 0, iat = 0, jti = '', sub } = payload;
  const views = readViews(payload.views, tokenViews);
  const within = filterOf(payload.filter);
  const sight = readSight(payload.sight);
  const origins = readOrigins(payload.origins);
  if (jti === '' || jti.length > 128) return refused('its id is missing or too long');
  if (!views) return refused(`its views are not some of ${tokenViews.join(', ')}`);
  if (!within) return refused('its filter cannot be read');
  if (!sight) return refused('what it lets see cannot be read');
  if (!origins) return refused('its origins are not origins such as https://portal.example');
  if (iat * 1_000 > nowMs + clockToleranceS * 1_000) return refused('it was made in the future');
  if ((exp - iat) * 1_000 > maxLifeMs) return refused('it lives longer than tokens may here');
  const token = { id: jti, madeBy: sub || null, views, within, sight, origins, untilMs: exp * 1_000 };
  return { ok: true, token };
}

function failureOf(error: unknown, rules: TokenRules, nowMs: EpochMs): ReadToken {
  // Signature, issuer and audience were right: only then are the claims looked at.
  if (error instanceof errors.JWTExpired) {
    const read = tokenOf(error.payload, rules, nowMs);
    if (!read.ok) return read;
    return { ok: false, why: 'expired', message: 'The token of this view has expired.', origins: read.token.origins };
  }
  if (error instanceof errors.JWTClaimValidationFailed)
    return refused(claimSentences[error.claim] ?? 'a claim is wrong');
  if (error instanceof errors.JWKSNoMatchingKey) return refused('its key is not known, or no longer');
  if (error instanceof errors.JOSEAlgNotAllowed) return refused('its algorithm is not allowed');
  if (error instanceof errors.JWSSignatureVerificationFailed) return refused('its signature is not right');
  if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) return refused('it cannot be read');
  return { ok: false, why: 'unavailable', message: 'The keys of the token cannot be had at the moment.' };
}

const claimSentences: Readonly<Record<string, string>> = {
  aud: 'it is for another Eyepiece',
  exp: 'it has no end',
  iat: 'it does not say when it was made',
  jti: 'its id is missing or too long',
  nbf: 'it is not valid yet',
  typ: 'it is no embed token',
};

const refused = (reason: string) =>
  ({ ok: false, why: 'refused', message: `The token of this view is refused: ${reason}.` }) as const;

const isSigned = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text) && isOneSpelling(text);

function issuerOf(text: string): string | null {
  try {
    const { kid } = decodeProtectedHeader(text);
    const { iss } = decodeJwt(text);
    return typeof kid === 'string' && typeof iss === 'string' ? iss : null;
  } catch {
    return null;
  }
}

/** Absent is no narrowing. */
function filterOf(claim: unknown): Filter | null {
  if (claim === undefined) return everything;
  const parsed = typeof claim === 'string' ? parseFilter(claim) : null;
  return parsed?.ok && canBeWithin(parsed.filter) ? parsed.filter : null;
}

/** A single flow is held against the filter, too, and `cel` needs the message it came in. */
export const canBeWithin = (filter: Filter): boolean =>
  !filter.tokens.some(({ key }) => key === 'cel') && filterProblem(filter, () => null) === null;
