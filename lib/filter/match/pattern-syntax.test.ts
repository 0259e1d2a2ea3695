import fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { patternProblem } from '@/lib/filter/match/pattern-syntax';

const engineTakes = (pattern: string): boolean => {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
};

test('says of every expression what the engine says', () => {
  const pieces = [
    ...'ab1.,^$|()[]{}*+?-:=!<>\\PQEdzbCx8',
    ...[
      '(?:',
      '(?i)',
      '(?P<n>',
      '(?<m>',
      '(?-s:',
      '(?=',
      '{2}',
      '{2,}',
      '{2,1}',
      '{3,5}',
      '{1001}',
      '{40}',
      '[^',
      '[:alpha:]',
      '[:',
      ':]',
      '\\d',
      '\\pL',
      '\\x41',
      '\\x{263a}',
      '\\Q',
      '\\E',
      'é',
      '🦀',
      '[a-z]',
      '[]',
      '[b-a]',
    ],
  ];
  const pattern = fc.array(fc.constantFrom(...pieces), { maxLength: 9 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(pattern, (text) => {
      // A name given twice, and Unicode classes by name, are the engine's to judge.
      fc.pre(!/(n>.*n>|m>.*m>|\\[pP])/s.test(text));
      expect(patternProblem(text) === null, text).toBe(engineTakes(text));
    }),
    { numRuns: 20_000 },
  );
});

test.each(['[[:]', '[[:a-b:]]', '[[:alpha:]]', '[[:word]', '[:]', '[[:^digit:]-]', '["Px][=[:]"'])(
  'judges %s as the engine does',
  (text) => {
    expect(patternProblem(text) === null).toBe(engineTakes(text));
  },
);

test.each([
  ['*', /nothing before it/],
  ['a++', /repeated already/],
  ['(?=x)', /neither ahead nor back/],
  ['(', /"\)" is missing/],
  ['a)', /closes nothing/],
  ['[z', /"\]" is missing/],
  ['[[:letters:]]', /"\[:letters:\]" is no class/],
  ['x{1001}', /1000/],
  ['(a{100}){100}', /1000/],
  ['\\C', /no escape/],
  ['a\\', /escapes nothing/],
  ['x'.repeat(2000), /1024/],
])('%s is refused with a sentence', (pattern, sentence) => {
  expect(patternProblem(pattern)).toMatch(sentence);
});
