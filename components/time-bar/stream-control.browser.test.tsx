import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StreamControl } from './stream-control';
import type { StreamState } from './stream-state';

afterEach(cleanup);

const noon = Date.UTC(2026, 10, 25, 12, 3, 7);

function show(stream: StreamState) {
  const acts = { onPause: vi.fn(), onResume: vi.fn(), onGoLive: vi.fn() };
  const { container } = render(<StreamControl stream={stream} {...acts} />);
  return { ...acts, text: container.textContent, user: userEvent.setup() };
}

describe('the stream control', () => {
  it('has its own words for every state', () => {
    const states: StreamState[] = [
      { kind: 'connecting' },
      { kind: 'stopped' },
      { kind: 'live' },
      { kind: 'behind', seconds: 6 },
      { kind: 'paused', atMs: noon, newer: 3 },
      { kind: 'frozen', atMs: noon },
      { kind: 'capture' },
      { kind: 'fixed', fromMs: noon, toMs: noon },
      { kind: 'fixed', fromMs: noon, toMs: noon, of: 'capture' },
    ];
    expect(states.map((stream) => show(stream).text)).toEqual([
      'Connecting',
      'Not connected',
      'LivePause',
      'Live, 6 s behindPause',
      'ResumePaused 12:03:07',
      'Frozen 12:03:07',
      'Capture',
      'Go live',
      'Whole capture',
    ]);
  });

  it('pauses what is live and resumes what is paused', async () => {
    const live = show({ kind: 'live' });
    await live.user.click(screen.getByRole('button', { name: 'Pause' }));
    expect(live.onPause).toHaveBeenCalledOnce();
    cleanup();
    const paused = show({ kind: 'paused', atMs: noon, newer: 1 });
    await paused.user.click(screen.getByRole('button', { name: 'Resume' }));
    expect(paused.onResume).toHaveBeenCalledOnce();
  });
});
