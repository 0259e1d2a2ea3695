import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFlow } from './arbitrary';
import type { Flow } from './flow';
import { masked, maskSecrets, maskUrl, maskUrls } from './mask';

describe('a URL', () => {
  it.each([
    ['https://anna:hunter2@shop.example/cart', 'https://[masked]@shop.example/cart'],
    ['//anna@shop.example/', '//[masked]@shop.example/'],
    ['/login?user=anna&password=hunter2', '/login?user=anna&password=[masked]'],
    ['/a?access_token=x.y.z#top', '/a?access_token=[masked]#top'],
    ['/cb#id_token=x&state=1', '/cb#id_token=[masked]&state=1'],
    ['/a?apiKey=1;api-key=2&key=3', '/a?apiKey=[masked];api-key=[masked]&key=[masked]'],
    ['/blob?sv=1&sig=abc%3D', '/blob?sv=1&sig=[masked]'],
    ['/s3?X-Amz-Signature=0f&X-Amz-Date=1', '/s3?X-Amz-Signature=[masked]&X-Amz-Date=1'],
    ['/a?pass%77ord=x', '/a?pass%77ord=[masked]'],
    ['/a?PHPSESSID=1', '/a?PHPSESSID=[masked]'],
    ['/cart;jsessionid=1A2B/items;page=2?x=1', '/cart;jsessionid=[masked]/items;page=2?x=1'],
    ['/reset/token=abc', '/reset/token=[masked]'],
    ['https://anna@shop/token/abc?page=2', 'https://[masked]@shop/token/[masked]?page=2'],
  ])('%s is shown as %s', (url, shown) => expect(maskUrl(url)).toBe(shown));

  it.each([
    '/orders/9f31',
    '/search?q=monkey&page=2',
    '/keys?sort=token',
    '',
    '?',
    '/a?token=',
    '/a@b',
    'not a url at all',
  ])('%j holds none and stays', (url) => expect(maskUrl(url)).toBe(url));

  it('is masked in time that grows with its length alone, and twice is the same as once', () => {
    const hostile = `//${'@'.repeat(20_000)}?${'a&'.repeat(20_000)}${'token='.repeat(20_000)}`;
    expect(maskUrl(maskUrl(hostile))).toBe(maskUrl(hostile));
    fc.assert(fc.property(fc.string(), (text) => maskUrl(maskUrl(text)) === maskUrl(text)));
  });
});

describe('a text', () => {
  it('has the secrets of its URLs taken out, in parentheses too', () => {
    const text = 'see (GET https://a@shop/token/abc) and /reset/c2qk0b-6f5d4e or application/json';
    expect(maskUrls(text)).toBe(
      'see (GET https://[masked]@shop/token/[masked]) and /reset/[masked] or application/json',
    );
  });
});

describe('a flow', () => {
  const withHttp = (flow: Flow, headers: readonly { key: string; value: string }[]): Flow => ({
    ...flow,
    l7: { type: 'REQUEST', http: { code: 0, method: 'GET', url: '/', protocol: 'HTTP/1.1', headers } },
  });

  it('says nothing of a header that carries a secret, whatever its case', () => {
    const names = fc.constantFrom('Authorization', 'cookie', 'SET-COOKIE', 'X-Api-Key', 'x-auth-token', 'X-Csrf-Token');
    fc.assert(
      fc.property(arbitraryFlow(), names, (flow, key) => {
        const shown = maskSecrets(withHttp(flow, [{ key, value: 'hunter2' }]));
        expect(shown.l7?.http?.headers).toEqual([{ key, value: masked }]);
        expect(JSON.stringify(shown.l7)).not.toContain('hunter2');
      }),
    );
  });

  it('keeps its other headers, with the secrets of URLs taken out', () => {
    const [flow] = fc.sample(arbitraryFlow(), 1) as [Flow];
    const headers = [
      { key: 'user-agent', value: 'curl' },
      { key: 'x-request-id', value: '7f1c' },
      { key: 'referer', value: 'https://a/?token=x' },
    ];
    expect(maskSecrets(withHttp(flow, headers)).l7?.http?.headers.map(({ value }) => value)).toEqual([
      'curl',
      '7f1c',
      'https://a/?token=[masked]',
    ]);
    const plain = withHttp(flow, headers.slice(0, 2));
    expect(maskSecrets(plain)).toBe(plain);
  });

  it('says nothing of a secret in its summary', () => {
    const [flow] = fc.sample(arbitraryFlow(), 1) as [Flow];
    const summary = 'HTTP/1.1 200 3ms (GET https://anna:hunter2@a/?token=hunter2&page=2)';
    const shown = maskSecrets({ ...flow, summary }).summary;
    expect(shown).toBe('HTTP/1.1 200 3ms (GET https://[masked]@a/?token=[masked]&page=2)');
  });
});
