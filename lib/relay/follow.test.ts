import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import type { FlowFacts } from '@/lib/flow/flow';
import { type GetFlowsRequest, GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';
import { createRelayClient, type RelayClient } from './client';
import { RelayError } from './error';
import { type Clock, type Following, type FollowListener, follow } from './follow';
import type { ConnectionState, RelayErrorCode, RelayEvent, RelayTarget } from './relay';
import type { ObserveRequest } from './request';
import { type FlowsCall, startServer } from './test-server';

const target = { cluster: 'default', address: 'relay:4245', tls: null };

/** What one stream of the played Relay does, in order. */
type Act = readonly RelayEvent[] | 'end' | 'hang' | RelayErrorCode;

/** A client whose streams follow a script; the last act repeats on every later stream. */
class PlayedRelay implements RelayClient {
  target: RelayTarget = target;
  readonly requests: ObserveRequest[] = [];
  readonly #streams: readonly (readonly Act[])[];
  statusFails: RelayErrorCode | undefined;
  statusCalls = 0;
  open = 0;

  constructor(...streams: readonly (readonly Act[])[]) {
    this.#streams = streams;
  }

  async *observe(): AsyncGenerator<readonly RelayEvent[], void> {}

  async watch(request: ObserveRequest, signal: AbortSignal, take: (event: RelayEvent) => void): Promise<void> {
    const script = this.#streams[Math.min(this.requests.length, this.#streams.length - 1)] ?? [];
    this.requests.push(request);
    this.open++;
    try {
      for (const act of script) {
        await Promise.resolve();
        if (act === 'end' || signal.aborted) return;
        if (act === 'hang') await new Promise((resolve) => signal.addEventListener('abort', resolve));
        else if (typeof act === 'string') throw RelayError.of(act, target);
        else for (const event of act) take(event);
      }
    } finally {
      this.open--;
    }
  }

  async status(): ReturnType<RelayClient['status']> {
    this.statusCalls++;
    if (this.statusFails) throw RelayError.of(this.statusFails, target);
    return Promise.resolve({} as Awaited<ReturnType<RelayClient['status']>>);
  }

  nodes = (): ReturnType<RelayClient['nodes']> => Promise.resolve([]);
  namespaces = (): ReturnType<RelayClient['namespaces']> => Promise.resolve([]);
  version = (): string => '';
  close = (): void => {};
}

/** Time stands still until everything waits; then it jumps to the next alarm. */
class PlayedClock implements Clock {
  nowMs = 1_000_000;
  readonly waited: number[] = [];

  now = (): number => this.nowMs;

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    // Long enough for every promise of a played stream to settle first.
    await new Promise((resolve) => setTimeout(resolve, 5));
    signal.throwIfAborted();
    this.waited.push(ms);
    this.nowMs += ms;
  }
}

function flow(timeMs: number): RelayEvent {
  const facts = { timeMs } as FlowFacts;
  return { kind: 'flow', facts, bytes: new Uint8Array(), node: '' };
}

function nodes(state: 'connected' | 'unavailable', ...names: readonly string[]): RelayEvent {
  return { kind: 'nodes', state, stateText: '', names, message: '' };
}

type Update = ConnectionState | 'event';

/** Follows until `enough` has been told, then stops. */
async function told(
  relay: PlayedRelay,
  enough: (updates: readonly Update[]) => boolean,
  clock: Clock = new PlayedClock(),
): Promise<readonly Update[]> {
  const abort = new AbortController();
  const updates: Update[] = [];
  const take = (update: Update): void => {
    if (abort.signal.aborted) return;
    updates.push(update);
    if (enough(updates)) abort.abort();
  };
  const listener = { state: take, event: () => take('event') };
  await follow(relay, { backlog: 100, clock, random: () => 0.5 }, listener, abort.signal).ended;
  return updates;
}

const short = (updates: readonly Update[]): readonly string[] =>
  updates.map((update) => {
    if (update === 'event') return update;
    return 'code' in update ? `${update.state} ${update.code}` : update.state;
  });

const atLeast = (count: number) => (updates: readonly Update[]) => updates.length >= count;

describe('following a Relay', () => {
  test('connects, is live with the first message, and tells every event', async () => {
    const relay = new PlayedRelay([[nodes('connected', 'a')], [flow(1), flow(2)], 'hang']);
    expect(short(await told(relay, atLeast(5)))).toEqual(['connecting', 'live', 'event', 'event', 'event']);
    expect(relay.requests).toMatchObject([{ follow: true, number: 100 }]);
  });

  test('takes the end of a follow for a pause and resumes two seconds before the last flow', async () => {
    const relay = new PlayedRelay([[flow(500_000), flow(499_000)], 'end'], ['hang']);
    const updates = await told(relay, atLeast(6));
    expect(short(updates)).toEqual(['connecting', 'live', 'event', 'event', 'retrying ended', 'connecting']);
    expect(relay.requests).toHaveLength(1);
    expect(short(await told(relay, atLeast(2)))).toEqual(['connecting', 'live']);

    const resumed = new PlayedRelay([[flow(500_000), flow(499_000)], 'end'], [[flow(500_001)], 'hang']);
    await told(resumed, atLeast(8));
    expect(resumed.requests[1]).toMatchObject({ follow: true, sinceMs: 498_000 });
    expect(resumed.requests[1]?.number).toBeUndefined();
  });

  test('does not resume in the future after a flow from a clock ahead of ours', async () => {
    const clock = new PlayedClock();
    const relay = new PlayedRelay([[flow(9e12)], 'end'], ['hang']);
    await told(relay, atLeast(6), clock);
    expect(relay.requests[1]?.sinceMs).toBeLessThanOrEqual(clock.nowMs - 2_000);
  });

  test('backs off further with every failed attempt, and starts over once it was live', async () => {
    const clock = new PlayedClock();
    const relay = new PlayedRelay(
      ['unavailable'],
      ['refused'],
      ['timeout'],
      ['unavailable'],
      [[flow(1)], 'unavailable'],
    );
    await told(relay, atLeast(13), clock);
    expect(clock.waited.filter((ms) => ms >= 1_000)).toEqual([1_000, 2_000, 4_000, 7_000, 1_000]);
  });

  test('is refused, with the reason, by what will not mend by waiting; and tries again half a minute later', async () => {
    const clock = new PlayedClock();
    const relay = new PlayedRelay(['tls-unknown-authority'], [[flow(1)], 'hang']);
    const updates = await told(relay, atLeast(5), clock);
    expect(short(updates)).toEqual(['connecting', 'refused tls-unknown-authority', 'connecting', 'live', 'event']);
    expect(clock.waited).toContain(30_000);
  });

  test('is not live with a Relay that has no nodes: it says so, names them, and backs off', async () => {
    const relay = new PlayedRelay([[nodes('unavailable', 'a', 'b')], 'end']);
    const updates = await told(relay, atLeast(6));
    expect(short(updates)).toEqual([
      'connecting',
      'event',
      'retrying no-nodes',
      'connecting',
      'event',
      'retrying no-nodes',
    ]);
    expect(updates[2]).toMatchObject({ message: expect.stringContaining('a, b') });
  });

  test('is live on a quiet stream once ServerStatus answers', async () => {
    const relay = new PlayedRelay(['hang']);
    expect(short(await told(relay, atLeast(2)))).toEqual(['connecting', 'live']);
    expect(relay.statusCalls).toBe(1);
  });

  test('gives up an attempt when nothing answers at all', async () => {
    const relay = new PlayedRelay(['hang']);
    relay.statusFails = 'timeout';
    expect(short(await told(relay, atLeast(2)))).toEqual(['connecting', 'retrying timeout']);
    expect(relay.open).toBe(0);
  });

  test('notices a Relay that fell silent without closing the connection', async () => {
    const relay = new PlayedRelay([[flow(1)], 'hang']);
    const silent = await told(relay, (updates) => {
      if (updates.length === 3) relay.statusFails = 'timeout';
      return updates.length >= 4;
    });
    expect(short(silent)).toEqual(['connecting', 'live', 'event', 'retrying silent']);
  });

  test('retryNow cuts the waiting short', async () => {
    const abort = new AbortController();
    const waiting: Clock = { now: () => 0, wait: (ms, signal) => untilAborted(ms, signal) };
    const relay = new PlayedRelay(['tls-expired'], [[flow(1)], 'hang']);
    const updates: Update[] = [];
    const take = (update: Update): void => {
      updates.push(update);
      if (updates.length === 2) setTimeout(() => following.retryNow(), 5);
      if (updates.length === 5) abort.abort();
    };
    const listener = { state: take, event: () => take('event') };
    const following: Following = follow(relay, { backlog: 1, clock: waiting }, listener, abort.signal);
    await following.ended;
    expect(short(updates)).toEqual(['connecting', 'refused tls-expired', 'connecting', 'live', 'event']);
  });

  test('does not wait any longer once a certificate file has changed', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'eyepiece-follow-'));
    const caFile = path.join(folder, 'ca.crt');
    writeFileSync(caFile, 'old');
    const relay = new PlayedRelay(['tls-unknown-authority'], [[flow(1)], 'hang']);
    relay.target = { ...target, tls: { caFiles: [caFile], allowInsecure: false } };
    const clock = new PlayedClock();
    const updates = await told(
      relay,
      ({ length }) => {
        if (length === 2) setTimeout(() => writeFileSync(caFile, 'new one'), 12);
        return length >= 5;
      },
      clock,
    );
    rmSync(folder, { recursive: true });
    expect(short(updates)).toEqual(['connecting', 'refused tls-unknown-authority', 'connecting', 'live', 'event']);
    expect(clock.nowMs).toBeLessThan(1_000_000 + 30_000);
  });

  test('closes its stream when the signal aborts', async () => {
    const relay = new PlayedRelay([[flow(1)], 'hang']);
    await told(relay, atLeast(3));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(relay.open).toBe(0);
    expect(relay.requests).toHaveLength(1);
  });
});

test('over a real connection: a Relay that dies and comes back is resumed where it was', async () => {
  const asked: GetFlowsRequest[] = [];
  const message = create(GetFlowsResponseSchema, {
    responseTypes: { case: 'flow', value: { uuid: 'u', time: { seconds: 1_700_000_000n } } },
  });
  const flows = (call: FlowsCall): void => {
    asked.push(call.request);
    call.write(toBinary(GetFlowsResponseSchema, message));
  };
  let server = await startServer({ flows });
  const { address } = server;
  const client = createRelayClient({ cluster: 'default', address, tls: null });
  const abort = new AbortController();
  const states: string[] = [];
  const revive = async (): Promise<void> => {
    server = await startServer({ flows }, undefined, address);
    following.retryNow();
  };
  const listener: FollowListener = {
    state(state) {
      states.push('code' in state ? state.code : state.state);
      // It waits only once this state has been told.
      if (state.state === 'retrying') setTimeout(revive, 0);
    },
    event() {
      server.stop();
      if (asked.length === 2) abort.abort();
    },
  };
  const following = follow(client, { backlog: 5 }, listener, abort.signal);
  await following.ended;
  client.close();
  server.stop();
  expect(states).toEqual(['connecting', 'live', expect.stringMatching(/^(ended|unavailable)$/), 'connecting', 'live']);
  expect(asked).toMatchObject([{ number: 5n }, { number: 0n, since: { seconds: 1_699_999_998n } }]);
});

/** A clock that never rings by itself. */
function untilAborted(_: number, signal: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}
