// `npm run token`: makes an embed token with the keys of EYEPIECE_EMBED_KEYS, or a key, or the part of the keys that may
// be shown to others.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { exportJWK, generateKeyPair } from 'jose';
import { tokenViews, writeToken } from '@/lib/access/token';
import { grantToken } from '@/lib/access/token-grant';
import { publicPart, readKeys, signingKeyOf } from '@/lib/access/token-keys';
import { readEmbedTokens, readLife } from '@/lib/config/embed-tokens';
import { variables } from '@/lib/config/variables';
import { parseFilter } from '@/lib/filter/parse';
import { farEnds, seesAll } from '@/lib/sight/sight';

const usage = `npm run token -- --views map,drops --filter 'ns:shop' --expires 1d --origin https://portal.example

  --views       some of ${tokenViews.join(', ')}
  --filter      added to whatever is asked, as in the filter bar; whoever has it can narrow that and never widen it
  --namespaces  namespaces whose conversations are shown, shop,payments or cluster/namespace, with * for any text
  --far-end     how the other end of a conversation is shown: ${farEnds.join(', ')}
  --expires     30m, 8h, 1d
  --origin      of a page that shows the views; may be given several times

npm run token -- --new-key [--alg ES256]   prints a new private key as a JWKS; keep it where only Eyepiece can read it
npm run token -- --public                  prints what of the keys may be shown to others
`;

const { values } = parseArgs({
  options: {
    views: { type: 'string' },
    filter: { type: 'string', default: '' },
    namespaces: { type: 'string' },
    'far-end': { type: 'string', default: 'full' },
    expires: { type: 'string', default: '1h' },
    origin: { type: 'string', multiple: true },
    'new-key': { type: 'boolean' },
    alg: { type: 'string', default: 'EdDSA' },
    public: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

if (values.help) process.stdout.write(usage);
else if (values['new-key']) process.stdout.write(`${JSON.stringify({ keys: [await newKey(values.alg)] }, null, 2)}\n`);
else if (values.public) process.stdout.write(`${JSON.stringify({ keys: ownKeys().keys.map(publicPart) }, null, 2)}\n`);
else process.stdout.write(`${await newToken()}\n`);

async function newKey(alg: string) {
  if (alg !== 'EdDSA' && alg !== 'ES256') return fail(`--alg: "${alg}" is neither EdDSA nor ES256.`);
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg, use: 'sig' };
}

async function newToken(): Promise<string> {
  if (!values.views || !values.origin) return fail(`--views and --origin are needed.\n\n${usage}`);
  const { keys, tokens } = ownKeys();
  const key = await signingKeyOf(keys);
  if (!key) return fail('EYEPIECE_EMBED_KEYS holds public keys only; a token is made with a private one.');
  const { maxLifeMs, audience } = tokens;
  const nowMs = Date.now();
  const granted = grantToken(wishOf(values.views, values.origin), { name: null, sight: seesAll }, { maxLifeMs, nowMs });
  return granted.ok ? writeToken(granted.token, key, { audience, nowMs }) : fail(granted.problem);
}

function wishOf(viewsText: string, origins: readonly string[]) {
  const parsed = parseFilter(values.filter);
  if (!parsed.ok) return fail(`--filter: ${parsed.error.message}`);
  const unknown = listOf(viewsText).find((one) => !tokenViews.some((view) => view === one));
  if (unknown !== undefined) return fail(`--views: "${unknown}" is none of ${tokenViews.join(', ')}.`);
  const farEnd = farEnds.find((known) => known === values['far-end']);
  if (!farEnd) return fail(`--far-end: "${values['far-end']}" is none of ${farEnds.join(', ')}.`);
  const lifeMs = readLife(values.expires);
  if (lifeMs === null) return fail(`--expires: "${values.expires}" is no length such as 30m, 8h or 1d.`);
  const views = tokenViews.filter((view) => listOf(viewsText).includes(view));
  const namespaces = values.namespaces === undefined ? null : listOf(values.namespaces);
  return { views, within: parsed.filter, origins, lifeMs, namespaces, farEnd };
}

function ownKeys() {
  const { tokens, problems } = readEmbedTokens({
    ...{ jwks: '', issuer: '', secret: '' },
    keys: setting('EYEPIECE_EMBED_KEYS'),
    maxLife: setting('EYEPIECE_EMBED_MAX_LIFE'),
    publicUrl: setting('EYEPIECE_PUBLIC_URL'),
  });
  if (problems.length > 0) return fail(problems.join('\n'));
  if (!tokens?.keys) return fail('EYEPIECE_EMBED_KEYS names no keys; npm run token -- --new-key makes one.');
  const read = readKeys(tokens.keys);
  return read.ok ? { keys: read.keys, tokens } : fail(`${tokens.keys} ${read.problem}`);
}

/** What else the server is told is no matter of who makes tokens. */
function setting(name: 'EYEPIECE_EMBED_KEYS' | 'EYEPIECE_EMBED_MAX_LIFE' | 'EYEPIECE_PUBLIC_URL'): string {
  return process.env[name]?.trim() || (variables.find((variable) => variable.name === name)?.fallback ?? '');
}

function listOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

function fail(message: string): never {
  process.stderr.write(`eyepiece: ${message}\n`);
  process.exit(1);
}
