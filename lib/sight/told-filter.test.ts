import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { arbitraryFilter } from '@/lib/filter/arbitrary';
import { filterKeys } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import { farNamespace, secret } from '@/lib/sight/sample';
import { toldFilter } from '@/lib/sight/told-filter';

const isOpen = (namespace: string) => namespace === 'shop';

function told(text: string): string {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return printFilter(toldFilter(parsed.filter, isOpen));
}

describe('of a filter that somebody else wrote is told', () => {
  it.each([
    'ns:shop',
    '-ns:shop',
    'from.ns:shop to.port:443',
    'pod:shop/cart',
    'to.service:shop/cart',
    'from:shop/',
    'verdict:denied -reason:POLICY_DENIED',
    'http.status:5xx proto:tcp direction:egress',
  ])('what names nobody else: %s', (text) => {
    const parsed = parseFilter(text);
    expect(parsed.ok && told(text)).toBe(parsed.ok && printFilter(parsed.filter));
  });

  it.each([
    `ns:${farNamespace}`,
    `ns:shop,${farNamespace}`,
    `-ns:${farNamespace}`,
    'ns:*',
    `pod:${farNamespace}/bank`,
    `pod:${secret}`,
    `pod:shop/cart,${farNamespace}/bank`,
    `service:${farNamespace}/bank`,
    `from:${farNamespace}/bank`,
    `workload:bank-${secret}`,
    `policy:${farNamespace}/deny-${secret}`,
    `cel:"_flow.source.namespace == '${farNamespace}'"`,
    secret,
  ])('nothing that may: %s', (text) => {
    expect(told(`verdict:denied ${text}`)).toBe('verdict:denied');
  });
});

test.each(filterKeys)("no value of the key %s carries a name that may be none of the reader's", (key) => {
  for (const name of [secret, `${farNamespace}/${secret}`, `*${secret}*`]) {
    const parsed = parseFilter(`${key === 'text' ? '' : `${key}:`}"${name}"`);
    if (parsed.ok) expect(toldFilter(parsed.filter, isOpen).tokens).toEqual([]);
  }
});

test('a token is told whole or not at all', () => {
  fc.assert(
    fc.property(arbitraryFilter(), (filter) => {
      for (const token of toldFilter(filter, isOpen).tokens) expect(filter.tokens).toContain(token);
    }),
  );
});
