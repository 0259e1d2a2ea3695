import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { arbitraryFilter } from '@/lib/filter/arbitrary';
import { printFilter } from '@/lib/filter/print';
import { farEnds } from '@/lib/sight/sight';
import {
  canBeWithin,
  clockToleranceS,
  type EmbedToken,
  readToken,
  type TokenRules,
  tokenViews,
  writeToken,
} from './token';
import { keysOfPlace, publicPart, readKeys, type SigningKey, signingKeyOf } from './token-keys';

const folder = mkdtempSync(path.join(tmpdir(), 'eyepiece-token-'));
const nowMs = Date.UTC(2026, 10, 26, 12);
const hour = 3_600_000;
const token: EmbedToken = {
  id: 'one',
  madeBy: 'ada@example.org',
  views: ['map', 'drops'],
  within: { tokens: [{ key: 'ns', side: 'either', not: false, values: ['shop'] }] },
  sight: { grants: [{ cluster: '*', namespace: 'shop' }], farEnd: 'namespace' },
  origins: ['https://portal.example'],
  untilMs: nowMs + hour,
};
const made = { audience: 'https://eyepiece.example', nowMs };

let jwk: JWK;
let key: SigningKey;
let rules: TokenRules;

beforeAll(async () => {
  jwk = await privateKey('first');
  key = await signer(jwk);
  rules = rulesOf(keep('keys.json', [jwk]));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a token says what was written into it, by keys of either kind', async () => {
  const other = await privateKey('second', 'ES256');
  const both = rulesOf(keep('both.json', [jwk, other]));
  for (const one of [jwk, other]) {
    const text = await writeToken(token, await signer(one), made);
    expect(await readToken(text, both, nowMs)).toEqual({ ok: true, token });
  }
});

test('every token reads back as it was', async () => {
  const name = fc.stringMatching(/^[a-z*][a-z0-9*-]{0,12}$/);
  const sight = fc.record({
    grants: fc.option(fc.array(fc.record({ cluster: name, namespace: name }), { maxLength: 4 })),
    farEnd: fc.constantFrom(...farEnds),
  });
  const arbitrary = fc.record({
    id: fc.uuid(),
    madeBy: fc.option(fc.string({ minLength: 1, maxLength: 40 })),
    views: fc.subarray([...tokenViews], { minLength: 1 }),
    within: arbitraryFilter().filter(canBeWithin),
    sight,
    origins: fc.constant(['https://portal.example', 'https://*.portal.example:8443']),
    untilMs: fc.integer({ min: 1, max: 86_400 }).map((seconds) => nowMs + seconds * 1_000),
  });
  await fc.assert(
    fc.asyncProperty(arbitrary, async (any) => {
      const text = await writeToken(any, key, made);
      const read = await readToken(text, rules, nowMs);
      // Of a filter that is too long for a token nothing is left to read.
      if (text.length > 8_192) return expect(read).toMatchObject({ ok: false });
      expect(read.ok && printFilter(read.token.within)).toBe(printFilter(any.within));
      expect(read).toMatchObject({ ok: true, token: { ...any, within: expect.anything() } });
    }),
    { numRuns: 200 },
  );
});

test('a token in which any character is another is refused', async () => {
  const text = await writeToken(token, key, made);
  for (let at = 0; at < text.length; at += 1) {
    for (const mask of [1, 2, 4, 8, 16, 32, 64]) {
      const other = String.fromCharCode(text.charCodeAt(at) ^ mask);
      const read = await readToken(text.slice(0, at) + other + text.slice(at + 1), rules, nowMs);
      expect(read.ok, `${at}: ${other}`).toBe(false);
    }
  }
});

test('any text at all is refused without failing', async () => {
  const [head = '', body = '', signature = ''] = (await writeToken(token, key, made)).split('.');
  const part = fc.oneof(
    fc.constantFrom(head, body, signature, ''),
    fc.string(),
    fc.base64String(),
    fc.json().map(encoded),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (parts) => {
      fc.pre(parts.join('.') !== `${head}.${body}.${signature}`);
      expect((await readToken(parts.join('.'), rules, nowMs)).ok).toBe(false);
    }),
    { numRuns: 500 },
  );
  expect((await readToken('x'.repeat(100_000), rules, nowMs)).ok).toBe(false);
});

test('claims that were altered do not fit the signature', async () => {
  const [head = '', body = '', signature = ''] = (await writeToken(token, key, made)).split('.');
  const claims: JWTPayload = JSON.parse(Buffer.from(body, 'base64url').toString());
  const wider = {
    filter: '',
    sight: { grants: null, farEnd: 'full' },
    exp: Number(claims.exp) + 60,
    aud: 'other',
    views: tokenViews,
  };
  for (const [name, value] of Object.entries(wider)) {
    const read = await readToken([head, encoded({ ...claims, [name]: value }), signature].join('.'), rules, nowMs);
    expect(read.ok, name).toBe(false);
  }
});

test('no other algorithm is accepted, whatever the header says', async () => {
  const [head = '', body = '', signature = ''] = (await writeToken(token, key, made)).split('.');
  const header = JSON.parse(Buffer.from(head, 'base64url').toString());
  for (const alg of ['none', 'None', 'NONE', 'HS256', 'RS256', 'ES384', '', null, 7, 'Ed448'])
    for (const signed of [signature, encoded({})])
      expect(
        await readToken([encoded({ ...header, alg }), body, signed].join('.'), rules, nowMs),
        String(alg),
      ).toMatchObject({ ok: false });
  expect((await readToken([encoded({ ...header, alg: 'none' }), body, ''].join('.'), rules, nowMs)).ok).toBe(false);

  // The public key as the secret of a signature by a shared one: what a server that trusts the header would accept.
  for (const secret of [JSON.stringify(publicPart(jwk)), jwk.x ?? '']) {
    const confused = await signed({}, { alg: 'HS256' }, Buffer.from(secret));
    expect(await readToken(confused, rules, nowMs)).toMatchObject({ ok: false, why: 'refused' });
  }
});

test('a token must be for us, of us, of its kind, and in its time', async () => {
  const read = async (claims: object, header: object = {}, at = nowMs) =>
    readToken(await signed(claims, header), rules, at);
  const why = async (...args: Parameters<typeof read>) => {
    const answer = await read(...args);
    return answer.ok ? 'good' : answer.message;
  };
  expect(await why({})).toBe('good');
  expect(await why({ aud: 'https://other.example' })).toContain('for another Eyepiece');
  expect(await why({ aud: undefined })).toContain('for another Eyepiece');
  expect(await why({ iss: 'stranger' })).toContain('nobody who is trusted');
  expect(await why({ iss: 'constructor' })).toContain('nobody who is trusted');
  expect(await why({ iss: undefined })).toContain('no embed token');
  expect(await why({}, { typ: 'JWT' })).toContain('no embed token');
  expect(await why({}, { kid: undefined })).toContain('no embed token');
  expect(await why({}, { kid: 'unknown' })).toContain('not known');
  expect(await why({ exp: undefined })).toContain('no end');
  expect(await why({ exp: 'tomorrow' })).toContain('no end');
  expect(await why({ iat: undefined })).toContain('when it was made');
  expect(await why({ jti: undefined })).toContain('id is missing');
  expect(await why({ nbf: nowMs / 1_000 + 60 })).toContain('not valid yet');
  expect(await why({ nbf: nowMs / 1_000 + clockToleranceS })).toBe('good');
  expect(await why({ iat: nowMs / 1_000 + 60 })).toContain('in the future');
  expect(await why({ exp: nowMs / 1_000 + 8 * 86_400 })).toContain('lives longer');
});

test('what a claim says must be readable', async () => {
  const bad = {
    views: [undefined, [], ['map', 'overview'], 'map', [['map']]],
    filter: ['cel:"true"', 'nonsense:1', 7, null, ['ns:shop'], 'ns:"'],
    sight: [
      null,
      {},
      { grants: [] },
      { grants: 'all', farEnd: 'full' },
      { grants: [{ cluster: 'a' }], farEnd: 'full' },
    ],
    origins: [
      undefined,
      [],
      ['*'],
      ['none'],
      ["'none'"],
      ['https://a.example; script-src *'],
      ['https://a.example b'],
      [''],
    ],
  };
  for (const [name, claims] of Object.entries(bad))
    for (const claim of claims)
      expect(
        (await readToken(await signed({ [name]: claim }), rules, nowMs)).ok,
        `${name} ${JSON.stringify(claim)}`,
      ).toBe(false);
  // A portal that signs itself may leave out what narrows.
  expect(await readToken(await signed({ filter: undefined, sight: undefined }), rules, nowMs)).toMatchObject({
    ok: true,
    token: { within: { tokens: [] }, sight: { grants: null, farEnd: 'full' } },
  });
});

test('an expired token still says who may show that it has expired, and an altered one does not', async () => {
  const text = await writeToken(token, key, made);
  const later = token.untilMs + clockToleranceS * 1_000;
  expect((await readToken(text, rules, later - 1_000)).ok).toBe(true);
  expect(await readToken(text, rules, later)).toEqual({
    ok: false,
    why: 'expired',
    message: 'The token of this view has expired.',
    origins: token.origins,
  });
  const expiredElsewhere = await signed({ aud: 'https://other.example', exp: nowMs / 1_000 - 60 });
  expect(await readToken(expiredElsewhere, rules, nowMs)).toMatchObject({ why: 'refused' });
});

test('a key that is taken away works no longer, and one that is added does', async () => {
  const next = await privateKey('next');
  const place = keep('rotated.json', [jwk]);
  const rotating = rulesOf(place);
  const old = await writeToken(token, key, made);
  const young = await writeToken(token, await signer(next), made);
  const good = async () => [(await readToken(old, rotating, nowMs)).ok, (await readToken(young, rotating, nowMs)).ok];
  expect(await good()).toEqual([true, false]);
  keep('rotated.json', [jwk, next]);
  expect(await good()).toEqual([true, true]);
  keep('rotated.json', [publicPart(next)]);
  expect(await good()).toEqual([false, true]);
  writeFileSync(place, '{');
  expect(await good()).toEqual([false, false]);
  rmSync(place);
  expect(await good()).toEqual([false, false]);
});

test('a portal signs with its own keys and in its own name', async () => {
  const portal = await privateKey('portal');
  const place = keep('portal.json', [publicPart(portal)]);
  const shared: TokenRules = {
    ...rules,
    issuers: new Map([...rules.issuers, ['portal', keysOfPlace(place, () => {})]]),
  };
  const by = async (iss: string, header: object = { kid: 'portal' }) =>
    readToken(await signed({ iss }, header, await importJWK(portal, 'EdDSA')), shared, nowMs);
  expect((await by('portal')).ok).toBe(true);
  expect(await by('eyepiece')).toMatchObject({ why: 'refused' });
  expect(await by('portal', { kid: 'first' })).toMatchObject({ why: 'refused' });
});

test('keys that cannot be used are told with the file', async () => {
  const oct: JWK = { kty: 'oct', k: 'c2VjcmV0', kid: 'x' };
  const { publicKey } = await generateKeyPair('RS256', { extractable: true });
  const rsa = { ...(await exportJWK(publicKey)), kid: 'x' };
  const problem = (keys: readonly unknown[]) => {
    const read = readKeys(keep('bad.json', keys));
    return read.ok ? null : read.problem;
  };
  expect(problem([oct])).toContain('no Ed25519 or P-256 key');
  expect(problem([rsa])).toContain('no Ed25519 or P-256 key');
  expect(problem([{ ...jwk, kid: undefined }])).toContain('without a kid');
  expect(problem([jwk, jwk])).toContain('two keys with the kid first');
  expect(problem([{ ...jwk, alg: 'ES256' }])).toContain('is for EdDSA');
  expect(problem([])).toContain('no keys');
  expect(problem([null])).toContain('no Ed25519');
  expect(readKeys(path.join(folder, 'nowhere'))).toMatchObject({ ok: false });
});

test('a private key is never among what may be shown', () => {
  expect(Object.keys(publicPart(jwk))).not.toContain('d');
});

const encoded = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Keys as a file that was changed, also where the clock of the file system is coarse. */
function keep(name: string, keys: readonly unknown[]): string {
  const place = path.join(folder, name);
  writeFileSync(`${place}.new`, JSON.stringify({ keys }));
  renameSync(`${place}.new`, place);
  return place;
}

async function privateKey(kid: string, alg: SigningKey['alg'] = 'EdDSA'): Promise<JWK> {
  const { privateKey: pair } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(pair)), kid };
}

async function signer(from: JWK): Promise<SigningKey> {
  const read = await signingKeyOf([from]);
  if (!read) throw new Error('no key to sign with');
  return read;
}

const rulesOf = (place: string): TokenRules => ({
  issuers: new Map([['eyepiece', keysOfPlace(place, () => {})]]),
  audience: made.audience,
  maxLifeMs: 7 * 86_400_000,
});

/** A token with other claims and headers than a good one; undefined leaves one out. */
async function signed(
  claims: object,
  header: object = {},
  by: Parameters<SignJWT['sign']>[0] = key.key,
): Promise<string> {
  const good = {
    iss: 'eyepiece',
    aud: made.audience,
    iat: nowMs / 1_000,
    exp: (nowMs + hour) / 1_000,
    jti: 'one',
    views: ['map'],
    filter: 'ns:shop',
    sight: { grants: null, farEnd: 'full' },
    origins: ['https://portal.example'],
  };
  const payload = JSON.parse(JSON.stringify({ ...good, ...claims }));
  return new SignJWT(payload)
    .setProtectedHeader(
      JSON.parse(JSON.stringify({ alg: 'EdDSA', kid: key.kid, typ: 'eyepiece-embed+jwt', ...header })),
    )
    .sign(by);
}
