// Keys of embed tokens: a JWKS in a file or in the files of a folder, read again when it changes, or at a portal's
// address. A key that is taken away is unknown from then on.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  type CryptoKey,
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  importJWK,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose';

export interface TokenKeys {
  /** The key of a token by its `kid`; rejects where it is not known. */
  readonly find: JWTVerifyGetKey;
}

export interface SigningKey {
  readonly kid: string;
  readonly alg: 'EdDSA' | 'ES256';
  readonly key: CryptoKey | Uint8Array;
}

export type ReadKeys =
  | { readonly ok: true; readonly keys: readonly JWK[] }
  /** The rest of a sentence that begins with the place. */
  | { readonly ok: false; readonly problem: string };

const mostBytes = 256 * 1024;

/** Keys of a file or folder as they are now. Of a folder every `.json` file counts, in the order of their names. */
export function readKeys(place: string): ReadKeys {
  try {
    const keys = filesOf(place).flatMap((file) => keysOf(JSON.parse(readFileSync(file, 'utf8'))));
    const problem = keys.map(problemOfKey).find((one) => one !== null) ?? problemOfAll(keys);
    return problem === null ? { ok: true, keys } : { ok: false, problem };
  } catch (error) {
    return { ok: false, problem: error instanceof SyntaxError ? 'is no JSON.' : 'cannot be read.' };
  }
}

/**
 * Keys of a place that is looked at again with every token, and read again when it changed. What cannot be read is no
 * keys at all, and told once.
 */
export function keysOfPlace(place: string, tell: (problem: string) => void): TokenKeys {
  let stamp = '';
  let find = createLocalJWKSet({ keys: [] });
  return {
    find(header, token) {
      const now = stampOf(place);
      if (now !== stamp) {
        stamp = now;
        const read = readKeys(place);
        if (!read.ok) tell(`${place} ${read.problem}`);
        find = createLocalJWKSet({ keys: read.ok ? read.keys.map(publicPart) : [] });
      }
      return find(header, token);
    },
  };
}

/** Kept this long: a key that a portal takes away works no longer than that. */
export const remoteKeysAgeMs = 5 * 60_000;

/** Keys at an address; asked for again after five minutes, and for an unknown key at most every half minute. */
export function keysOfAddress(address: string): TokenKeys {
  const find = createRemoteJWKSet(new URL(address), {
    timeoutDuration: 5_000,
    cooldownDuration: 30_000,
    cacheMaxAge: remoteKeysAgeMs,
    [customFetch]: (url, options) => fetch(url, { ...options, redirect: 'error' }).then(limited),
  });
  let failedAtMs = Number.NEGATIVE_INFINITY;
  return {
    async find(header, token) {
      if (Date.now() - failedAtMs < afterFailureMs) throw new errors.JWKSTimeout();
      try {
        return await find(header, token);
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
        failedAtMs = Date.now();
        throw new errors.JWKSTimeout();
      }
    },
  };
}

/** A portal that does not answer is left alone for so long. */
const afterFailureMs = 5_000;

/** The last private key of a place; null where there are public ones only. */
export async function signingKeyOf(keys: readonly JWK[]): Promise<SigningKey | null> {
  const jwk = keys.findLast(({ d }) => d !== undefined);
  const alg = jwk && algorithmOf(jwk);
  if (!jwk?.kid || !alg) return null;
  return { kid: jwk.kid, alg, key: await importJWK(jwk, alg) };
}

/** What may be shown to others. */
export function publicPart({ kty, crv, x, y, kid, alg, use }: JWK): JWK {
  return JSON.parse(JSON.stringify({ kty, crv, x, y, kid, alg, use }));
}

async function limited(response: Response): Promise<Response> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error('The key set is too long.');
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks), { status: response.status });
}

/** Names that begin with a dot are how a mounted secret keeps its versions. */
function filesOf(place: string): readonly string[] {
  if (!statSync(place).isDirectory()) return [place];
  const names = readdirSync(place).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  return names.sort().map((name) => path.join(place, name));
}

function stampOf(place: string): string {
  try {
    const stamps = filesOf(place).map((file) => {
      const { ino, mtimeMs, ctimeMs, size } = statSync(file);
      return [file, ino, mtimeMs, ctimeMs, size].join(' ');
    });
    return `there\n${stamps.join('\n')}`;
  } catch {
    return 'gone';
  }
}

function keysOf(json: unknown): readonly JWK[] {
  if (typeof json !== 'object' || json === null) return [{}];
  if ('keys' in json) return Array.isArray(json.keys) ? json.keys : [{}];
  return [json];
}

function algorithmOf({ kty, crv }: JWK): SigningKey['alg'] | null {
  if (kty === 'OKP' && crv === 'Ed25519') return 'EdDSA';
  return kty === 'EC' && crv === 'P-256' ? 'ES256' : null;
}

function problemOfKey(key: JWK): string | null {
  const alg = typeof key === 'object' && key !== null ? algorithmOf(key) : null;
  if (!alg) return 'holds what is no Ed25519 or P-256 key; make one with npm run token -- --new-key.';
  if (typeof key.kid !== 'string' || key.kid === '') return 'holds a key without a kid.';
  if (key.alg !== undefined && key.alg !== alg)
    return `says that its key ${key.kid} is for ${key.alg}; it is for ${alg}.`;
  return null;
}

function problemOfAll(keys: readonly JWK[]): string | null {
  if (keys.length === 0) return 'holds no keys; make one with npm run token -- --new-key.';
  const twice = keys.find(({ kid }, at) => keys.findIndex((key) => key.kid === kid) !== at);
  return twice ? `holds two keys with the kid ${twice.kid}.` : null;
}
