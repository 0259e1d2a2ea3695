import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecent, readSaved, remember, renamed, saveAs, withoutSaved } from './library';

const shop = { name: 'Shop', q: 'ns:shop', off: 'proto:udp' };
const drops = { name: 'Drops', q: 'verdict:DROPPED', off: '' };

describe('saved filters', () => {
  it('are added, replaced by name, renamed and deleted', () => {
    const both = saveAs(saveAs([], shop), drops);
    expect(both).toEqual([shop, drops]);
    expect(saveAs(both, { ...shop, q: 'ns:pay' })).toEqual([{ ...shop, q: 'ns:pay' }, drops]);
    expect(renamed(both, 'Shop', 'Store')).toEqual([{ ...shop, name: 'Store' }, drops]);
    expect(renamed(both, 'Shop', 'Drops')).toEqual([{ ...shop, name: 'Drops' }]);
    expect(withoutSaved(both, 'Shop')).toEqual([drops]);
  });

  it('are read back as they were, and what is none is passed over', () => {
    const hostile = [null, 3, [], 'x', {}, { name: '', q: '' }, { name: 'x', q: 'verdct:y' }, { name: 'x', q: 1 }];
    expect(readSaved([...hostile, shop, { name: 'Drops', q: 'verdict:DROPPED' }, { ...shop, off: 4 }])).toEqual([
      shop,
      drops,
    ]);
    expect(readSaved([shop, { ...shop, q: 'ns:pay' }])).toHaveLength(1);
  });

  it('never fail for what is stored', () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), (stored) => {
        expect(readSaved(stored).every(({ name }) => name !== '')).toBe(true);
        expect(readRecent(stored).length).toBeLessThanOrEqual(10);
      }),
    );
  });
});

describe('recent filters', () => {
  it('are ten different ones, the last one first', () => {
    const texts = Array.from({ length: 14 }, (_, at) => `ns:n${at}`);
    const recent = texts.reduce(remember, []);
    expect(recent).toHaveLength(10);
    expect(recent[0]).toBe('ns:n13');
    expect(remember(recent, 'ns:n9').slice(0, 2)).toEqual(['ns:n9', 'ns:n13']);
    expect(remember(recent, '')).toBe(recent);
  });

  it('do not list the steps in which a filter was made', () => {
    expect(['ns:shop', 'ns:shop port:80', 'ns:shop port:80 proto:TCP', 'ns:shop'].reduce(remember, [])).toEqual([
      'ns:shop',
      'ns:shop port:80 proto:TCP',
    ]);
  });
});
