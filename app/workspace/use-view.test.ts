import { describe, expect, it } from 'vitest';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import { besides, narrowed } from './use-view';

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

  it('asks for traffic between two ends where both are named', () => {
    const between = 'ns:shop workload:cart workload:payments port:443';
    expect(narrow('ns:shop', between)).toBe(between);
    expect(narrow('ns:shop', 'ns:shop workload:cart ns:bank workload:safe')).toBe(
      'ns:shop workload:cart ns:bank workload:safe',
    );
  });

  it('leaves it out with a minus, and no longer asks for it', () => {
    expect(narrow('verdict:DROPPED', '-verdict:DROPPED')).toBe('-verdict:DROPPED');
  });

  it('changes nothing for a text that is no filter', () => {
    expect(narrow('ns:shop', 'verdct:x')).toBe('ns:shop');
  });
});

describe('what is asked for beside the view', () => {
  it('is part of it, and widens no token', () => {
    const parsed = parseFilter('ns:shop');
    if (!parsed.ok) throw new Error(parsed.error.message);
    expect(printFilter(besides(parsed.filter, 'ns:kube-system workload:coredns'))).toBe(
      'ns:shop ns:kube-system workload:coredns',
    );
    expect(printFilter(besides(parsed.filter, 'ns:shop workload:cart'))).toBe('ns:shop workload:cart');
    expect(printFilter(besides(parsed.filter, 'verdct:x'))).toBe('ns:shop');
  });
});
