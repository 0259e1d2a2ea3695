import { describe, expect, it } from 'vitest';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import { blankEndsToken, noDraft, openToken, partsOf, takeDraft, wholeText } from './draft';

function filterOf(text: string) {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
}

const shop = filterOf('ns:shop verdict:DROPPED port:443');

describe('a token in the making', () => {
  it('stands at the end when it is new and in its place when it was opened', () => {
    expect(wholeText(shop, { ...noDraft(shop), text: 'proto:tcp' })).toBe('ns:shop verdict:DROPPED port:443 proto:tcp');
    expect(wholeText(shop, { ...openToken(shop, 1), text: 'verdict:error' })).toBe('ns:shop verdict:error port:443');
  });

  it('leaves the filter when it is emptied', () => {
    const taken = takeDraft(shop, { ...openToken(shop, 1), text: '' });
    expect(taken.ok && printFilter(taken.filter)).toBe('ns:shop port:443');
  });

  it('tells its problem in places of the whole text', () => {
    const taken = takeDraft(shop, { ...openToken(shop, 1), text: 'verdct:dropped' });
    expect(taken).toMatchObject({ ok: false, error: { position: 8, fix: 'ns:shop verdict:dropped port:443' } });
  });

  it('may be a whole pasted filter', () => {
    const taken = takeDraft(filterOf('ns:shop'), { ...noDraft(filterOf('ns:shop')), text: '-proto:udp from.pod:cart' });
    expect(taken.ok && taken.filter.tokens).toHaveLength(3);
  });

  it('ends at a blank, but not inside quotes', () => {
    expect(blankEndsToken('ns:shop')).toBe(true);
    expect(blankEndsToken('"two words')).toBe(false);
    expect(blankEndsToken('"two words"')).toBe(true);
    expect(blankEndsToken('')).toBe(false);
  });

  it('is shown as minus, key and values', () => {
    expect(partsOf('-from.ns:shop,web')).toEqual({ minus: true, head: 'from.ns:', values: 'shop,web' });
    expect(partsOf('cart')).toEqual({ minus: false, head: '', values: 'cart' });
    expect(partsOf('"a:b"')).toEqual({ minus: false, head: '', values: '"a:b"' });
  });
});
