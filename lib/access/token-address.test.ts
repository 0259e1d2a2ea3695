import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { afterEach, expect, test } from 'vitest';
import { readToken, type TokenRules } from './token';
import { keysOfAddress, publicPart } from './token-keys';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A portal that answers so, and how often it was asked. */
async function portal(answer: () => { status: number; body: string; headers?: Record<string, string> }) {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    const { status, body, headers = {} } = answer();
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const keys = keysOfAddress(`http://127.0.0.1:${port}/jwks`);
  const rules: TokenRules = { issuers: new Map([['portal', keys]]), audience: 'eyepiece', maxLifeMs: 3_600_000 };
  return { read: (token: string) => readToken(token, rules, Date.now()), asked: () => asked };
}

async function pair(kid: string) {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk: JWK = { ...(await exportJWK(privateKey)), kid };
  const token = await new SignJWT({ views: ['map'], origins: ['https://portal.example'] })
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'eyepiece-embed+jwt' })
    .setIssuer('portal')
    .setAudience('eyepiece')
    .setJti('one')
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(privateKey);
  return { token, jwk };
}

const keySet = (...keys: readonly JWK[]) => JSON.stringify({ keys: keys.map(publicPart) });

test("a portal's keys are asked for once, and a token of an unknown key does not have them asked for again", async () => {
  const [known, unknown] = [await pair('known'), await pair('unknown')];
  const { read, asked } = await portal(() => ({ status: 200, body: keySet(known.jwk) }));
  expect(await read(known.token)).toMatchObject({ ok: true, token: { views: ['map'] } });
  for (let round = 0; round < 5; round += 1) expect(await read(unknown.token)).toMatchObject({ why: 'refused' });
  expect((await read(known.token)).ok).toBe(true);
  expect(asked()).toBe(1);
});

test.each([
  ['no key set', { status: 200, body: '[]' }],
  ['an error', { status: 500, body: '{"keys":[]}' }],
  ['a way to another place', { status: 302, body: '', headers: { location: 'http://127.0.0.1:9/jwks' } }],
  ['more than any key set is', { status: 200, body: `{"keys":[],"more":"${'x'.repeat(300_000)}"}` }],
])('where a portal answers with %s, tokens cannot be checked, and it is left alone for a while', async (_, answer) => {
  const { token } = await pair('known');
  const { read, asked } = await portal(() => answer);
  for (let round = 0; round < 3; round += 1) expect(await read(token)).toMatchObject({ ok: false, why: 'unavailable' });
  expect(asked()).toBe(1);
});
