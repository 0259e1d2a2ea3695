import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Flow } from '@/lib/flow/flow';
import { FlowTable } from './flow-table';

afterEach(cleanup);

const nothing = () => undefined;

const flow: Flow = {
  ...{ id: 'f', arrivedMs: 0, verdict: 'FORWARDED', direction: 'EGRESS' },
  ...{ sourceNames: [], destinationNames: [], nodeLabels: [], policyLog: [] },
  ...{ egressAllowedBy: [], ingressAllowedBy: [], egressDeniedBy: [], ingressDeniedBy: [] },
};

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

  it('reach it from a button, and not from a field', async () => {
    const onSelect = vi.fn();
    render(
      <>
        <button type="button">Compact</button>
        <input aria-label="Find" />
        <FlowTable
          newer={0}
          onNarrow={nothing}
          onResume={nothing}
          onSelect={onSelect}
          rows={[flow]}
          selectedId={null}
        />
      </>,
    );
    const user = userEvent.setup();
    await user.click(screen.getByLabelText('Find'));
    await user.keyboard('j');
    expect(onSelect).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Compact' }));
    await user.keyboard('j');
    expect(onSelect).toHaveBeenCalledWith('f');
    expect(document.activeElement).toBe(screen.getByRole('grid'));
  });
});
