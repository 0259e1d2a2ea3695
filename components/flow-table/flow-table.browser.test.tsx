import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FlowTable } from './flow-table';

afterEach(cleanup);

const nothing = () => undefined;

describe('the keys of the table', () => {
  it('press the control that has the focus, and select nothing then', async () => {
    const [onSort, onSelect] = [vi.fn(), vi.fn()];
    render(
      <FlowTable
        newer={0}
        onNarrow={nothing}
        onResume={nothing}
        onSelect={onSelect}
        onSort={onSort}
        rows={[]}
        selectedId={null}
      />,
    );
    const user = userEvent.setup();
    screen.getByRole('button', { name: /^Node/ }).focus();
    await user.keyboard('{Enter}');
    await user.keyboard(' ');
    expect(onSort.mock.calls).toEqual([['node'], ['node']]);
    expect(onSelect).not.toHaveBeenCalled();
  });
});
