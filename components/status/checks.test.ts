import { expect, it } from 'vitest';
import { everything } from '@/lib/filter/filter';
import { checksOf } from './checks';

const gap = {
  id: 'c/1',
  cluster: 'c',
  kind: 'lost-events' as const,
  from: '2026-04-01T08:00:00Z',
  to: '2026-04-01T08:00:00Z',
  nodes: ['worker-1'],
  count: '1',
  message: '1 event lost while reading from worker-1: its ring of flows was full.',
  quiet: true,
};
const facts = { status: null, filter: everything, hidden: 0, hiddenDenials: 0 };

it('an empty view tells what is known to be missing, a footnote as one', () => {
  const told = (gaps: readonly (typeof gap)[]) => checksOf({ ...facts, gaps }).map(({ ok, text }) => [ok, text]);
  expect(told([gap])).toContainEqual([true, gap.message]);
  expect(told([{ ...gap, quiet: false }])).toContainEqual([false, gap.message]);
  expect(told([])).not.toContainEqual([true, gap.message]);
});
