import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { parseTokens } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import type { Chips } from './chips';
import type { SavedFilter } from './library';
import { SavedFoot } from './saved-foot';

afterEach(cleanup);

const filterOf = (text: string) => {
  const parsed = parseTokens(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
};

function Foot({ start, onApply }: { start: readonly SavedFilter[]; onApply: (chips: Chips) => void }) {
  const [saved, onSaved] = useState(start);
  const chips = { on: filterOf('ns:shop'), off: filterOf('port:80') };
  return <SavedFoot chips={chips} library={{ saved, onSaved }} onApply={onApply} />;
}

it('a saved filter is a press away, with what was switched off, and says whether it is in force', async () => {
  const onApply = vi.fn();
  const start = [
    { name: 'Denied', q: 'verdict:denied', off: 'ns:shop' },
    { name: 'Shop', q: 'ns:shop', off: 'port:80' },
  ];
  render(<Foot onApply={onApply} start={start} />);
  expect(screen.getByRole('button', { name: 'Shop', pressed: true })).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Denied', pressed: false }));
  const [[{ on, off }]] = onApply.mock.calls as [[Chips]];
  expect([printFilter(on), printFilter(off)]).toEqual(['verdict:denied', 'ns:shop']);
});

it('the filter in force is saved by keyboard alone', async () => {
  render(<Foot onApply={() => {}} start={[]} />);
  await userEvent.tab();
  await userEvent.keyboard('{Enter}');
  const field = await screen.findByRole('textbox', { name: 'Name for this filter' });
  expect(document.activeElement).toBe(field);
  await userEvent.keyboard('Shop, but port 80{Enter}');
  expect(screen.getByRole('button', { name: 'Shop, but port 80', pressed: true })).toBeTruthy();
  expect(screen.queryByRole('textbox')).toBeNull();
});
