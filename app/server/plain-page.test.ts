import { expect, test } from 'vitest';
import { plainPage } from './plain-page';

test('a plain page says its sentence, and nothing of it is markup', async () => {
  const hostile = '<script>alert(1)</script>"\'&';
  const page = plainPage({ status: 403, title: hostile, text: hostile, action: { text: hostile, href: hostile } });
  const html = await page.text();
  expect(page.status).toBe(403);
  expect(html).not.toContain('<script');
  expect(html.match(/&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;&#39;&amp;/g)).toHaveLength(5);
});

test('it runs no scripts, and only its own style', async () => {
  const page = plainPage({ status: 401, title: 'a', text: 'b' });
  const policy = page.headers.get('content-security-policy') ?? '';
  const nonce = /style-src 'nonce-([0-9a-f-]{36})'/.exec(policy)?.[1];
  expect(policy).toMatch(/^default-src 'none';/);
  expect(await page.text()).toContain(`<style nonce="${nonce}">`);
  expect(plainPage({ status: 401, title: 'a', text: 'b' }).headers.get('content-security-policy')).not.toBe(policy);
});
