import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grantsOf, type Rules, readRules } from './rules';

const rulesOf = (file: unknown): Rules => {
  const read = readRules(file);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.rules;
};
const problemsOf = (file: unknown) => {
  const read = readRules(file);
  return read.ok ? [] : read.problems;
};

describe('rules', () => {
  const rules = rulesOf({
    everyone: ['public'],
    groups: { 'team-shop': ['shop', 'shop-*'], 'team-*': ['shared'], sre: ['*'], 'west-*-ops': ['west/*'] },
  });
  const seen = (...groups: string[]) =>
    grantsOf({ groups }, rules)?.map(({ cluster, namespace }) => `${cluster}/${namespace}`) ?? 'everything';

  test('give a reader what everyone and each of their groups has, each once', () => {
    expect(seen()).toEqual(['*/public']);
    expect(seen('team-shop')).toEqual(['*/public', '*/shop', '*/shop-*', '*/shared']);
    expect(seen('team-shop', 'team-pay')).toEqual(['*/public', '*/shop', '*/shop-*', '*/shared']);
    expect(seen('sre', 'team-shop')).toBe('everything');
    expect(seen('west-eu-ops')).toEqual(['*/public', 'west/*']);
  });

  test.each(['Team-Shop', 'xteam-shop', 'west-ops', 'sre2', '*', '', '__proto__', 'constructor'])(
    'give a group called "%s" no more than everyone',
    (group) => expect(seen(group)).toEqual(['*/public']),
  );

  test('of a group that no rule names are nothing', () => {
    expect(grantsOf({ groups: ['x'] }, rulesOf({ groups: { y: ['shop'] } }))).toEqual([]);
  });

  test('take one namespace for a list of one', () => {
    expect(rulesOf({ groups: { shop: 'shop' } }).groups[0]?.granted).toEqual([{ cluster: '*', namespace: 'shop' }]);
  });

  test.each([
    [null, /holds no rules/],
    ['shop', /holds no rules/],
    [{}, /lets nobody see anything/],
    [{ groups: ['shop'] }, /groups: is no table/],
    [{ group: { shop: ['shop'] } }, /group: is not known; there are everyone and groups/],
    [{ groups: { shop: ['a/b/c'] } }, /groups.shop: "a\/b\/c" is no namespace/],
    [{ groups: { shop: [''] } }, /groups.shop: "" is no namespace/],
    [{ groups: { shop: null } }, /groups.shop: null is no namespace/],
    [{ groups: { shop: [7] } }, /groups.shop: 7 is no namespace/],
    [{ everyone: { shop: true } }, /everyone: \{"shop":true\} is no namespace/],
  ])('%o are said to be wrong', (file, sentence) => {
    expect(problemsOf(file).join('\n')).toMatch(sentence);
  });

  test('match groups as a pattern of any shape says', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.') });
    fc.assert(
      fc.property(text, text, (group, pattern) => {
        const expected = new RegExp(`^${pattern.replace(/\./g, '\\.').replace(/\*/g, '.*')}$`).test(group);
        expect(grantsOf({ groups: [group] }, rulesOf({ groups: { [pattern]: ['n'] } }))?.length).toBe(expected ? 1 : 0);
      }),
    );
  });
});
