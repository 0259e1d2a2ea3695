// Settings of embed tokens, read together.
import { readKeys } from '@/lib/access/token-keys';
import { readLength } from './length';

export interface EmbedTokenConfig {
  /** File or folder of our own keys; null: none are made here. */
  readonly keys: string | null;
  /** A portal that signs itself: where its keys are, a file, folder or address, and what it calls itself. */
  readonly portal: { readonly jwks: string; readonly issuer: string } | null;
  /** What backends show that may have tokens made; null: none may. */
  readonly secret: string | null;
  readonly maxLifeMs: number;
  /** What tokens say they are for. */
  readonly audience: string;
}

export interface EmbedTokenTexts {
  readonly keys: string;
  readonly jwks: string;
  readonly issuer: string;
  readonly secret: string;
  readonly maxLife: string;
  readonly publicUrl: string;
}

const leastSecret = 32;

/** Null where there are no keys; one sentence for each setting that cannot be used. A secret is never repeated. */
export function readEmbedTokens(texts: EmbedTokenTexts): {
  tokens: EmbedTokenConfig | null;
  problems: readonly string[];
} {
  const { keys, jwks, issuer, secret } = texts;
  const problems: string[] = [];
  const maxLifeMs = readLife(texts.maxLife);
  if (maxLifeMs === null) problems.push(`EYEPIECE_EMBED_MAX_LIFE: "${texts.maxLife}" is no length from 1m to 365d.`);
  if (keys !== '') checkPlace('EYEPIECE_EMBED_KEYS', keys, problems);
  if (jwks !== '') checkJwks(jwks, problems);
  if ((jwks === '') !== (issuer === ''))
    problems.push('EYEPIECE_EMBED_JWKS and EYEPIECE_EMBED_ISSUER belong together; set both or neither.');
  if (issuer === 'eyepiece')
    problems.push('EYEPIECE_EMBED_ISSUER: "eyepiece" is our own name; give the portal another.');
  if (secret !== '' && secret.length < leastSecret)
    problems.push(`EYEPIECE_EMBED_SECRET is shorter than ${leastSecret} characters.`);
  if (secret !== '' && keys === '')
    problems.push('EYEPIECE_EMBED_SECRET is set without EYEPIECE_EMBED_KEYS to sign with.');
  if (keys === '' && jwks === '') return { tokens: null, problems };
  const portal = jwks === '' ? null : { jwks, issuer };
  const audience = texts.publicUrl.replace(/\/+$/, '') || 'eyepiece';
  const own = { keys: keys || null, secret: secret || null };
  return { tokens: { ...own, portal, maxLifeMs: maxLifeMs ?? 0, audience }, problems };
}

/** Else it is a file or a folder. */
export const isAddress = (place: string): boolean => /^https?:\/\//i.test(place);

const minute = 60_000;

/** `30m`, `1d`; null where it is none, or beyond a year. */
export function readLife(text: string): number | null {
  const ms = readLength(text, 'smhd') ?? 0;
  return ms >= minute && ms <= 365 * 24 * 60 * minute ? ms : null;
}

function checkPlace(name: string, place: string, problems: string[]) {
  const read = readKeys(place);
  if (!read.ok) problems.push(`${name}: ${place} ${read.problem}`);
}

/** Whoever could change the keys on their way could make tokens. */
function checkJwks(place: string, problems: string[]) {
  if (!isAddress(place)) return checkPlace('EYEPIECE_EMBED_JWKS', place, problems);
  const url = URL.canParse(place) ? new URL(place) : null;
  const isSafe = url?.protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(url?.hostname ?? '');
  if (!isSafe) problems.push(`EYEPIECE_EMBED_JWKS: "${place}" is no https address, and no address of this machine.`);
}
