// Keeps one stream of flows open: connects, reads, waits and resumes until it is told to stop.
import type { RelayFilter } from '@/lib/filter/relay-filter';
import type { EpochMs } from '@/lib/flow/flow';
import { certificateStamp } from './certificates';
import type { RelayClient } from './client';
import { type ConnectionEvent, transition } from './connection';
import { RelayError } from './error';
import type { ConnectionState, RelayEvent } from './relay';
import type { ObserveRequest } from './request';

export interface FollowOptions {
  /** Newest flows asked for at the first connection, per node. */
  readonly backlog: number;
  readonly whitelist?: readonly RelayFilter[];
  readonly blacklist?: readonly RelayFilter[];
  readonly fieldMask?: readonly string[];
  readonly clock?: Clock;
  /** From 0 to 1. */
  readonly random?: () => number;
}

export interface Clock {
  now(): EpochMs;
  /** Rejects when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export type FollowUpdate =
  | { readonly kind: 'state'; readonly state: ConnectionState }
  | { readonly kind: 'events'; readonly events: readonly RelayEvent[] };

/** Ends when its signal aborts, and only then: every failure becomes a state and a new attempt. Iterate it once. */
export interface Following extends AsyncIterable<FollowUpdate> {
  /** Cuts the waiting time short, as changed certificate files do; does nothing while not waiting. */
  retryNow(): void;
}

/**
 * Follows the flows of a Relay. After a break it resumes two seconds before the last flow seen, so repeats are
 * certain: whoever counts must know them by uuid. A reader that does not pull holds Relay back (see `observe`).
 */
export function follow(client: RelayClient, options: FollowOptions, signal: AbortSignal): Following {
  const bell = createBell();
  const deps: Deps = { client, options, clock: options.clock ?? systemClock, signal, bell };
  return { [Symbol.asyncIterator]: () => run(deps), retryNow: () => bell.ring() };
}

interface Deps {
  readonly client: RelayClient;
  readonly options: FollowOptions;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly bell: Bell;
}

async function* run(deps: Deps): AsyncGenerator<FollowUpdate, void> {
  const { clock, signal } = deps;
  const random = deps.options.random ?? Math.random;
  const machine = createMachine(clock);
  const seen: Seen = { lastMs: undefined, nodes: 'unknown', missing: [] };
  yield machine.on({ event: 'open', nowMs: clock.now() });
  while (!signal.aborted) {
    const stamp = certificateStamp(deps.client.target.tls);
    const error = yield* session(deps, machine, seen);
    if (signal.aborted) return;
    yield machine.on({ event: 'fail', nowMs: clock.now(), error, random: random() });
    await rest(deps, machine, stamp);
    if (!signal.aborted) yield machine.on({ event: 'retry', nowMs: clock.now() });
  }
}

const lookEveryMs = 2_000;

/** Until the next attempt is due. A ring cuts it short, and so do certificate files that were changed meanwhile. */
async function rest({ client, clock, signal, bell }: Deps, machine: Machine, stamp: string): Promise<void> {
  const { tls } = client.target;
  while (!signal.aborted && machine.waitMs() > 0 && certificateStamp(tls) === stamp) {
    const ms = tls ? Math.min(lookEveryMs, machine.waitMs()) : machine.waitMs();
    if (await bell.within(ms, clock, signal)) return;
  }
}

interface Machine {
  /** Takes an event and gives the update that tells of it. */
  on(event: ConnectionEvent): FollowUpdate;
  isLive(): boolean;
  waitMs(): number;
}

function createMachine(clock: Clock): Machine {
  let state: ConnectionState = { state: 'idle' };
  return {
    on: (event) => {
      state = transition(state, event);
      return { kind: 'state', state };
    },
    isLive: () => state.state === 'live',
    waitMs: () => ('retryAtMs' in state ? Math.max(0, state.retryAtMs - clock.now()) : 0),
  };
}

/** What the streams so far told. */
interface Seen {
  /** Time of the newest flow, never later than our own clock. */
  lastMs: EpochMs | undefined;
  nodes: 'unknown' | 'none' | 'some';
  missing: readonly string[];
}

const quietBeforeAnswerMs = 1_000;
const quietWhileLiveMs = 20_000;

/** One stream from open to end; returns why it ended. */
async function* session(deps: Deps, machine: Machine, seen: Seen): AsyncGenerator<FollowUpdate, RelayError> {
  const { client, clock } = deps;
  const stop = linkedTo(deps.signal);
  const stream = client.observe(requestOf(deps.options, seen), stop.signal)[Symbol.asyncIterator]();
  seen.nodes = 'unknown';
  try {
    while (!stop.signal.aborted) {
      const next = stream.next();
      let result = await within(next, machine.isLive() ? quietWhileLiveMs : quietBeforeAnswerMs, clock);
      while (result === quiet) {
        const checked = await Promise.race([next, checkOf(client, machine.isLive(), stop.signal)]);
        if (checked instanceof RelayError) return checked;
        if (checked === quiet && !machine.isLive()) yield machine.on({ event: 'answer', nowMs: clock.now() });
        result = checked === quiet ? await within(next, quietWhileLiveMs, clock) : checked;
      }
      if (result.done) return endingOf(client, seen);
      note(seen, result.value, clock.now());
      if (!machine.isLive() && hasAnswered(seen)) yield machine.on({ event: 'answer', nowMs: clock.now() });
      yield { kind: 'events', events: result.value };
    }
    return endingOf(client, seen);
  } catch (cause) {
    return RelayError.from(cause, { target: client.target, during: 'observe' });
  } finally {
    stop.end();
    // Not awaited: it queues behind a `next` under way, which the signal has just ended.
    stream.return?.().catch(() => {});
  }
}

/** A quiet stream and a dead Relay look the same: ServerStatus tells them apart. Never rejects. */
async function checkOf(client: RelayClient, isLive: boolean, signal: AbortSignal): Promise<typeof quiet | RelayError> {
  try {
    await client.status(signal);
    return quiet;
  } catch (cause) {
    const error = RelayError.from(cause, { target: client.target, during: 'status' });
    return isLive && error.code === 'timeout' ? RelayError.of('silent', client.target, '', error) : error;
  }
}

/** How far before its last flow a stream that broke is taken up again. */
export const overlapMs = 2_000;

function requestOf({ backlog, whitelist, blacklist, fieldMask }: FollowOptions, { lastMs }: Seen): ObserveRequest {
  const start = lastMs === undefined ? { number: backlog } : { sinceMs: lastMs - overlapMs };
  return { follow: true, ...start, whitelist, blacklist, fieldMask };
}

/** A clock ahead of ours must not move the place to resume at into the future. */
function note(seen: Seen, events: readonly RelayEvent[], nowMs: EpochMs): void {
  for (const event of events) {
    if (event.kind === 'flow') {
      const atMs = Math.min(event.facts.timeMs ?? 0, nowMs);
      if (atMs > (seen.lastMs ?? 0)) seen.lastMs = atMs;
      seen.nodes = 'some';
    } else if (event.kind === 'nodes') noteNodes(seen, event);
    else seen.nodes = 'some';
  }
}

function noteNodes(seen: Seen, { state, names }: Extract<RelayEvent, { kind: 'nodes' }>): void {
  if (state !== 'unavailable') seen.nodes = 'some';
  else if (seen.nodes === 'unknown') seen.nodes = 'none';
  if (state === 'unavailable') seen.missing = names;
}

/** Relay telling that it has no nodes is about to end the stream: that is no connection yet. */
function hasAnswered({ nodes }: Seen): boolean {
  return nodes !== 'none';
}

/** With no node connected Relay ends even a follow at once, after naming the nodes it misses. */
function endingOf({ target }: RelayClient, { nodes, missing }: Seen): RelayError {
  if (nodes !== 'none') return RelayError.of('ended', target);
  return RelayError.of('no-nodes', target, missing.length === 0 ? '' : `missing: ${missing.join(', ')}`);
}

const quiet = Symbol('quiet');

/** The promise's value, or `quiet` after some time; the promise goes on either way. */
async function within<T>(promise: Promise<T>, ms: number, clock: Clock): Promise<T | typeof quiet> {
  const timer = new AbortController();
  try {
    return await Promise.race([promise, clock.wait(ms, timer.signal).then((): typeof quiet => quiet)]);
  } finally {
    timer.abort(enough);
  }
}

// Busy streams come by here a hundred times a second, and an error made for each would cost more than their flows.
const enough = 'no longer waited for';

/** A signal that aborts with its parent or at `end`, and leaves no listener behind. */
function linkedTo(parent: AbortSignal): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(parent.reason);
  if (parent.aborted) abort();
  parent.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    end: () => {
      parent.removeEventListener('abort', abort);
      controller.abort();
    },
  };
}

interface Bell {
  ring(): void;
  /** Resolves after the time, at a ring or when the signal aborts, whichever comes first; true when it rang. */
  within(ms: number, clock: Clock, signal: AbortSignal): Promise<boolean>;
}

function createBell(): Bell {
  let end = (): void => {};
  return {
    ring: () => end(),
    within: async (ms, clock, signal) => {
      const wait = linkedTo(signal);
      end = wait.end;
      await clock.wait(ms, wait.signal).catch(() => {});
      const rang = wait.signal.aborted && !signal.aborted;
      wait.end();
      return rang;
    },
  };
}

const systemClock: Clock = {
  now: Date.now,
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal.addEventListener('abort', stop, { once: true });
    }),
};
