import { describe, expect, it } from 'vitest';
import { completeFilter } from '@/lib/filter/complete';
import { filterKeys } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys/keys';
import { parseFilter } from '@/lib/filter/parse';
import { completionLines, otherForms } from './completions';

const keys = filterKeys.filter((key) => key !== 'text');
const formsOf = (text: string) => otherForms(completeFilter(text, text.length));

describe('what else may be typed', () => {
  it.each(keys)('can be read, and speaks of %s', (key) => {
    const heads = keySpec(key).sided ? [key, `from.${key}`, `to.${key}`, `end.${key}`] : [key];
    for (const head of heads) {
      for (const { text } of formsOf(`${head}:`)) {
        const parsed = parseFilter(text);
        expect(parsed, text).toMatchObject({ ok: true, filter: { tokens: [{ key }] } });
      }
    }
  });

  it('can be read where no key is typed yet', () => {
    for (const { text } of formsOf('')) expect(parseFilter(text).ok, text).toBe(true);
  });

  it('shows two values of a key', () => {
    expect(formsOf('ns:')[0]).toEqual({ text: 'ns:shop,payments', means: 'any of' });
    expect(formsOf('from.ip:')[0]).toEqual({ text: 'from.ip:10.0.0.0/8,192.0.2.1', means: 'any of' });
    expect(formsOf('verdict:')[0]).toEqual({ text: 'verdict:denied,AUDIT', means: 'any of' });
    expect(formsOf('-tcp:')[0]).toEqual({ text: 'tcp:SYN+ACK,FIN', means: 'any of' });
  });
});

describe('lines', () => {
  const at = (text: string) => completeFilter(text, text.length);
  const values = [
    { value: 'DROPPED', flows: 90, denials: 45 },
    { value: 'odd "name"', flows: 200, denials: 0 },
    { value: '12', flows: 1, denials: 0 },
  ];

  it('put what was seen first, with its figures, and the rest of the grammar after it', () => {
    const lines = completionLines(at('verdict:'), { state: 'seen', values, more: false });
    expect(lines.slice(0, 3)).toMatchObject([
      { label: 'odd "name"', insert: '"odd \\"name\\""', flows: 200, share: 1 },
      { label: 'DROPPED', flows: 90, denials: 45 },
      { label: '12', flows: 1 },
    ]);
    expect(lines.filter(({ label }) => label === 'DROPPED')).toHaveLength(1);
    expect(lines.map(({ label }) => label)).toContain('FORWARDED');
  });

  it('are of one case, whatever the value is kept as', () => {
    const denied = { value: 'denied', flows: 9, denials: 9 };
    const lines = completionLines(at('verdict:'), { state: 'seen', values: [denied], more: false });
    expect(lines[0]).toMatchObject({ label: 'DENIED', flows: 9 });
    expect(lines.filter(({ label }) => label !== label.toUpperCase())).toEqual([]);
  });

  it('hold what is typed, also while the answer is still that to less', () => {
    const lines = completionLines(at('verdict:drop'), { state: 'asking', values });
    expect(lines.map(({ label }) => label)).toEqual(['DROPPED']);
  });

  it('are those of the grammar where nothing can be counted', () => {
    const lines = completionLines(at('verdict:drop'), { state: 'failed', why: 'no answer' });
    expect(lines.map(({ label }) => label)).toEqual(['DROPPED']);
  });
});
