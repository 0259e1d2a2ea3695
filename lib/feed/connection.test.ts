import { describe, expect, it } from 'vitest';
import { backoffMs, type ConnectionEvent, type FeedConnection, nextConnection } from './connection';

type State = FeedConnection['state'];
type Kind = ConnectionEvent['kind'];

const problem = { type: 'about:blank', title: 'no', status: 400, detail: 'The filter cannot be read.' };
const chance = { nowMs: 1_000, random: 0 };

const states: Record<State, FeedConnection> = {
  idle: { state: 'idle' },
  connecting: { state: 'connecting', attempt: 2 },
  live: { state: 'live', sinceMs: 5 },
  retrying: { state: 'retrying', attempt: 2, retryAtMs: 9, message: 'gone' },
  refused: { state: 'refused', problem },
  offline: { state: 'offline' },
  resting: { state: 'resting' },
};

const events: Record<Kind, ConnectionEvent> = {
  open: { kind: 'open' },
  opened: { kind: 'opened' },
  lost: { kind: 'lost', message: 'gone' },
  refused: { kind: 'refused', problem },
  due: { kind: 'due' },
  offline: { kind: 'offline' },
  online: { kind: 'online' },
  rest: { kind: 'rest' },
  wake: { kind: 'wake' },
  close: { kind: 'close' },
};

const pageMoves = { offline: 'offline', rest: 'resting' } as const;

const table: Record<State, Record<Kind, State>> = {
  idle: row('idle', { open: 'connecting' }),
  connecting: row('connecting', { opened: 'live', lost: 'retrying', refused: 'refused', ...pageMoves }),
  live: row('live', { open: 'connecting', lost: 'retrying', refused: 'refused', ...pageMoves }),
  retrying: row('retrying', { open: 'connecting', due: 'connecting', ...pageMoves }),
  refused: row('refused', { open: 'connecting' }),
  offline: row('offline', { open: 'connecting', online: 'connecting', rest: 'resting' }),
  resting: row('resting', { open: 'connecting', wake: 'connecting' }),
};

function row(stay: State, moves: Partial<Record<Kind, State>>): Record<Kind, State> {
  const still: Record<Kind, State> = {
    open: stay,
    opened: stay,
    lost: stay,
    refused: stay,
    due: stay,
    offline: stay,
    online: stay,
    rest: stay,
    wake: stay,
    close: 'idle',
  };
  return { ...still, ...moves };
}

describe('the connection to our own server', () => {
  for (const [from, moves] of Object.entries(table) as [State, Record<Kind, State>][]) {
    for (const [kind, to] of Object.entries(moves) as [Kind, State][]) {
      it(`is ${to} after "${kind}" while ${from}`, () => {
        expect(nextConnection(states[from], events[kind], chance).state).toBe(to);
      });
    }
  }

  it('counts attempts on from one retry to the next and starts again after having been live', () => {
    const again = nextConnection(states.retrying, events.due, chance);
    expect(again).toEqual({ state: 'connecting', attempt: 3 });
    expect(nextConnection(states.live, events.lost, chance)).toMatchObject({ attempt: 1, message: 'gone' });
  });

  it('keeps the very same state where an event means nothing', () => {
    expect(nextConnection(states.live, events.opened, chance)).toBe(states.live);
  });

  it('waits half a second at least and eight at most', () => {
    expect(backoffMs(1, 0)).toBe(500);
    expect(backoffMs(4, 1)).toBe(8_000);
    expect(backoffMs(50, 1)).toBe(8_000);
  });
});
