import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import { facets, without } from './facet';
import { Facets, type FacetValues } from './facets';

afterEach(cleanup);

const filterOf = (text: string): Filter => {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
};

const verdicts: FacetValues = {
  state: 'counted',
  more: false,
  values: [
    { value: 'forwarded', flows: 90 },
    { value: 'dropped', flows: 10 },
  ],
};

function drawn(text: string) {
  const onChange = vi.fn();
  const verdict = facets.filter(({ key }) => key === 'verdict');
  render(<Facets ask={(_, draw) => draw(verdicts)} facets={verdict} filter={filterOf(text)} onChange={onChange} />);
  return () => onChange.mock.calls.map(([filter]) => printFilter(filter));
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

test('a value is asked for beside others, alone, or left out, and each can be taken back', async () => {
  const changes = drawn('ns:shop verdict:FORWARDED');
  await press('dropped, 10 flows');
  await press('forwarded, 90 flows');
  await press('Only dropped');
  await press('Not dropped');
  expect(changes()).toEqual([
    'ns:shop verdict:FORWARDED,DROPPED',
    'ns:shop',
    'ns:shop verdict:DROPPED',
    'ns:shop verdict:FORWARDED -verdict:DROPPED',
  ]);
});

test('what is left out is said and comes back when it is pressed', async () => {
  const changes = drawn('-verdict:DROPPED');
  expect(screen.getByRole('button', { name: 'Not dropped', pressed: true })).toBeTruthy();
  await press('dropped, 10 flows, left out');
  expect(changes()).toEqual(['']);
});

test('values are found by their text, and a facet can be folded', async () => {
  drawn('');
  await userEvent.type(screen.getByRole('textbox', { name: 'Find a value' }), 'drop');
  expect(screen.queryByRole('button', { name: 'forwarded, 90 flows' })).toBeNull();
  await press('Verdict');
  expect(screen.queryByRole('button', { name: 'dropped, 10 flows' })).toBeNull();
});

test('what the filter says of a facet does not narrow its own values', () => {
  const [verdict] = facets;
  if (verdict) expect(printFilter(without(filterOf('verdict:dropped ns:shop'), verdict))).toBe('ns:shop');
});
