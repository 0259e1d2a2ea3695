// A server that is told to stop stops, whoever is reading.
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
