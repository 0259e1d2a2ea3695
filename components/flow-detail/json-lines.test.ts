import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldable, type JsonLine, jsonLines } from './json-lines';

const textOf = (lines: readonly JsonLine[]) =>
  lines.map(({ depth, key, text }) => `${'  '.repeat(depth)}${key ? `${key}: ` : ''}${text}`).join('\n');

it('the lines are those of indented JSON, one number each', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (any) => {
      const value = JSON.parse(JSON.stringify(any));
      const lines = jsonLines(value);
      expect(textOf(lines)).toBe(JSON.stringify(value, null, 2));
      expect(lines.map(({ number }) => number)).toEqual(lines.map((_, at) => at + 1));
    }),
  );
});

it('what is folded stands in one line and says how much it holds, and no other line changes', () => {
  const value = { flow: { IP: { source: 'a', destination: 'b' }, labels: ['x'], none: {} }, node: 'n' };
  const all = jsonLines(value);
  const folded = jsonLines(value, new Set(['flow.IP', 'flow.labels']));
  expect(textOf(folded)).toBe(`{
  "flow": {
    "IP": { … 2 fields },
    "labels": [ … 1 value ],
    "none": {}
  },
  "node": "n"
}`);
  expect(folded.map(({ number }) => number)).toEqual([1, 2, 3, 7, 10, 11, 12, 13]);
  for (const line of folded.filter(({ opens }) => !opens?.folded)) expect(all).toContainEqual(line);
});

it('all that is folded at once leaves the flow itself open', () => {
  expect(foldable({ flow: { IP: { a: 1 }, l7: { http: { headers: [{}] } } }, node: 'n' })).toEqual([
    'flow.IP',
    'flow.l7',
    'flow.l7.http',
    'flow.l7.http.headers',
  ]);
});
