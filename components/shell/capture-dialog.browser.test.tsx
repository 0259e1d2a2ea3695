import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CaptureReport } from '@/lib/wire/frame';
import { CaptureDialog, type CaptureState } from './capture-dialog';

afterEach(cleanup);

const report: CaptureReport = {
  id: '7',
  cluster: 'capture:7',
  flows: 1_240,
  lostEvents: 1,
  nodeEvents: 0,
  otherEvents: 0,
  unknownKinds: 2,
  badLines: [{ line: 12, message: 'The line ends in the middle of a string.' }],
  badLineCount: 4,
  from: '2026-11-25T11:48:07Z',
  to: '2026-11-25T12:03:07Z',
};

function show(capture: CaptureState) {
  const [onView, onClose] = [vi.fn(), vi.fn()];
  render(<CaptureDialog capture={capture} onClose={onClose} onView={onView} />);
  return { onView, onClose, user: userEvent.setup() };
}

describe('opening a capture', () => {
  it('shows how much was sent', () => {
    show({ state: 'sending', name: 'flows.json', share: 0.42 });
    expect(screen.getByRole('progressbar', { name: 'Sending flows.json' }).getAttribute('aria-valuenow')).toBe('42');
  });

  it('reports what was in it and names bad lines by their number', async () => {
    const { onView, user } = show({ state: 'opened', name: 'flows.json', report });
    expect(screen.getByText('1,240 flows')).toBeTruthy();
    expect(screen.getByText('4 lines could not be read. Everything else is kept.')).toBeTruthy();
    expect(screen.getByText('line 12')).toBeTruthy();
    expect(screen.getByText('and 3 more')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'View this capture' }));
    expect(onView).toHaveBeenCalledWith(report);
  });

  it('says why a file was not opened', async () => {
    const { onClose, user } = show({
      state: 'failed',
      name: 'a.bin',
      title: 'The file holds no flows',
      detail: 'a.bin has no line of flows.',
    });
    expect(screen.getByRole('dialog', { name: 'The file holds no flows' })).toBeTruthy();
    await user.keyboard('{Escape}');
    expect(onClose).toHaveBeenCalled();
  });
});
