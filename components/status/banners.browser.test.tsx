import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Banners } from './banners';
import type { Notice } from './notice';

afterEach(cleanup);

const notice = (id: string, part: Partial<Notice> = {}): Notice => ({
  id,
  icon: 'alert',
  title: `${id}.`,
  text: `About ${id}.`,
  actions: ['dismiss'],
  ...part,
});

function show(notices: readonly Notice[]) {
  const [onRetry, onReconnect, onReset, onSignIn] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
  const nodes = [
    {
      name: 'worker-9',
      state: 'unavailable',
      version: '',
      message: 'i/o timeout',
      sinceMs: null,
      lastFlowMs: null,
    } as const,
  ];
  render(
    <Banners
      nodes={nodes}
      notices={notices}
      onReconnect={onReconnect}
      onReset={onReset}
      onRetry={onRetry}
      onSignIn={onSignIn}
    />,
  );
  return { onRetry, onReconnect, onReset, onSignIn, user: userEvent.setup() };
}

describe('banners', () => {
  it('stacks two and keeps the rest behind a count', async () => {
    const { user } = show([notice('one'), notice('two'), notice('three')]);
    expect(screen.queryByText('three.')).toBeNull();
    await user.click(screen.getByRole('button', { name: '1 more' }));
    expect(screen.getByText('three.')).toBeTruthy();
  });

  it('hides one until it happens again', async () => {
    const { user } = show([notice('one'), notice('two'), notice('three')]);
    const [hide] = screen.getAllByRole('button', { name: 'Hide until it happens again' });
    if (hide) await user.click(hide);
    expect(screen.queryByText('one.')).toBeNull();
    expect(screen.getByText('three.')).toBeTruthy();
  });

  it('counts down in silence and retries on demand', async () => {
    const { user, onRetry } = show([notice('lost', { retryAtMs: Date.now() + 60_000, actions: ['retry'] })]);
    expect(screen.getByText(/^Reconnecting in/).getAttribute('aria-live')).toBe('off');
    await user.click(screen.getByRole('button', { name: 'Retry now' }));
    expect(onRetry).toHaveBeenCalledOnce();
  });

  it('has the server try the Relay it speaks of again', async () => {
    const { user, onReconnect, onRetry } = show([notice('refused', { cluster: 'west', actions: ['reconnect'] })]);
    await user.click(screen.getByRole('button', { name: 'Retry now' }));
    expect(onReconnect).toHaveBeenCalledExactlyOnceWith('west');
    expect(onRetry).not.toHaveBeenCalled();
  });

  it('leads to where one signs in', async () => {
    const { user, onSignIn } = show([notice('refused', { actions: ['sign-in', 'retry'] })]);
    await user.click(screen.getByRole('button', { name: 'Sign in again' }));
    expect(onSignIn).toHaveBeenCalledOnce();
  });

  it('is announced politely', () => {
    show([notice('one')]);
    expect(screen.getByText('one.').closest('[aria-live="polite"]')).toBeTruthy();
  });

  it('names the silent nodes with their cause', async () => {
    const { user } = show([notice('nodes', { actions: ['nodes'] })]);
    await user.click(screen.getByRole('button', { name: 'Which nodes' }));
    expect(await screen.findByText('worker-9')).toBeTruthy();
    expect(screen.getByText('i/o timeout')).toBeTruthy();
  });
});
