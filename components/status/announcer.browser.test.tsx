import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { RecoveryAnnouncer } from './announcer';
import type { Notice } from './notice';

afterEach(cleanup);

const notice = (id: string): Notice => ({ id, icon: 'alert', title: `${id}.`, text: '', actions: [] });

it.each(['offline', 'server-lost', 'relay-retrying', 'relay-refused-west', 'no-nodes'])(
  'tells that %s is over',
  (id) => {
    const { rerender } = render(<RecoveryAnnouncer notices={[notice(id), notice('lost')]} />);
    expect(screen.getByRole('status').textContent).toBe('');
    rerender(<RecoveryAnnouncer notices={[notice('lost')]} />);
    expect(screen.getByRole('status').textContent).toBe('Connected again. Flows go on.');
    rerender(<RecoveryAnnouncer notices={[notice(id)]} />);
    expect(screen.getByRole('status').textContent).toBe('');
  },
);

it('says nothing of a page that was never broken, or of another notice that passed', () => {
  const { rerender } = render(<RecoveryAnnouncer notices={[notice('lost'), notice('nodes')]} />);
  rerender(<RecoveryAnnouncer notices={[]} />);
  expect(screen.getByRole('status').textContent).toBe('');
});
