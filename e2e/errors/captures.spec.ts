// Files that are broken in part or altogether: what can be read is kept, what cannot is told by line, the page goes on.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { type RelayProcess, startRelay } from '../support/relay';
import { open } from '../support/screen';

const mebibyte = 2 ** 20;

let relay: RelayProcess;
let app: App;
let folder: string;
test.beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'captures-'));
  relay = await startRelay('--steady');
  // A small server: what is too large for it is soon sent.
  app = await startApp({ HUBBLE_SERVER: relay.address, EYEPIECE_MEMORY: '128MiB' });
});
test.afterAll(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all([app.kill(), relay.stop()]);
});

const line = (name: string, more = {}) =>
  JSON.stringify({
    flow: {
      time: '2026-01-05T10:00:00Z',
      uuid: `id-${name}`,
      verdict: 'FORWARDED',
      source: { namespace: 'shop', pod_name: name },
      destination: { namespace: 'shop', pod_name: 'till' },
      l4: { TCP: { source_port: 40000, destination_port: 80 } },
      is_reply: false,
      ...more,
    },
  });

const broken = [line('a'), '{"flow":{"verdict":"FORW', 'no JSON at all', '', line('b'), '[1,2]', line('c')].join('\n');

interface Report {
  readonly cluster: string;
  readonly flows: number;
  readonly badLineCount: number;
  readonly badLines: readonly { line: number; message: string }[];
}

async function send(body: BodyInit): Promise<{ status: number; answer: Report & { detail: string; title: string } }> {
  const answer = await fetch(`${app.url}/api/v1/captures?name=test.jsonl`, { method: 'POST', body });
  return { status: answer.status, answer: await answer.json() };
}

async function drop(page: Page, name: string, text: string): Promise<void> {
  const files = await page.evaluateHandle(
    ([fileName = '', content = '']) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], fileName));
      return transfer;
    },
    [name, text],
  );
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: files });
  await expect(page.getByText('Drop a file of flows to open it in Eyepiece')).toBeVisible();
  await page.dispatchEvent('body', 'drop', { dataTransfer: files });
}

const dialog = (page: Page) => page.getByRole('dialog');

/** More flows than the server may hold of captures, each its own; written in pieces, so that no test holds a giant text. */
function bigFile(name: string): string {
  const file = path.join(folder, name);
  const descriptor = openSync(file, 'w');
  for (let piece = 0; piece < 200; piece += 1) {
    const lines = Array.from({ length: 1_000 }, (_, at) => line(`${piece}-${at}`));
    writeSync(descriptor, `${lines.join('\n')}\n`);
  }
  closeSync(descriptor);
  return file;
}

test.describe('sent to the API', () => {
  test('bad lines are told by number, the rest is kept', async () => {
    const { status, answer } = await send(broken);
    expect(status).toBe(201);
    expect(answer).toMatchObject({ flows: 3, badLineCount: 3 });
    expect(answer.badLines.map((bad) => bad.line)).toEqual([2, 3, 6]);
    for (const { message } of answer.badLines) expect(message).toMatch(/^[A-Z].*\.$/);
    const { flows } = await app.api<{ flows: unknown[] }>(`/api/v1/flows?cluster=${answer.cluster}`);
    expect(flows).toHaveLength(3);
  });

  test('of very many bad lines the first hundred are told and all are counted', async () => {
    const { answer } = await send(`${'x\n'.repeat(5_000)}${line('a')}`);
    expect(answer).toMatchObject({ flows: 1, badLineCount: 5_000 });
    expect(answer.badLines).toHaveLength(100);
  });

  const empty: readonly (readonly [string, BodyInit])[] = [
    ['nothing', ''],
    ['blank lines', '\n\n \r\n'],
    ['a picture', new Uint8Array(200_000).map((_, index) => (index * 7919) % 251)],
    ['zeros', new Uint8Array(300_000)],
    ['other JSON', '{"level":"info"}\n{"level":"warn"}\n'],
    ['a web page', '<!doctype html><html><body>flow</body></html>'],
  ];
  for (const [what, body] of empty) {
    test(`${what}: refused with what was looked for`, async () => {
      const { status, answer } = await send(body);
      expect(status).toBe(422);
      expect(answer).toMatchObject({ type: 'urn:eyepiece:problem:capture-empty', title: 'The file holds no flows' });
      expect(answer.detail).toMatch(
        /^The capture holds no Hubble event \(.*\); write one with `hubble observe -o jsonpb`\.$/,
      );
    });
  }

  test('no body at all is refused in the same words', async () => {
    const answer = await fetch(`${app.url}/api/v1/captures`, { method: 'POST' });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  test('a line of 20 MiB is one bad line, and a flow of 2 MiB is a flow', async () => {
    const huge = `{"flow":{"verdict":"${'x'.repeat(20 * mebibyte)}`;
    const large = line('large', { Summary: 'y'.repeat(2 * mebibyte) });
    const { status, answer } = await send([line('a'), huge, large, line('b')].join('\n'));
    expect(status).toBe(201);
    expect(answer).toMatchObject({ flows: 3, badLineCount: 1 });
    expect(answer.badLines[0]?.line).toBe(2);
    expect(JSON.stringify(answer).length).toBeLessThan(10_000);
  });

  test('a file over the limit is refused, and the next one is opened', async () => {
    const { openAsBlob } = await import('node:fs');
    const blob = await openAsBlob(bigFile('over.jsonl'));
    const refused = await send(blob);
    expect(refused.status).toBe(413);
    expect(refused.answer.detail).toMatch(/^The capture is more than \d+ MiB .*; open a part of it/);
    expect((await send(line('b'))).status).toBe(201);
  });
});

test.describe('dropped on the page', () => {
  test('bad lines are listed by number, and the rest can be viewed', async ({ page }) => {
    await open(page, `${app.url}/flows`);
    await drop(page, 'broken.jsonl', broken);
    await expect(dialog(page)).toContainText('3 flows');
    await expect(dialog(page)).toContainText('3 lines could not be read. Everything else is kept.');
    for (const number of [2, 3, 6])
      await expect(dialog(page).getByText(`line ${number}`, { exact: true })).toBeVisible();
    await dialog(page).getByRole('button', { name: 'View this capture' }).click();
    await expect(page).toHaveURL(/cluster=capture:/);
    await expect(page.locator('[data-flow]')).toHaveCount(3);
  });

  test('what holds no flows is refused in one sentence, and live flows go on', async ({ page }) => {
    await open(page, `${app.url}/flows`);
    await drop(page, 'cat.png', '\u0089PNG\r\n\u001a\n\u0000\u0000');
    await expect(dialog(page)).toContainText('The file holds no flows');
    await expect(dialog(page)).toContainText('write one with `hubble observe -o jsonpb`.');
    await dialog(page).getByRole('button', { name: 'Close' }).click();
    await expect(dialog(page)).toHaveCount(0);
    const newest = await page.locator('[data-flow]').first().getAttribute('data-flow');
    await expect.poll(() => page.locator('[data-flow]').first().getAttribute('data-flow')).not.toBe(newest);
  });

  test('a file over the limit is refused with the limit, not as a broken connection', async ({ page }) => {
    const file = bigFile('page.jsonl');
    await open(page, `${app.url}/flows`);
    await page.getByRole('button', { name: /^Cluster/ }).click();
    await page.locator('input[type=file]').setInputFiles(file);
    await expect(dialog(page)).toContainText('The file is too large');
    await expect(dialog(page)).toContainText(/The capture is more than \d+ MiB .*; open a part of it/);
  });

  test('text or a link that is dragged over the page is left to the browser', async ({ page }) => {
    await open(page, `${app.url}/flows`);
    const text = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.setData('text/plain', 'ns:shop');
      return transfer;
    });
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: text });
    await expect(page.getByText('Drop a file of flows')).toHaveCount(0);
  });
});
