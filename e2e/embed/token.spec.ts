// Views that a token opens: in frames of pages it names, within its filter, until it ends.
import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { type RelayProcess, startRelay } from '../support/relay';
import { policyComplaints } from '../support/screen';
import { example, type Portal, startPortal } from './portal';
import { type Keys, makeKeys } from './tokens';

// As in embed.spec.ts: storage is parted by site.
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--disable-features=Translate'] }),
});

const secret = 'a-secret-of-a-portal-backend-which-is-long';

let relay: RelayProcess;
let app: App;
let portal: Portal;
let stranger: Portal;
let keys: Keys;

test.beforeAll(async () => {
  [keys, portal, stranger, relay] = await Promise.all([
    makeKeys(),
    startPortal(),
    startPortal(),
    startRelay('--steady'),
  ]);
  app = await startApp({
    HUBBLE_SERVER: relay.address,
    EYEPIECE_EMBED_KEYS: keys.file,
    EYEPIECE_EMBED_SECRET: secret,
    EYEPIECE_FRAME_ANCESTORS: 'none',
  });
});
test.afterAll(async () => {
  portal.stop();
  stranger.stop();
  keys.remove();
  await Promise.all([app.kill(), relay.stop()]);
});

const live = (page: Page, at = 0) => page.frameLocator('iframe').nth(at).locator('[data-stream=live]');
const element = (attributes: string) =>
  `<script src="${app.url}/embed.js"></script><eyepiece-view style="width:640px;height:300px" ${attributes}></eyepiece-view>`;
const get = (route: string, token: string, init: RequestInit = {}) =>
  fetch(`${app.url}/api/v1/${route}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });

interface End {
  readonly namespace?: string;
}
interface Edge {
  readonly source: string;
  readonly destination: string;
}

test('a token opens its views in frames of pages it names, and of no others', async ({ page }) => {
  const token = await keys.token('--views', 'map,drops', '--filter', 'ns:shop', '--origin', portal.origin);
  const answer = await fetch(`${app.url}/embed/drops?token=${token}`);
  expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors ${portal.origin}`);
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  const without = await fetch(`${app.url}/embed/drops?token=${token.slice(0, -2)}`);
  expect(without.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");

  await page.goto(stranger.page(`<iframe src="${app.url}/embed/drops?token=${token}"></iframe>`));
  await expect.poll(() => page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/');

  await page.goto(portal.page(element(`view="drops" token="${token}"`)));
  await expect(live(page)).toBeVisible();
  const view = page.frameLocator('iframe').first();
  await expect(view.getByRole('table')).toContainText('shop');
  await expect(view.getByRole('table')).not.toContainText('network-policy-test');
  await expect(view.getByRole('link', { name: 'Open in Eyepiece' })).toHaveAttribute('href', /^\/drops(\?|$)/);
  expect(await view.getByRole('link', { name: 'Open in Eyepiece' }).getAttribute('href')).not.toContain('token');
  await page.evaluate(() => document.querySelector('eyepiece-view')?.setAttribute('view', 'flows'));
  await expect(view.locator('[data-refusal]')).toContainText('The token of this view is not for flows.');
});

test('whatever is asked with a token, nothing outside of its filter is answered, and nothing is changed', async () => {
  const token = await tokenOf({ views: ['map', 'drops', 'flows'], filter: 'ns:shop', origins: [portal.origin] });
  await expect.poll(async () => (await flowsBy(token, '')).length).toBeGreaterThan(0);
  for (const q of ['', 'ns:kube-system', '-ns:shop', 'ns:*', 'verdict:denied']) {
    const asked = new URLSearchParams({ q, group: 'namespace' });
    for (const flow of await flowsBy(token, q)) expect(namespacesOf(flow), q).toContain('shop');
    const { edges } = (await (await get(`map?${asked}`, token)).json()) as { edges: Edge[] };
    for (const { source, destination } of edges) expect(`${source} ${destination}`, q).toContain('shop');
    const { groups } = (await (await get(`drops?${asked}`, token)).json()) as {
      groups: { source: End; destination: End }[];
    };
    for (const group of groups) expect(namespacesOf(group), q).toContain('shop');
  }
  const foreign = await app.api<{ flows: { id: string }[] }>('/api/v1/flows?q=ns:network-policy-test&limit=1');
  const own = (await flowsBy(token, ''))[0];
  expect((await get(`flows/${foreign.flows[0]?.id}`, token)).status).toBe(404);
  expect((await get(`flows/${foreign.flows[0]?.id}/related`, token)).status).toBe(404);
  expect((await get(`flows/${own?.id}`, token)).status).toBe(200);

  const json = { 'content-type': 'application/json' };
  const body = JSON.stringify({ views: ['map'], origins: [portal.origin], expiresInSeconds: 86_400 });
  const refused = [
    await get('embed-tokens', token, { method: 'POST', headers: json, body }),
    await get('captures', token, { method: 'POST', body: '{}' }),
    await get('marks', token),
    await get('marks', token, { method: 'PUT', headers: json, body: '{"group":"x","kind":"acknowledged"}' }),
    await get('status', token),
    await get('namespaces', token),
    await get('reconnect', token, { method: 'POST' }),
    await get(`flows/${own?.id}/policies`, token),
    await get('snapshots', token, { method: 'POST', headers: json, body: '{}' }),
  ];
  for (const answer of refused) expect([answer.status, answer.url]).toEqual([403, answer.url]);
});

test('tokens that were not made by our keys, for us, of this kind or in this time are refused', async () => {
  expect((await get('flows', keys.forged({}))).status).toBe(200);
  const nowS = Math.floor(Date.now() / 1_000);
  const [head = '', claims = '', signature = ''] = keys.forged({}).split('.');
  const recoded = (part: string, change: object) =>
    Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(part, 'base64url').toString()), ...change })).toString(
      'base64url',
    );
  const bad = {
    expired: keys.forged({ exp: nowS - 60, iat: nowS - 600 }),
    'not yet valid': keys.forged({ nbf: nowS + 600 }),
    'for another': keys.forged({ aud: 'https://other.example' }),
    'of another': keys.forged({ iss: 'portal' }),
    'for too long': keys.forged({ exp: nowS + 400 * 86_400 }),
    'without an end': keys.forged({ exp: undefined }),
    'of an unknown key': keys.forged({}, { kid: 'other' }),
    'with another filter': [head, recoded(claims, { filter: '' }), signature].join('.'),
    unsigned: [recoded(head, { alg: 'none' }), claims, ''].join('.'),
    'unsigned with a signature': [recoded(head, { alg: 'none' }), claims, signature].join('.'),
    'signed by a shared secret': [recoded(head, { alg: 'HS256' }), claims, signature].join('.'),
  };
  for (const [what, token] of Object.entries(bad)) {
    const views = [{ key: '1', query: 'want=flows', token }];
    const headers = { 'content-type': 'application/json' };
    const stream = await fetch(`${app.url}/api/v1/live`, { method: 'POST', headers, body: JSON.stringify({ views }) });
    const text = await stream.text();
    expect(text, what).toContain('event: refused');
    expect(text, what).not.toContain('event: frame');
    // Where its kind can still be told, the same by its header.
    if (!what.startsWith('unsigned')) expect((await get('flows', token)).status, what).toBe(401);
  }
});

test('ten frames with ten tokens are all live, each with what its own token lets see', async ({ page }) => {
  const namespaces = ['shop', 'kube-system', 'network-policy-test'];
  const tokens = await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      tokenOf({ views: ['flows'], filter: `ns:${namespaces[at % 3]}`, origins: [portal.origin] }),
    ),
  );
  const frames = tokens.map(
    (token) =>
      `<iframe src="${app.url}/embed/flows?token=${token}" width="420" height="200" sandbox="allow-scripts allow-same-origin"></iframe>`,
  );
  await page.setViewportSize({ width: 1400, height: 1000 });
  const complaints = policyComplaints(page);
  await page.goto(portal.page(frames.join('')));
  for (let at = 0; at < 10; at += 1) await expect(live(page, at)).toBeVisible();
  const { readers } = await app.api<{ readers: number }>('/api/v1/status');
  expect(readers).toBeGreaterThanOrEqual(10);
  for (const [at, foreign] of [
    [0, 'coredns'],
    [1, 'checkout'],
  ] as const) {
    const rows = page.frameLocator('iframe').nth(at).locator('main');
    await expect(rows.locator('[data-flow]').first()).toBeVisible();
    if (at === 0) await expect(rows).toContainText('gateway');
    else await expect(rows).not.toContainText(foreign);
  }
  expect(complaints).toEqual([]);
});

test('a view says that its token has expired, and goes on with another; a key that is taken away ends it', async ({
  page,
}) => {
  const nowS = Math.floor(Date.now() / 1_000);
  const wish = { views: ['map', 'drops'], filter: 'ns:shop', origins: [portal.origin] };
  const expired = keys.forged({ iat: nowS - 600, exp: nowS - 60, origins: [portal.origin] });
  const log = `<script>window.heard = []; addEventListener('eyepiece-error', ({ detail }) => heard.push(detail.code))</script>`;
  await page.goto(portal.page(log + element(`view="map" token="${expired}"`)));
  const view = page.frameLocator('iframe').first();
  await expect(view.locator('[data-refusal]')).toContainText('The token of this view has expired.');
  const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  await expect.poll(heard).toContain('token-expired');

  const give = (token: string) =>
    page.evaluate((next) => document.querySelector('eyepiece-view')?.setAttribute('token', next), token);
  await give(await tokenOf(wish));
  await expect(live(page)).toBeVisible();
  await expect(view.locator('[data-refusal]')).toHaveCount(0);
  await expect(view.getByTestId('service-map')).toBeVisible();

  keys.rotate();
  await expect(view.locator('[data-refusal]')).toContainText('its key is not known, or no longer');
  expect(await heard()).toContain('token-refused');
  await give(await tokenOf(wish));
  await expect(live(page)).toBeVisible();

  // The examples of the page on tokens, from an expired one on.
  const next = await tokenOf(wish);
  await page.route('**/eyepiece-token', (route) => route.fulfill({ body: next }));
  const old = keys.forged({ iat: nowS - 600, exp: nowS - 60, origins: [portal.origin] });
  const [shown, renewed] = ['token', 'renew'].map((name) => example(name, app.url, 'embed-tokens.md'));
  await page.goto(portal.page(`${shown?.replace('TOKEN', old)}${renewed}`));
  await expect(live(page)).toBeVisible();
});

async function tokenOf(wish: object): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` };
  const answer = await fetch(`${app.url}/api/v1/embed-tokens`, { method: 'POST', headers, body: JSON.stringify(wish) });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { token: string }).token;
}

async function flowsBy(token: string, q: string) {
  const answer = await get(`flows?${new URLSearchParams({ q, limit: '200' })}`, token);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { flows: { id: string; source: End; destination: End }[] }).flows;
}

const namespacesOf = ({ source, destination }: { source?: End; destination?: End }) => [
  source?.namespace,
  destination?.namespace,
];
