// Hostile text costs work in proportion to its length. Work is counted in characters looked at, never in time.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isCommand } from '@/lib/filter/cli/is-command';
import { parseCommand } from '@/lib/filter/cli/parse';
import { completeFilter } from '@/lib/filter/complete';
import { celProblem } from '@/lib/filter/match/cel-syntax';
import { patternProblem } from '@/lib/filter/match/pattern-syntax';
import { readSelector } from '@/lib/filter/match/selector';
import { parseFilter } from '@/lib/filter/parse';

/** Characters that the methods of strings went over since the count began. */
let work = 0;

const counted = [
  'charAt',
  'slice',
  'indexOf',
  'lastIndexOf',
  'split',
  'replaceAll',
  'replace',
  'match',
  'trim',
  'toLowerCase',
  'toUpperCase',
  'startsWith',
] as const;
const originals = counted.map((name) => [name, Object.getOwnPropertyDescriptor(String.prototype, name)] as const);

beforeEach(() => {
  for (const [name, descriptor] of originals) {
    const method: (...given: unknown[]) => unknown = descriptor?.value;
    Object.defineProperty(String.prototype, name, {
      ...descriptor,
      value(this: string, ...given: unknown[]) {
        const result = method.apply(this, given);
        work += lengthOf(name, this, given, result);
        return result;
      },
    });
  }
});
afterEach(() => {
  for (const [name, descriptor] of originals) if (descriptor) Object.defineProperty(String.prototype, name, descriptor);
});

/** Looking at one place costs one; taking a piece costs its length; going over a text costs all of it. */
function lengthOf(name: (typeof counted)[number], text: string, given: readonly unknown[], result: unknown): number {
  if (name === 'charAt' || name === 'startsWith') return 1;
  if (name === 'slice') return 1 + String(result).length;
  if (name !== 'indexOf') return 1 + text.length;
  return 1 + (typeof result === 'number' && result >= 0 ? result : text.length) - Number(given[1] ?? 0);
}

function workOf(run: () => unknown): number {
  work = 0;
  run();
  return work;
}

const shapes = [
  'a ',
  '"',
  '\\"',
  '-',
  ',',
  ':',
  'ns:a ',
  'ns:a,',
  '"a" ',
  'x:y ',
  '(',
  '[',
  '\\',
  'from.',
  'label:!',
  'ip:: ',
  'a"b ',
  '\u00a0',
  "'",
  '{',
  ' --pod a',
  ' --not',
  ' -n',
  ' $x',
  ';',
  '#\n',
  "$'",
  '1+',
  'http.path:( ',
];

const readers: Readonly<Record<string, readonly [read: (text: string) => unknown, length: number]>> = {
  'a filter': [parseFilter, 4_000],
  'one value': [(text) => parseFilter(`label:"${text}`), 4_000],
  completion: [(text) => completeFilter(text, text.length), 7_000],
  'a command': [(text) => parseCommand(`hubble observe ${text}`), 30_000],
  'what may be a command': [(text) => isCommand(`hubble ${text}`), 500],
  'a pattern': [patternProblem, 500],
  'an expression': [celProblem, 1_000],
  'a selector': [readSelector, 7_000],
};

describe.each(Object.entries(readers))('%s', (_what, [read, length]) => {
  test.each(shapes)('of many "%s"', (shape) => {
    const once = workOf(() => read(shape.repeat(length / shape.length)));
    const twice = workOf(() => read(shape.repeat((2 * length) / shape.length)));
    expect(twice).toBeLessThan(2.5 * once + 2_000);
  });
});
