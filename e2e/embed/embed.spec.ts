// Views in frames of a page of another site: who may, what both say to each other, and at every size.
import { expect, type Page, test } from '@playwright/test';
import { type App, freePort, startApp } from '../support/app';
import { violations } from '../support/axe';
import { type RelayProcess, startRelay } from '../support/relay';
import { example, type Portal, startPortal } from './portal';

// Storage is parted by site in browsers as people have them; Playwright turns that off, and with it shared workers in
// frames of another site. The last switch of a name is the one that counts.
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--disable-features=Translate'] }),
});

let relay: RelayProcess;
let app: App;
let portal: Portal;
let stranger: Portal;

test.beforeAll(async () => {
  const port = await freePort();
  portal = await startPortal(port);
  stranger = await startPortal();
  relay = await startRelay('--steady');
  app = await startApp({ HUBBLE_SERVER: relay.address, EYEPIECE_FRAME_ANCESTORS: portal.origin });
});
test.afterAll(async () => {
  portal.stop();
  stranger.stop();
  await Promise.all([app.kill(), relay.stop()]);
});

const view = (page: Page) => page.frameLocator('iframe').first();
const live = (page: Page, kind = 'live') => view(page).locator(`[data-stream=${kind}]`);
const frame = (src: string, size = 'width="640" height="360"') => `<iframe src="${src}" ${size} title="View"></iframe>`;

test('only views that are made for it can be framed, and only by who may', async ({ page }) => {
  const policy = async (path: string) => {
    const whole = (await fetch(app.url + path)).headers.get('content-security-policy') ?? '';
    return whole.split('; ').find((part) => part.startsWith('frame-ancestors'));
  };
  for (const name of ['map', 'drops', 'flows'])
    expect(await policy(`/embed/${name}`)).toBe(`frame-ancestors ${portal.origin}`);
  for (const path of ['/map', '/flows?q=ns:shop', '/', '/api/v1/status', '/embed.js', '/healthz', '/nowhere'])
    expect(await policy(path), path).toBe("frame-ancestors 'none'");
  expect((await fetch(`${app.url}/embed/map`)).headers.get('x-frame-options')).toBe(null);

  await page.goto(stranger.page(frame(`${app.url}/embed/drops`)));
  await expect.poll(() => page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/');
  await page.goto(portal.page(frame(`${app.url}/map`)));
  await expect.poll(() => page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/');
});

test('the examples for plain pages, Backstage and Grafana show live views', async ({ page }) => {
  await page.goto(portal.page(example('plain', app.url)));
  await expect(live(page)).toBeVisible();
  await expect(page.locator('#flows')).toHaveText(/^\d+ flows, live$/);

  await page.goto(portal.page(example('frame', app.url)));
  await expect(live(page)).toBeVisible();

  const entity = { metadata: { annotations: { 'backstage.io/kubernetes-namespace': 'shop' } } };
  const card = `<script src="${app.url}/embed.js"></script><script>${example('backstage', app.url)}
    const view = document.createElement('eyepiece-view');
    for (const [name, value] of Object.entries(eyepieceAttributes(${JSON.stringify(entity)}))) view.setAttribute(name, value);
    document.body.append(view);</script>`;
  await page.goto(portal.page(card));
  await expect(live(page)).toBeVisible();
  await expect(view(page).getByRole('contentinfo')).toContainText('ns:shop');

  const now = Date.now();
  const panel = example('grafana', app.url)
    .replace(/\$\{namespace\}/g, 'shop')
    .replace(/\$\{__from:date:iso\}/g, new Date(now - 60_000).toISOString())
    .replace(/\$\{__to:date:iso\}/g, new Date(now).toISOString());
  await page.goto(portal.page(panel));
  await expect(live(page, 'fixed')).toBeVisible();
});

test('page and view hear each other', async ({ page }) => {
  const element = `<eyepiece-view view="flows" q="ns:shop" style="width:700px"></eyepiece-view>`;
  const log = `<script>window.heard = []; for (const type of ['ready','navigate','selection','state','error','resize'])
    addEventListener('eyepiece-' + type, ({ detail }) => heard.push(detail));</script>`;
  // A portal may let no style elements in but its own.
  const policy = "style-src-elem 'none'";
  await page.goto(portal.page(`${log}<script src="${app.url}/embed.js"></script>${element}`, policy));
  await expect(live(page)).toBeVisible();
  const heard = (type: string) =>
    page.evaluate(
      (wanted) => (window as unknown as { heard: { type: string }[] }).heard.filter((one) => one.type === wanted),
      type,
    );
  expect(await heard('ready')).toHaveLength(1);
  await expect.poll(() => heard('resize')).toEqual([expect.objectContaining({ width: 700, height: 400 })]);

  await view(page).locator('[data-flow]').first().click();
  await expect.poll(async () => (await heard('selection')).at(-1)).toMatchObject({ selection: { kind: 'flow' } });

  await page.evaluate(() => document.querySelector('eyepiece-view')?.setAttribute('q', 'ns:shop verdict:denied'));
  const footer = view(page).getByRole('contentinfo');
  await expect(footer).toContainText('ns:shop verdict:denied');
  await expect
    .poll(async () => (await heard('navigate')).at(-1))
    .toMatchObject({ url: expect.stringContaining(`${app.url}/flows?q=ns:shop+verdict:denied&sel=flow:`) });

  // Said within one moment: each is of the view that the one before made.
  await page.evaluate(() => {
    const element = document.querySelector('eyepiece-view');
    element?.setFilter('verdict:denied');
    element?.setNamespaces(['kube-system']);
    element?.setTime('-5m');
  });
  await expect
    .poll(async () => (await heard('navigate')).at(-1))
    .toMatchObject({ query: 'q=ns:kube-system+verdict:denied&from=-5m' });

  await page.evaluate(() => document.querySelector('eyepiece-view')?.setAttribute('q', 'nonsense:1'));
  await expect.poll(() => heard('error')).toMatchObject([{ code: 'bad-message' }]);
});

test('a frame of a stranger beside the view is not heard', async ({ page }) => {
  const beside = `<iframe name="beside" src="${stranger.page('<p>beside</p>')}"></iframe>`;
  await page.goto(portal.page(frame(`${app.url}/embed/drops?q=ns:shop`) + beside));
  await expect(live(page)).toBeVisible();
  await page.frame('beside')?.evaluate(() => {
    window.parent.frames[0]?.postMessage({ eyepiece: 1, type: 'setFilter', filter: 'ns:kube-system' }, '*');
  });
  await page.evaluate((server) => {
    const message = { eyepiece: 1, type: 'setTheme', theme: 'light' };
    document.querySelector('iframe')?.contentWindow?.postMessage(message, server);
  }, app.url);
  await expect(view(page).locator('html')).toHaveClass('light');
  await expect(view(page).getByRole('contentinfo')).toContainText('ns:shop');
});

test('a view that is scrolled away receives nothing, and comes back without a gap', async ({ page }) => {
  const readers = async () => (await app.api<{ readers: number }>('/api/v1/status')).readers;
  const before = await readers();
  const body = `${frame(`${app.url}/embed/flows?from=-5m`)}<div style="height:6000px"></div>`;
  await page.goto(portal.page(body));
  await expect(live(page)).toBeVisible();
  await expect.poll(readers).toBe(before + 1);
  await page.evaluate(() => window.scrollTo(0, 5_000));
  await expect.poll(readers, { timeout: 60_000 }).toBe(before);
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(live(page)).toBeVisible();
  await expect.poll(readers).toBe(before + 1);
  await expect(view(page).locator('[data-notice="missed"]')).toHaveCount(0);
});

test('a view in a sandbox is live, and opens the whole page beside the portal', async ({ page, context }) => {
  const sandbox = 'sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"';
  await page.goto(portal.page(frame(`${app.url}/embed/drops?q=ns:shop`, `width="640" height="360" ${sandbox}`)));
  await expect(live(page)).toBeVisible();
  const opened = context.waitForEvent('page');
  await view(page).getByRole('link', { name: 'Open in Eyepiece' }).click();
  await expect(await opened).toHaveURL(`${app.url}/drops?q=ns:shop`);
});

test('a view in a low frame says what is most pressing in one line, and why it shows nothing', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 240 });
  await page.goto(`${app.url}/embed/drops?q=nonsense:1&zoom=9`);
  await expect(page.locator('[data-drop]').first()).toBeVisible();
  // Without a filter bar nothing else says that more is shown than was asked for.
  const banners = page.locator('[data-notice=ignored]');
  await expect(banners.first()).toContainText('"q=nonsense:1" is ignored');
  expect(await banners.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height))).toEqual([24, 24]);
  expect((await page.getByRole('main').boundingBox())?.height).toBe(240 - 24 - 28);

  const [from, to] = ['2026-01-01T10:00:00Z', '2026-01-01T10:15:00Z'];
  await page.goto(`${app.url}/embed/flows?from=${from}&to=${to}`);
  await expect(page.getByText(/Flows are held from \d{4}-.* UTC on\./)).toBeInViewport({ ratio: 1 });

  await page.goto(`${app.url}/embed/map?cluster=capture:gone`);
  await expect(page.locator('[data-refusal=no-such-cluster]')).toContainText('This capture is not open any more');

  // With controls there is still a view, and nothing lies on the line under it.
  await page.goto(`${app.url}/embed/drops?controls=filters`);
  await expect(page.locator('[data-stream=live]')).toBeVisible();
  await expect(page.locator('[data-drop]').first()).toBeInViewport();
  await page.getByRole('link', { name: 'Open in Eyepiece' }).click({ trial: true });
});

for (const theme of ['dark', 'light']) {
  test(`views can be used at every size in ${theme}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const [width, height] of [
      [320, 240],
      [640, 360],
      [2560, 1440],
    ] as const) {
      await page.setViewportSize({ width, height });
      for (const name of ['map', 'drops', 'flows']) {
        const controls = width === 640 ? '&controls=filters&accent=ffee00' : '&accent=330000';
        await page.goto(`${app.url}/embed/${name}?theme=${theme}${controls}`);
        const footer = page.getByRole('contentinfo');
        await expect(footer.getByText('Live', { exact: true })).toBeVisible();
        await expect(footer.getByRole('link', { name: 'Open in Eyepiece' })).toBeInViewport({ ratio: 1 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        if (width < 2000) expect(await violations(page), `${name} at ${width}`).toEqual([]);
      }
    }
  });
}
