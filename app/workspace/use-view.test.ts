import { describe, expect, it } from 'vitest';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import { narrowed } from './use-view';

function narrow(start: string, text: string): string {
  const parsed = parseFilter(start);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return printFilter(narrowed(parsed.filter, text));
}

describe('narrowing the view by a value', () => {
  it('asks for it and joins values of one key', () => {
    expect(narrow('', 'ns:shop')).toBe('ns:shop');
    expect(narrow('ns:shop', 'ns:payments port:443')).toBe('ns:shop,payments port:443');
  });

  it('leaves it out with a minus, and no longer asks for it', () => {
    expect(narrow('verdict:DROPPED', '-verdict:DROPPED')).toBe('-verdict:DROPPED');
  });

  it('changes nothing for a text that is no filter', () => {
    expect(narrow('ns:shop', 'verdct:x')).toBe('ns:shop');
  });
});
