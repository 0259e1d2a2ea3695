// Keeps one stream of flows open: connects, reads, waits and resumes until it is told to stop.
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
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

/** Told of everything in the order it happens; what it is told of has happened by then. Must not throw. */
export interface FollowListener {
  state(state: ConnectionState): void;
  event(event: RelayEvent): void;
}

export interface Following {
  /** Resolves when the signal aborts, and only then: every failure becomes a state and a new attempt. */
  readonly ended: Promise<void>;
  /** Cuts the waiting time short, as changed certificate files do; does nothing while not waiting. */
  retryNow(): void;
}

/**
 * Follows the flows of a Relay. After a break it resumes two seconds before the last flow seen, so repeats are
 * certain: whoever counts must know them by uuid. Relay waits while the listener is at work (see `watch`).
 */
export function follow(
  client: RelayClient,
  options: FollowOptions,
  listener: FollowListener,
  signal: AbortSignal,
): Following {
  const bell = createBell();
  const deps: Deps = { client, options, listener, clock: options.clock ?? systemClock, signal, bell };
  return { ended: run(deps), retryNow: () => bell.ring() };
}

interface Deps {
  readonly client: RelayClient;
  readonly options: FollowOptions;
  readonly listener: FollowListener;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly bell: Bell;
}

async function run(deps: Deps): Promise<void> {
  const { clock, signal } = deps;
  const random = deps.options.random ?? Math.random;
  const machine = createMachine(deps);
  const seen: Seen = { lastMs: undefined, nowMs: 0, nodes: 'unknown', missing: [] };
  machine.on({ event: 'open', nowMs: clock.now() });
  while (!signal.aborted) {
    const stamp = certificateStamp(deps.client.target.tls);
    const error = await session(deps, machine, seen);
    if (signal.aborted) return;
    machine.on({ event: 'fail', nowMs: clock.now(), error, random: random() });
    await rest(deps, machine, stamp);
    if (!signal.aborted) machine.on({ event: 'retry', nowMs: clock.now() });
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
  /** Takes an event and tells the listener of the state it leads to. */
  on(event: ConnectionEvent): void;
  isLive(): boolean;
  waitMs(): number;
}

function createMachine({ clock, listener }: Deps): Machine {
  let state: ConnectionState = { state: 'idle' };
  return {
    on: (event) => {
      state = transition(state, event);
      listener.state(state);
    },
    isLive: () => state.state === 'live',
    waitMs: () => ('retryAtMs' in state ? Math.max(0, state.retryAtMs - clock.now()) : 0),
  };
}

/** What the streams so far told. */
interface Seen {
  /** Time of the newest flow, never later than our own clock. */
  lastMs: EpochMs | undefined;
  /** Our clock when it was last read. */
  nowMs: EpochMs;
  nodes: 'unknown' | 'none' | 'some';
  missing: readonly string[];
}

const quietBeforeAnswerMs = 1_000;
const quietWhileLiveMs = 20_000;

/** One stream from open to end; resolves to why it ended, and never rejects. */
async function session(deps: Deps, machine: Machine, seen: Seen): Promise<RelayError> {
  const { client, clock, listener } = deps;
  const stop = linkedTo(deps.signal);
  const heard = { count: 0 };
  seen.nodes = 'unknown';
  const take = (event: RelayEvent): void => {
    heard.count += 1;
    note(seen, event, clock);
    if (!machine.isLive() && hasAnswered(seen)) machine.on({ event: 'answer', nowMs: clock.now() });
    listener.event(event);
  };
  const ended = client.watch(requestOf(deps.options, seen), stop.signal, take).then(
    () => endingOf(client, seen),
    (cause: unknown) => RelayError.from(cause, { target: client.target, during: 'observe' }),
  );
  const dead = unanswered({ client, clock, machine, heard, ended, signal: stop.signal });
  try {
    return await Promise.race([ended, dead]);
  } finally {
    stop.end();
  }
}

interface Watched {
  readonly client: RelayClient;
  readonly clock: Clock;
  readonly machine: Machine;
  readonly heard: { readonly count: number };
  readonly ended: Promise<RelayError>;
  readonly signal: AbortSignal;
}

/** A quiet time in steps: a look at each is cheaper than a timer that every flow winds anew. */
const looksPerQuiet = 4;

/** Asks after Relay whenever its stream was quiet for a while; resolves when there is no answer, or with `ended`. */
async function unanswered({ client, clock, machine, heard, ended, signal }: Watched): Promise<RelayError> {
  let quietLooks = 0;
  while (!signal.aborted) {
    const { count } = heard;
    const result = await within(
      ended,
      (machine.isLive() ? quietWhileLiveMs : quietBeforeAnswerMs) / looksPerQuiet,
      clock,
    );
    if (result !== quiet) return result;
    quietLooks = heard.count > count ? 0 : quietLooks + 1;
    if (quietLooks < looksPerQuiet) continue;
    quietLooks = 0;
    const checked = await Promise.race([ended, checkOf(client, machine.isLive(), signal)]);
    if (heard.count > count) continue;
    if (checked !== quiet) return checked;
    if (!machine.isLive()) machine.on({ event: 'answer', nowMs: clock.now() });
  }
  return ended;
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

/** A clock ahead of ours must not move the place to resume at into the future. Ours is read as seldom as that allows. */
function note(seen: Seen, event: RelayEvent, clock: Clock): void {
  if (event.kind === 'nodes') noteNodes(seen, event);
  else seen.nodes = 'some';
  if (event.kind !== 'flow') return;
  const { timeMs = 0 } = event.facts;
  if (timeMs > seen.nowMs) seen.nowMs = clock.now();
  const atMs = Math.min(timeMs, seen.nowMs);
  if (atMs > (seen.lastMs ?? 0)) seen.lastMs = atMs;
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
