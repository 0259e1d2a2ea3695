// Answers of every kind, redirects and refusals too, carry what keeps them from other sites; none is a 500.
import { once } from 'node:events';
import http from 'node:http';
import { expect, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { policyComplaints } from '../support/screen';

const prefix = '/pre';
let app: App;
test.beforeAll(async () => {
  app = await startApp({ HUBBLE_SERVER: '127.0.0.1:1', EYEPIECE_BASE_PATH: prefix });
});
test.afterAll(() => app.kill());

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Asks for exactly this path, which `fetch` would tidy up first. */
async function ask(path: string, options: http.RequestOptions = {}): Promise<Answer> {
  const { hostname, port } = new URL(app.url);
  const request = http.request({ hostname, port, path, agent: false, ...options }).end();
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

const page =
  /^default-src 'none'; script-src 'nonce-[^']+' 'strict-dynamic'; .*frame-ancestors 'none'; require-trusted/;
const embedded = /^default-src 'none'; script-src 'nonce-[^']+' .*frame-ancestors 'self'; /;
const api = /^default-src 'none'; frame-ancestors 'none'; sandbox$/;
const plain = /default-src 'none'; style-src 'nonce-[^']+'; .*frame-ancestors 'none'/;
const other = /^frame-ancestors 'none'$/;

const kinds: readonly (readonly [string, number, RegExp, http.RequestOptions?])[] = [
  ['/map', 200, page],
  ['/map?q=ns:shop', 200, page, { method: 'HEAD' }],
  ['/nowhere', 404, page],
  ['/a%2f..%2fapi', 404, page],
  ['/_next/image?url=http://evil.example/x.png&w=64&q=75', 404, page],
  ['', 307, page],
  ['/', 307, page],
  ['/?q=ns:shop', 307, page],
  ['/map/', 308, other],
  ['//evil.example', 308, other],
  ['/embed/map', 200, embedded],
  ['/embed/nothing', 404, embedded],
  ['/embed/map/', 308, other],
  ['/s/AAAAAAAAAAAAAAAA', 404, plain],
  ['/auth/login', 403, plain],
  ['/auth/signed-out', 200, plain],
  ['/api/v1/status', 200, api],
  ['/api/v1/nothing', 404, api],
  ['/api/v1/flows?limit=0', 400, api],
  ['/api/v1/flows', 405, api, { method: 'DELETE' }],
  ['/api/v1/flows', 204, api, { method: 'OPTIONS' }],
  ['/healthz', 200, other],
  ['/readyz', 503, other],
  ['/metrics', 200, other],
  ['/embed.js', 200, other],
  ['/embed.js', 200, other, { headers: { range: 'bytes=9999999-' } }],
  ['/embed.js', 200, other, { headers: { 'if-match': '"another"' } }],
  ['/embed.d.ts', 200, other],
  ['/icon.svg', 200, other],
  ['/_next/static/nothing.js', 404, other],
  ['/s/%E0%A4%A', 400, other],
  ['/api/v1/flows/%ff', 400, other],
  ['/map', 405, other, { method: 'TRACE' }],
  ['/map', 405, other, { method: 'POST' }],
  ['/auth/login', 405, other, { method: 'POST' }],
  ['/map', 421, other, { headers: { host: 'evil.example' } }],
  ['/api/v1/flows', 421, other, { headers: { host: 'evil.example' } }],
  [`/map?q=${'a'.repeat(20_000)}`, 431, other],
];

test('every kind of answer carries the headers that keep it from other sites', async () => {
  for (const [path, status, policy, options] of kinds) {
    const answer = await ask(prefix + path, options);
    const about = `${options?.method ?? 'GET'} ${path.slice(0, 60)}`;
    expect([about, answer.status]).toEqual([about, status]);
    expect(answer.headers, about).toMatchObject({
      'content-security-policy': expect.stringMatching(policy),
      'x-content-type-options': 'nosniff',
      'referrer-policy': policy === embedded ? 'no-referrer' : expect.stringMatching(/^(same-origin|no-referrer)$/),
      'permissions-policy': expect.stringContaining('camera=()'),
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(answer.headers, about).not.toHaveProperty('x-frame-options');
    expect(answer.headers, about).not.toHaveProperty('x-powered-by');
    if (answer.headers.location) expect(answer.headers.location, about).toMatch(/^\/pre(\/[a-z.]|$)/);
    expect(`${about} ${answer.body}`).not.toContain('Internal Server Error');
  }
});

test('what other pages load has the type that it is read as', async () => {
  const types = ['/embed.js', '/embed.d.ts', '/icon.svg'].map(
    async (path) => (await ask(prefix + path)).headers['content-type'],
  );
  expect(await Promise.all(types)).toEqual([
    expect.stringMatching(/^(text|application)\/javascript; charset=utf-8$/i),
    'text/plain; charset=utf-8',
    'image/svg+xml',
  ]);
});

test('what cannot be used is said in one sentence with its cure', async () => {
  const sentence = async (path: string, options?: http.RequestOptions) => (await ask(path, options)).body.trim();
  expect(await sentence('/map', { headers: { host: 'evil.example:3000' } })).toMatch(
    /^Eyepiece does not answer for the host "evil\.example": .*EYEPIECE_PUBLIC_URL or EYEPIECE_ALLOWED_HOSTS\.$/,
  );
  const told = JSON.parse(await sentence('/api/v1/map', { headers: { host: 'evil.example' } }));
  expect(told).toMatchObject({ type: 'urn:eyepiece:problem:unknown-host', status: 421 });
  expect(await sentence(`/map?q=${'a'.repeat(20_000)}`)).toMatch(/longer than 16 KiB\. .*share a snapshot/);
  expect(app.log()).not.toMatch(/\n {4}at /);
});

test('a snapshot that is gone is told in a page that can be read, and leads on', async ({ page: reader }) => {
  await reader.goto(`${app.url}${prefix}/s/AAAAAAAAAAAAAAAA`);
  await expect(reader.getByRole('heading', { name: 'There is no such snapshot' })).toBeVisible();
  await reader.getByRole('link', { name: 'Open the live map' }).click();
  await expect(reader).toHaveURL(`${app.url}${prefix}/map`);
});

test('a page that the server could not draw whole is drawn in the browser, by the same policy', async ({
  page: reader,
}) => {
  const refused = policyComplaints(reader);
  await reader.route(`${app.url}${prefix}/map`, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/<script[^>]*>self\.__webpack_nonce__.*?<\/script>/, '');
    expect(body).not.toContain('createPolicy("default"');
    await route.fulfill({ response, body });
  });
  await reader.goto(`${app.url}${prefix}/map`);
  await expect(reader.getByText('Relay disconnected.')).toBeVisible();
  expect(refused).toEqual([]);
});
