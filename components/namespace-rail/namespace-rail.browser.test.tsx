import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { NamespaceRow } from '@/lib/wire/frame';
import { NamespaceRail } from './namespace-rail';

afterEach(cleanup);

const row = (namespace: string, flowsPerSecond: number, denialsPerSecond = 0): NamespaceRow => ({
  cluster: 'prod',
  namespace,
  flowsPerSecond,
  denialsPerSecond,
  denials: 0,
});
const rows = [row('', 1200, 1.1), row('argocd', 18.2), row('shop', 1184, 1.1), row('vault', 6.4)];

function show(chosen: readonly string[] = []) {
  const onChoose = vi.fn();
  render(<NamespaceRail chosen={chosen} onChoose={onChoose} rows={rows} />);
  return { onChoose, user: userEvent.setup() };
}

const rowOf = (name: RegExp) => screen.getByRole('button', { name });

describe('the namespace rail', () => {
  it('says rates with their units to screen readers and marks what is chosen', () => {
    show(['shop']);
    expect(rowOf(/^shop, 1.1\/s dropped, 1,184\/s flows$/).getAttribute('aria-pressed')).toBe('true');
    expect(rowOf(/^All namespaces, 1.1\/s dropped/).getAttribute('aria-pressed')).toBe('false');
  });

  it('shows no drops where there are none', () => {
    show();
    expect(rowOf(/^argocd/).textContent).toBe('argocd18.2');
  });

  it('chooses one by a press and several with Ctrl or with the box', async () => {
    const { onChoose, user } = show(['vault']);
    await user.click(rowOf(/^shop/));
    expect(onChoose).toHaveBeenLastCalledWith(['shop']);
    await user.keyboard('{Control>}');
    await user.click(rowOf(/^shop/));
    await user.keyboard('{/Control}');
    expect(onChoose).toHaveBeenLastCalledWith(['vault', 'shop']);
    await user.click(screen.getByRole('button', { name: 'Also argocd' }));
    expect(onChoose).toHaveBeenLastCalledWith(['vault', 'argocd']);
  });

  it('goes back to all', async () => {
    const { onChoose, user } = show(['shop']);
    await user.click(rowOf(/^All namespaces/));
    expect(onChoose).toHaveBeenLastCalledWith([]);
  });

  it('finds by name and chooses the first with Enter', async () => {
    const { onChoose, user } = show();
    await user.type(screen.getByLabelText('Find namespace'), 'va');
    expect(screen.queryByRole('button', { name: /^shop/ })).toBeNull();
    await user.keyboard('{Enter}');
    expect(onChoose).toHaveBeenLastCalledWith(['vault']);
  });

  it('is walked with the arrow keys, and the space bar adds', async () => {
    const { onChoose, user } = show(['vault']);
    screen.getByLabelText('Find namespace').focus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(document.activeElement).toBe(rowOf(/^argocd/));
    await user.keyboard(' ');
    expect(onChoose).toHaveBeenLastCalledWith(['vault', 'argocd']);
  });

  it('sorts by drops on demand', async () => {
    const { user } = show();
    await user.click(screen.getByRole('button', { name: 'By name' }));
    const order = screen
      .getAllByRole('listitem')
      .map((item) => item.querySelector('[data-row]')?.getAttribute('title'));
    expect(order).toEqual(['shop', 'argocd', 'vault']);
  });
});
