// Keeps one stream open: connects, counts down, reconnects where it broke off, stands still while there is no network
// and while nobody looks. A session of the page's own; pages that can share one use shared-session.
import type { Frame } from '@/lib/wire/frame';
import type { StreamReader } from '@/lib/wire/reader';
import { type ConnectionEvent, type FeedConnection, nextConnection } from './connection';
import type { OpenStream, StreamEnd, StreamEvent } from './event-stream';
import type { KeyGap } from './key-gap';
import type { Clock } from './system-clock';

/** The world around the feed, so that a test can hold time, chance and the page in its hands. */
export interface FeedWorld extends Clock {
  /** URL of the live route, without a query. */
  readonly endpoint: string;
  readonly openStream: OpenStream;
  readonly page: {
    readonly hidden: () => boolean;
    readonly online: () => boolean;
    /** Runs at a moment in which no key waits behind it: at once, or later unless cancelled. */
    readonly inGap: KeyGap['inGap'];
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
  /** Looks at the page again: whether it is hidden, whether there is a network. */
  readonly look: () => void;
  readonly close: () => void;
}

export type OpenSession = (world: FeedWorld, sink: SessionSink) => Session;

export interface SessionSink {
  /** Whose the frames are that follow. */
  readonly reader: (reader: StreamReader) => void;
  readonly frame: (frame: Frame) => void;
  readonly moved: () => void;
}

/** A page hidden this long lets go of its connection: browsers allow six to one server over HTTP/1.1. */
const restAfterMs = 30_000;

export function createSession(world: FeedWorld, sink: SessionSink): Session {
  let connection: FeedConnection = { state: 'idle' };
  let url = '';
  let lastId: string | null = null;
  /** Whether the open stream was asked to go on after a frame that is held. */
  let goesOn = false;
  let known: string | null = null;
  let closeStream = () => {};
  let cancelRetry = () => {};
  let cancelRest = () => {};

  function move(event: ConnectionEvent) {
    const before = connection;
    connection = nextConnection(before, event, { nowMs: world.now(), random: world.random() });
    if (connection === before) return;
    cancelRetry();
    if (connection.state !== 'live') closeStream();
    if (connection.state === 'connecting') openStream();
    if (connection.state === 'retrying') cancelRetry = world.after(connection.retryAtMs - world.now(), retry);
    sink.moved();
  }

  function openStream() {
    goesOn = lastId !== null;
    closeStream = world.openStream(url, lastId, { opened, event: take, ended });
  }

  const opened = () => move({ kind: 'opened' });

  function take(event: StreamEvent) {
    if (event.name === 'reader') meet(event.data);
    if (event.name !== 'frame') return;
    const frame: Frame = JSON.parse(event.data);
    lastId = event.id;
    sink.frame(frame);
  }

  /** What was held for somebody else is gone: there is nothing for the stream to go on from. */
  function meet(reader: string) {
    const isOther = known !== null && known !== reader;
    known = reader;
    sink.reader(JSON.parse(reader));
    if (!isOther || !goesOn) return;
    lastId = null;
    closeStream();
    openStream();
  }

  function ended(end: StreamEnd) {
    move(end);
  }

  function retry() {
    move({ kind: connection.state === 'retrying' ? 'due' : 'open' });
  }

  function look() {
    if (!world.page.online()) move({ kind: 'offline' });
    else if (connection.state === 'offline') move({ kind: 'online' });
    cancelRest();
    if (world.page.hidden()) cancelRest = world.after(restAfterMs, () => move({ kind: 'rest' }));
    else if (connection.state === 'resting') wake();
  }

  /** What happened meanwhile comes as one whole state, so the last frame is not gone on from. */
  function wake() {
    lastId = null;
    move({ kind: 'wake' });
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
    close() {
      cancelRest();
      move({ kind: 'close' });
    },
  };
}
