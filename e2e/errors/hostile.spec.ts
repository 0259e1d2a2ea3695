// Text that an attacker chose, in every field that can carry text: shown as text, never acted upon.
import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { open } from '../support/screen';

let app: App;
let query: string;
test.beforeAll(async () => {
  app = await startApp({ HUBBLE_SERVER: '127.0.0.1:1' });
  const body = lines().join('\n');
  const { cluster, flows } = await app.api<{ cluster: string; flows: number }>(
    `/api/v1/captures?name=${encodeURIComponent(`${markup}.jsonl`)}`,
    { method: 'POST', body },
  );
  expect(flows).toBe(lines().length);
  query = `?cluster=${encodeURIComponent(cluster)}`;
});
test.afterAll(() => app.kill());

const markup = '"><img src=x onerror="window.hacked=1"><script>window.hacked=2</script>';
const texts = [
  markup,
  '\u202egnp.exe\u2066',
  '\u001b[31mred\u001b]0;title\u0007',
  '𝕊𝕙𝕠𝕡🛒é\u0301',
  '\u0000\u0085\u2028\ufeff',
  'javascript:window.hacked=3',
  '__proto__',
  '{{constructor.constructor("window.hacked=4")()}}',
  '=HYPERLINK("http://example.com")',
  'p'.repeat(253),
];

/** A forwarded, a dropped, an HTTP and a DNS flow with the text in every place. */
function lines(): string[] {
  return texts.flatMap((text, index) => {
    const end = (name: string) => ({
      namespace: text,
      pod_name: `${text}-${name}`,
      labels: [text, ...Array.from({ length: 120 }, (_, at) => `k8s:label-${at}=${text}`)],
      workloads: [{ name: `${text}-${name}`, kind: text }],
    });
    const flow = {
      time: `2026-01-05T10:00:${String(index).padStart(2, '0')}Z`,
      verdict: 'FORWARDED',
      source: end('a'),
      destination: end('b'),
      source_names: [text],
      destination_names: [text],
      IP: { source: text, destination: text, ipVersion: 'IPv4' },
      l4: { TCP: { source_port: 40_000, destination_port: 80 + index } },
      node_name: text,
      node_labels: [text],
      Summary: text,
      is_reply: false,
    };
    const policy = { name: text, namespace: text, labels: [text], revision: '1', kind: text };
    const l7 = (record: object) => ({ ...flow, Type: 'L7', l7: { type: 'REQUEST', ...record } });
    return [
      flow,
      { ...flow, verdict: 'DROPPED', drop_reason_desc: text, event_type: { type: 1 }, ingress_denied_by: [policy] },
      l7({ http: { method: text, url: text, protocol: text, headers: [{ key: text, value: text }] } }),
      l7({ dns: { query: text, ips: [text], qtypes: [text], rrtypes: [text] } }),
    ].map((each) => JSON.stringify({ flow: each }));
  });
}

/** Nothing ran, nothing was fetched from elsewhere, and nothing that turns text around is left in what is shown. */
async function isHarmless(page: Page, troubles: readonly string[]): Promise<void> {
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(await page.evaluate(() => 'hacked' in Object.prototype)).toBe(false);
  expect(await page.locator('img[onerror], main script, a[href^="javascript:"]').count()).toBe(0);
  expect(await actingTexts(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  expect(troubles).toEqual([]);
}

/** Texts and tooltips that turn around, hide or control what is shown, each with where it stands. */
function actingTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    const acting = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
    const found = new Set<string>();
    const look = (where: Element | null, what: string, text: string | null) => {
      if (!text || !acting.test(text)) return;
      const place = where?.closest('[data-testid],[role],nav,table,aside,header,main,body');
      found.add(
        `${what} of ${where?.tagName} in ${place?.tagName} ${place?.getAttribute('aria-label') ?? place?.getAttribute('role')}`,
      );
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) look(node.parentElement, 'text', node.nodeValue);
    for (const one of document.querySelectorAll('*')) {
      for (const name of ['title', 'aria-label', 'alt', 'placeholder']) look(one, name, one.getAttribute(name));
    }
    look(document.head, 'title', document.title);
    return [...found];
  });
}

function watch(page: Page): string[] {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(app.url) && !/^(data|blob):/.test(request.url())) troubles.push(request.url());
  });
  return troubles;
}

test('the flow table and every panel show it as text', async ({ page }) => {
  const troubles = watch(page);
  await page.goto(`${app.url}/flows${query}`);
  const rows = page.locator('[data-flow]');
  await expect(rows.first()).toBeVisible();
  await isHarmless(page, troubles);
  const heights = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
  expect(Math.max(...heights)).toBeLessThan(48);
  for (let index = 0; index < Math.min(12, await rows.count()); index += 1) {
    await rows.nth(index).click();
    await expect(page.getByRole('complementary').last()).toBeVisible();
    await isHarmless(page, troubles);
  }
});

test('the drop table and its explanations show it as text', async ({ page }) => {
  const troubles = watch(page);
  await page.goto(`${app.url}/drops${query}`);
  const groups = page.locator('[data-row-button]');
  await expect(groups.first()).toBeVisible();
  for (let index = 0; index < (await groups.count()); index += 1) {
    await groups.nth(index).click();
    await isHarmless(page, troubles);
  }
});

for (const group of ['pod', 'workload', 'namespace', 'node']) {
  test(`the map by ${group}, its table and its notes show it as text`, async ({ page }) => {
    const troubles = watch(page);
    await open(page, `${app.url}/map${query}&group=${group}`);
    await expect(page.getByRole('region', { name: /map/i }).or(page.locator('canvas')).first()).toBeVisible();
    await isHarmless(page, troubles);
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    await expect(page.getByRole('table', { name: 'Connections' })).toBeVisible();
    await isHarmless(page, troubles);
  });
}

test('lines and spreadsheets carry nothing that a terminal or a spreadsheet acts on', async () => {
  const get = async (accept: string) =>
    (await fetch(`${app.url}/api/v1/flows${query}`, { headers: { accept } })).text();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  const acting = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
  expect(await get('application/x-ndjson')).not.toMatch(acting);
  const csv = await get('text/csv');
  expect(csv).not.toMatch(acting);
  expect(csv).not.toMatch(/(^|,)"?[=+@]/m);
});

test('a name with markup in a link stays text too', async ({ page }) => {
  const troubles = watch(page);
  await page.goto(
    `${app.url}/flows?q=${encodeURIComponent(`ns:"${markup}"`)}&sel=${encodeURIComponent(`flow:${markup}`)}`,
  );
  await expect(page.getByRole('combobox', { name: 'Filter flows' })).toBeVisible();
  await isHarmless(page, troubles);
});
