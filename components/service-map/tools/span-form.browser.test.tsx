import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SpanForm } from './span-form';

const noon = Date.UTC(2026, 10, 26, 12);
const shown = () => ({ fromMs: noon - 900_000, toMs: noon });

afterEach(cleanup);

function form(against: string | null = null) {
  const onChoose = vi.fn();
  render(<SpanForm against={against} onChoose={onChoose} span={shown} />);
  return { onChoose, user: userEvent.setup() };
}

describe('the span to compare with', () => {
  it('begins as the one just before what is shown', async () => {
    const { onChoose, user } = form();
    await user.click(screen.getByRole('button', { name: 'Compare' }));
    expect(onChoose).toHaveBeenCalledWith('2026-11-26T11:30:00Z/2026-11-26T11:45:00Z');
  });

  it('is any that the reader writes, and none that ends before it begins', async () => {
    const { onChoose, user } = form('2026-11-26T09:00:00Z/2026-11-26T09:30:00Z');
    expect(screen.getByLabelText('From')).toHaveProperty('value', expect.stringMatching(/^2026-11-26T09:00/));
    fireEvent.change(screen.getByLabelText('To'), { target: { value: '2026-11-26T08:00' } });
    expect(screen.getByText('The span has to end after it begins.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Compare' })).toHaveProperty('disabled', true);
    fireEvent.change(screen.getByLabelText('To'), { target: { value: '2026-11-26T09:10' } });
    await user.click(screen.getByRole('button', { name: 'Compare' }));
    expect(onChoose).toHaveBeenCalledWith('2026-11-26T09:00:00Z/2026-11-26T09:10:00Z');
  });

  it('is the one shown now where the reader goes on to another', async () => {
    const { onChoose, user } = form();
    await user.click(screen.getByRole('button', { name: 'Keep the span shown now' }));
    expect(onChoose).toHaveBeenCalledWith('2026-11-26T11:45:00Z/2026-11-26T12:00:00Z');
  });
});
