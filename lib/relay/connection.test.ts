import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs, type ConnectionEvent, transition } from './connection';
import { RelayError } from './error';
import type { ConnectionState, RelayErrorCode } from './relay';

const target = { cluster: 'default', address: 'relay:4245', tls: null };
type State = ConnectionState['state'];

const states: Record<State, ConnectionState> = {
  idle: { state: 'idle' },
  connecting: { state: 'connecting', attempt: 2, sinceMs: 1 },
  live: { state: 'live', sinceMs: 1 },
  retrying: { state: 'retrying', attempt: 2, sinceMs: 1, retryAtMs: 9, code: 'ended', message: 'Ended.' },
  refused: { state: 'refused', attempt: 2, sinceMs: 1, retryAtMs: 9, code: 'tls-expired', message: 'Expired.' },
};

function failing(code: RelayErrorCode, random = 0.5): ConnectionEvent {
  return { event: 'fail', nowMs: 1_000, error: RelayError.of(code, target), random };
}

const events = {
  open: { event: 'open', nowMs: 1_000 },
  answer: { event: 'answer', nowMs: 1_000 },
  fail: failing('unavailable'),
  refuse: failing('tls-expired'),
  retry: { event: 'retry', nowMs: 1_000 },
  close: { event: 'close', nowMs: 1_000 },
} as const satisfies Record<string, ConnectionEvent>;

const table: Record<State, Record<keyof typeof events, State>> = {
  idle: { open: 'connecting', answer: 'idle', fail: 'idle', refuse: 'idle', retry: 'idle', close: 'idle' },
  connecting: {
    open: 'connecting',
    answer: 'live',
    fail: 'retrying',
    refuse: 'refused',
    retry: 'connecting',
    close: 'idle',
  },
  live: { open: 'live', answer: 'live', fail: 'retrying', refuse: 'refused', retry: 'live', close: 'idle' },
  retrying: {
    open: 'retrying',
    answer: 'retrying',
    fail: 'retrying',
    refuse: 'retrying',
    retry: 'connecting',
    close: 'idle',
  },
  refused: {
    open: 'refused',
    answer: 'refused',
    fail: 'refused',
    refuse: 'refused',
    retry: 'connecting',
    close: 'idle',
  },
};

describe('the connection', () => {
  const rows = Object.entries(table).flatMap(([from, row]) =>
    Object.entries(row).map(([event, to]) => [from as State, event as keyof typeof events, to] as const),
  );

  test.each(rows)('%s, on %s, is %s', (from, event, to) => {
    const after = transition(states[from], events[event]);
    expect(after.state).toBe(to);
    // An event that means nothing changes nothing, not even a date.
    if (to === from) expect(after).toBe(states[from]);
    else if (after.state !== 'idle') expect(after.sinceMs).toBe(1_000);
  });

  test('counts attempts until it is live', () => {
    let state = transition(states.idle, events.open);
    for (const attempt of [1, 2, 3]) {
      expect(state).toMatchObject({ state: 'connecting', attempt });
      state = transition(transition(state, events.fail), events.retry);
    }
    state = transition(transition(state, events.answer), events.fail);
    expect(state).toMatchObject({ state: 'retrying', attempt: 1 });
  });

  test('says why it waits and until when', () => {
    expect(transition(states.connecting, failing('no-nodes'))).toEqual({
      state: 'retrying',
      attempt: 2,
      sinceMs: 1_000,
      retryAtMs: 3_000,
      code: 'no-nodes',
      message: expect.stringContaining('relay:4245'),
    });
    expect(transition(states.live, failing('unauthenticated'))).toMatchObject({ state: 'refused', retryAtMs: 31_000 });
  });

  test('waits about 1, 2, 4 and then 7 seconds, and never less than 1 or more than 7', () => {
    expect([1, 2, 3, 4, 5, 1_000].map((attempt) => backoffMs(attempt, 0.5))).toEqual([
      1000, 2000, 4000, 7000, 7000, 7000,
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        expect(backoffMs(attempt, random)).toBeGreaterThanOrEqual(1_000);
        expect(backoffMs(attempt, random)).toBeLessThanOrEqual(7_000);
      }),
    );
    expect(backoffMs(3, 0)).toBeLessThan(backoffMs(3, 1));
  });
});
