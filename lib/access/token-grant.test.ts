import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everything } from '@/lib/filter/filter';
import { type FarEnd, farEnds, seesAll } from '@/lib/sight/sight';
import { grantToken, type TokenMaker, type TokenWish } from './token-grant';

const limits = { maxLifeMs: 86_400_000, nowMs: 0 };
const wish: TokenWish = {
  views: ['map'],
  within: everything,
  origins: ['https://portal.example'],
  lifeMs: 60_000,
  namespaces: null,
  farEnd: null,
};
const all: TokenMaker = { name: 'ada', sight: seesAll };
const some: TokenMaker = {
  name: 'ada',
  sight: { grants: [{ cluster: '*', namespace: 'shop-*' }], farEnd: 'namespace' },
};
const problem = (part: Partial<TokenWish>, maker = some) => {
  const granted = grantToken({ ...wish, ...part }, maker, limits);
  return granted.ok ? null : granted.problem;
};

test('a token has what its maker has, and no more', () => {
  expect(grantToken(wish, some, limits)).toMatchObject({ ok: true, token: { madeBy: 'ada', sight: some.sight } });
  expect(problem({ namespaces: ['shop-web'] })).toBe(null);
  expect(problem({ namespaces: ['shop-*', 'shop-a*b', 'prod/shop-1'] })).toBe(null);
  for (const name of ['payments', '*', 'shop', 'shop*', '*shop-', 'x-shop-a'])
    expect(problem({ namespaces: [name] })).toContain('You may not see');
  expect(problem({ farEnd: 'full' })).toContain('as namespace yourself');
  expect(problem({ farEnd: 'hidden' })).toBe(null);
  expect(problem({ namespaces: [] })).toBe(null);
  for (const name of ['', 'a b', '/shop', 'x'.repeat(300)])
    expect(problem({ namespaces: [name] }, all)).toContain('Namespaces are names');
  expect(problem({ namespaces: ['anything'], farEnd: 'full' }, all)).toBe(null);
});

test('a token lives as long as tokens may, in frames of pages that are named', () => {
  expect(problem({ lifeMs: 86_400_001 })).toContain('86400 seconds at most');
  expect(problem({ lifeMs: Number.NaN })).toContain('a second at least');
  expect(problem({ lifeMs: -1 })).toContain('a second at least');
  expect(problem({ origins: [] })).toContain('origins');
  expect(problem({ origins: ['none'] })).toContain('origins');
  expect(problem({ views: [] })).toContain('view');
});

test('whatever is granted lets nothing be seen that its maker cannot see', () => {
  const pattern = fc.stringMatching(/^[ab*]{1,5}$/);
  const name = fc.stringMatching(/^[ab]{0,8}$/);
  const grants = fc.array(fc.record({ cluster: pattern, namespace: pattern }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(
      grants,
      fc.array(fc.tuple(pattern, pattern), { maxLength: 3 }),
      name,
      name,
      (own, asked, cluster, namespace) => {
        const namespaces = asked.map((pair) => pair.join('/'));
        const granted = grantToken(
          { ...wish, namespaces },
          { name: null, sight: { grants: own, farEnd: 'full' } },
          limits,
        );
        if (!granted.ok) return;
        const isSeen = (list: typeof own | null) =>
          list?.some((one) => fits(one.cluster, cluster) && fits(one.namespace, namespace)) ?? true;
        if (isSeen(granted.token.sight.grants as typeof own)) expect(isSeen(own)).toBe(true);
      },
    ),
    { numRuns: 5_000 },
  );
});

test('the other end is never shown better than to the maker', () => {
  for (const own of farEnds)
    for (const asked of [...farEnds, null] as (FarEnd | null)[]) {
      const granted = grantToken(
        { ...wish, farEnd: asked },
        { name: null, sight: { grants: [], farEnd: own } },
        limits,
      );
      if (granted.ok) expect(farEnds.indexOf(granted.token.sight.farEnd)).toBeGreaterThanOrEqual(farEnds.indexOf(own));
    }
});

const fits = (pattern: string, text: string) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text);
