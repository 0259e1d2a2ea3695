// Keeps one stream open: connects, counts down, reconnects where it broke off, stands still while there is no network.
import type { EpochMs } from '@/lib/flow/flow';
import type { Frame } from '@/lib/wire/frame';
import { type ConnectionEvent, type FeedConnection, nextConnection } from './connection';
import type { OpenStream, StreamEnd, StreamEvent } from './event-stream';

/** The world around the feed, so that a test can hold time, chance and the page in its hands. */
export interface FeedWorld {
  /** URL of the live route, without a query. */
  readonly endpoint: string;
  readonly openStream: OpenStream;
  readonly now: () => EpochMs;
  readonly random: () => number;
  /** Returns what cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly page: {
    readonly hidden: () => boolean;
    readonly online: () => boolean;
    /** Calls back whenever one of the two changed. */
    readonly subscribe: (listener: () => void) => () => void;
  };
}

export interface Session {
  readonly connection: () => FeedConnection;
  /** Opens `url` from its beginning, in place of what was open. */
  readonly open: (url: string) => void;
  /** Tries at once instead of waiting for the countdown; also after a refusal. */
  readonly retry: () => void;
  /** Looks at the network again. */
  readonly look: () => void;
  readonly close: () => void;
}

export interface SessionSink {
  readonly frame: (frame: Frame) => void;
  readonly moved: () => void;
}

export function createSession(world: FeedWorld, sink: SessionSink): Session {
  let connection: FeedConnection = { state: 'idle' };
  let url = '';
  let lastId: string | null = null;
  let closeStream = () => {};
  let cancelRetry = () => {};

  function move(event: ConnectionEvent) {
    const before = connection;
    connection = nextConnection(before, event, { nowMs: world.now(), random: world.random() });
    if (connection === before) return;
    cancelRetry();
    if (connection.state !== 'live') closeStream();
    if (connection.state === 'connecting') closeStream = world.openStream(url, lastId, { opened, event: take, ended });
    if (connection.state === 'retrying') cancelRetry = world.after(connection.retryAtMs - world.now(), retry);
    sink.moved();
  }

  const opened = () => move({ kind: 'opened' });

  function take(event: StreamEvent) {
    if (event.name !== 'frame') return;
    const frame: Frame = JSON.parse(event.data);
    lastId = event.id;
    sink.frame(frame);
  }

  function ended(end: StreamEnd) {
    move(end.kind === 'lost' ? { kind: 'lost', message: end.message } : { kind: 'refused', problem: end.problem });
  }

  function retry() {
    move({ kind: connection.state === 'retrying' ? 'due' : 'open' });
  }

  function look() {
    if (!world.page.online()) move({ kind: 'offline' });
    else if (connection.state === 'offline') move({ kind: 'online' });
  }

  return {
    connection: () => connection,
    open(next) {
      url = next;
      lastId = null;
      move({ kind: 'open' });
      look();
    },
    retry,
    look,
    close: () => move({ kind: 'close' }),
  };
}
