// A server that is told to stop stops, whoever is reading.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { startApp } from './support/app';

test('a reader of the stream does not keep the server from ending', async () => {
  const app = await startApp({ HUBBLE_SERVER: '127.0.0.1:1' });
  const { body } = await fetch(`${app.url}/api/v1/live?want=status`);
  const reader = body?.getReader();
  expect((await reader?.read())?.done).toBe(false);
  await app.stop();
  await expect(fetch(`${app.url}/healthz`)).rejects.toThrow();
});

test('nor does a page that connects again over the connection it kept', async ({ page }) => {
  const app = await startApp({ HUBBLE_SERVER: '127.0.0.1:1' });
  await page.goto(`${app.url}/flows`);
  await expect(page.getByText('Relay disconnected.')).toBeVisible();
  await app.stop();
  await expect(page.getByText('Connection to Eyepiece lost.')).toBeVisible();
});

test('one whose thread for flows fails says so and ends, rather than look alive', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'stop-')), 'fail');
  const app = await startApp({
    HUBBLE_SERVER: '127.0.0.1:1',
    NODE_OPTIONS: `--import ${path.resolve(import.meta.dirname, 'support/thread-fails.mjs')}`,
    THREAD_FAILS_FILE: file,
  });
  expect((await fetch(`${app.url}/api/v1/status`)).status).toBe(200);
  writeFileSync(file, '');
  expect(await app.ended).toBe(1);
  expect(app.log()).toContain('eyepiece: The thread that reads flows has failed. Error: A test let it fail.');
});
