// The state of the stream to our own server, as a pure machine. What Relay is doing is told in the frames' status.
import type { EpochMs } from '@/lib/flow/flow';
import type { Problem } from '@/lib/wire/problem';

/**
 *              open                opened
 *   ┌──────┐ ────────▶ ┌────────────┐ ────────▶ ┌──────┐
 *   │ idle │           │ connecting │           │ live │
 *   └──────┘           └────────────┘           └──────┘
 *      ▲                 │ ▲     │ refused          │
 *      │ close,     lost │ │ due └──────▶ ┌─────────┐│ lost
 *      │ from every      ▼ │   ┌───────── │ refused ││
 *      │ state      ┌──────────┐  open    └─────────┘│
 *      └─────────── │ retrying │ ◀───────────────────┘
 *                   └──────────┘
 *   offline takes the place of every state but idle, refused and resting, and ends in connecting.
 *   resting is a page that has been hidden for a while: rest leads there from all but idle and refused, and only
 *   wake (to connecting), open and close lead away.
 */
export type FeedConnection =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting'; readonly attempt: number }
  | { readonly state: 'live'; readonly sinceMs: EpochMs }
  | ({ readonly state: 'retrying'; readonly attempt: number; readonly retryAtMs: EpochMs } & Loss)
  | { readonly state: 'refused'; readonly problem: Problem }
  | { readonly state: 'offline' }
  | { readonly state: 'resting' };

export interface Loss {
  readonly message: string;
  /** What the server itself calls it, where it answered and was not able to; without a full stop. */
  readonly title?: string;
}

export type ConnectionEvent =
  | { readonly kind: 'open' }
  | { readonly kind: 'opened' }
  | ({ readonly kind: 'lost' } & Loss)
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** The countdown ran out, or the reader did not want to wait. */
  | { readonly kind: 'due' }
  | { readonly kind: 'offline' }
  | { readonly kind: 'online' }
  /** Nobody looks. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'wake' }
  | { readonly kind: 'close' };

export interface Chance {
  readonly nowMs: EpochMs;
  /** From 0 to 1. */
  readonly random: number;
}

/** The state after an event; events that mean nothing in a state leave it as it is. */
export function nextConnection(from: FeedConnection, event: ConnectionEvent, chance: Chance): FeedConnection {
  switch (event.kind) {
    case 'close':
      return { state: 'idle' };
    case 'open':
      return { state: 'connecting', attempt: 1 };
    case 'opened':
      return from.state === 'connecting' ? { state: 'live', sinceMs: chance.nowMs } : from;
    case 'lost':
      return retry(from, event, chance);
    case 'refused':
      return from.state === 'connecting' || from.state === 'live' ? { state: 'refused', problem: event.problem } : from;
    case 'due':
      return from.state === 'retrying' ? { state: 'connecting', attempt: from.attempt + 1 } : from;
    case 'offline':
      return isStill(from) ? from : { state: 'offline' };
    case 'online':
      return from.state === 'offline' ? { state: 'connecting', attempt: 1 } : from;
    case 'rest':
      return isStill(from) ? from : { state: 'resting' };
    case 'wake':
      return from.state === 'resting' ? { state: 'connecting', attempt: 1 } : from;
  }
}

/** States that end by someone's will alone. */
const isStill = ({ state }: FeedConnection) => state === 'idle' || state === 'refused' || state === 'resting';

function retry(from: FeedConnection, { message, title }: Loss, chance: Chance): FeedConnection {
  if (from.state !== 'connecting' && from.state !== 'live') return from;
  const attempt = from.state === 'connecting' ? from.attempt : 1;
  const loss = { message, ...(title !== undefined && { title }) };
  return { state: 'retrying', attempt, retryAtMs: chance.nowMs + backoffMs(attempt, chance.random), ...loss };
}

/** 1 to 8 s, doubled by attempt, the upper half left to chance so that readers do not return as one. */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(8_000, 1_000 * 2 ** (attempt - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
