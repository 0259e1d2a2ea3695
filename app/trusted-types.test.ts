import { runInNewContext } from 'node:vm';
import { describe, expect, test, vi } from 'vitest';
import { trustedTypesRules, trustedTypesScript } from './trusted-types';

type Rules = ReturnType<typeof trustedTypesRules>;

const location = { href: 'https://eyepiece.example/net/hubble/map', origin: 'https://eyepiece.example' };
vi.stubGlobal('location', location);

/** The rules that the script of a page lays down. */
function ofScript(base: string): Rules {
  const laid: Rules[] = [];
  const self = { trustedTypes: { createPolicy: (_: string, rules: Rules) => laid.push(rules) } };
  const document = { currentScript: { nonce: 'n' } };
  runInNewContext(trustedTypesScript(base), { self, document, location, URL, trustedTypes: self.trustedTypes });
  const [rules] = laid;
  if (!rules) throw new Error('the script lays down no rules');
  return rules;
}

describe.each([
  ['the script of a page', ofScript],
  ['what stands in for it', trustedTypesRules],
])('%s', (_, rulesOf) => {
  test('lets scripts of our own be loaded, and no others', () => {
    const rules = rulesOf('/net/hubble');
    const own = '/net/hubble/_next/static/chunks/a.js';
    for (const url of [own, `https://eyepiece.example${own}`]) expect(rules.createScriptURL(url)).toBe(url);
    for (const url of [
      '/_next/static/a.js',
      '/net/hubble/api/v1/flows',
      '/net/hubble/_next/static/../../api/v1/flows',
      `https://evil.example${own}`,
      `//evil.example${own}`,
      'data:text/javascript,alert(1)',
      'blob:https://eyepiece.example/1',
    ])
      expect(rules.createScriptURL(url), url).toBeNull();
  });

  test('makes no markup of text but the empty element that React begins with', () => {
    const rules = rulesOf('');
    expect(rules.createHTML('<script></script>')).toBe('<script></script>');
    for (const text of ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '']) {
      expect(rules.createHTML(text)).toBeNull();
    }
  });
});

test('what stands in for it lets the script itself be drawn as text', () => {
  expect(trustedTypesRules('/a').createHTML(trustedTypesScript('/a'))).toBe(trustedTypesScript('/a'));
  expect(trustedTypesRules('/a').createHTML(trustedTypesScript('/b'))).toBeNull();
});
