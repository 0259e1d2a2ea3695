// The state machine of a connection to Relay, drawn above ConnectionState in relay.ts. Pure: time and randomness
// come in with the events; follow.ts does what the states say.
import type { EpochMs } from '@/lib/flow/flow';
import type { RelayError } from './error';
import { isLasting } from './error';
import type { ConnectionState } from './relay';

/**
 * - `open`   someone wants flows
 * - `answer` Relay answered: the first message came, or the stream is quiet and ServerStatus works
 * - `fail`   the attempt or the stream failed or ended; `random` from 0 to 1 spreads the retries of many servers
 * - `retry`  the waiting time is over, or someone pressed "retry now"
 * - `close`  nobody wants flows any more
 */
export type ConnectionEvent =
  | { readonly event: 'open' | 'answer' | 'retry' | 'close'; readonly nowMs: EpochMs }
  | { readonly event: 'fail'; readonly nowMs: EpochMs; readonly error: RelayError; readonly random: number };

/** The state after an event. An event that means nothing in a state leaves it as it is: the same object. */
export function transition(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  if (event.event === 'close') return state.state === 'idle' ? state : { state: 'idle' };
  switch (state.state) {
    case 'idle':
      return event.event === 'open' ? { state: 'connecting', attempt: 1, sinceMs: event.nowMs } : state;
    case 'connecting':
      if (event.event === 'answer') return { state: 'live', sinceMs: event.nowMs };
      return event.event === 'fail' ? failed(state.attempt, event) : state;
    case 'live':
      return event.event === 'fail' ? failed(1, event) : state;
    case 'retrying':
    case 'refused':
      return event.event === 'retry'
        ? { state: 'connecting', attempt: state.attempt + 1, sinceMs: event.nowMs }
        : state;
  }
}

function failed(attempt: number, { nowMs, error, random }: ConnectionEvent & { event: 'fail' }): ConnectionState {
  const { code, message } = error;
  const lasts = isLasting[code];
  const waitMs = lasts ? refusedWaitMs(random) : backoffMs(attempt, random);
  return { state: lasts ? 'refused' : 'retrying', attempt, sinceMs: nowMs, retryAtMs: nowMs + waitMs, code, message };
}

const shortestWaitMs = 1_000;
const longestWaitMs = 7_000;

/** 1, 2, 4, 7, 7 … seconds, give or take a fifth, never outside 1 to 7 s. */
export function backoffMs(attempt: number, random: number): number {
  const planned = Math.min(longestWaitMs, shortestWaitMs * 2 ** Math.min(attempt - 1, 10));
  return Math.round(Math.min(longestWaitMs, Math.max(shortestWaitMs, planned * (0.8 + 0.4 * random))));
}

/** About half a minute: certificates and settings do get mended while we wait. */
function refusedWaitMs(random: number): number {
  return Math.round(30_000 * (0.9 + 0.2 * random));
}
