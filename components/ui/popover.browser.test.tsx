import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { Popover } from './popover';

afterEach(cleanup);

/** Opened by its button, or by whoever calls `open`. */
function Page() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <input aria-label="Field" />
      <button onKeyDown={({ key }) => key === '?' && setOpen(true)} type="button">
        Row
      </button>
      <Popover label="Keys" onOpenChange={setOpen} open={open} trigger={<button type="button">Help</button>}>
        <button type="button">Inside</button>
      </Popover>
    </>
  );
}

const dialog = () => screen.findByRole('dialog', { name: 'Keys' });
const isGone = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
const focused = () => document.activeElement;

describe('a popover', () => {
  it('gives the focus back to its button, or to what had it when a key opened it', async () => {
    render(<Page />);
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Help' }));
    await dialog();
    await user.keyboard('{Escape}');
    await isGone();
    await waitFor(() => expect(focused()).toBe(screen.getByRole('button', { name: 'Help' })));
    screen.getByRole('button', { name: 'Row' }).focus();
    await user.keyboard('?');
    await dialog();
    await user.keyboard('{Escape}');
    await isGone();
    await waitFor(() => expect(focused()).toBe(screen.getByRole('button', { name: 'Row' })));
  });

  it('leaves the focus where a press outside has put it', async () => {
    render(<Page />);
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Help' }));
    await dialog();
    await user.click(screen.getByLabelText('Field'));
    await isGone();
    await new Promise((resolve) => setTimeout(resolve));
    expect(focused()).toBe(screen.getByLabelText('Field'));
  });
});
