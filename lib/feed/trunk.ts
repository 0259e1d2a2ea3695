// The one stream that carries all views of a browser. Which views it carries is told to the server when it is opened,
// so another set of views is another stream, gone on with after the last frame of each: nothing is lost or doubled.
import type { Problem } from '@/lib/wire/problem';
import { type ConnectionEvent, type FeedConnection, nextConnection } from './connection';
import type { AskedView, OpenViews, StreamEnd, StreamEvent } from './event-stream';
import type { Clock } from './system-clock';

export interface TrunkWorld extends Clock {
  /** URL of the live route, without a query. */
  readonly endpoint: string;
  readonly openViews: OpenViews;
}

export interface Trunk {
  readonly connection: () => FeedConnection;
  /** The set of views changed. Changes of one moment are carried out together. */
  readonly change: () => void;
  /** Tries at once instead of waiting for the countdown; also after a refusal. */
  readonly retry: () => void;
  readonly network: (online: boolean) => void;
}

export interface TrunkSink {
  /** What to carry right now; nothing closes the stream. */
  readonly views: () => readonly AskedView[];
  /** Whose the frames are that follow, as JSON text of a StreamReader. */
  readonly reader: (json: string) => void;
  readonly frame: (key: string, id: string, json: string) => void;
  /** One view was refused, the others go on. */
  readonly refused: (key: string, problem: Problem) => void;
  readonly moved: (connection: FeedConnection) => void;
}

/** Pages that are restored together ask within this time. */
const settleMs = 25;
/** Before a view that the server ended is asked for again. */
const againMs = 1_000;

export function createTrunk(world: TrunkWorld, sink: TrunkSink): Trunk {
  let connection: FeedConnection = { state: 'idle' };
  /** Keys of the views that the open stream answers. */
  let carried = new Set<string>();
  /** Whether it was asked to go on after frames that are held. */
  let goesOn = false;
  let known: string | null = null;
  let closeStream = () => {};
  let cancelRetry = () => {};
  let isSettling = false;
  let isOnline = true;

  function move(event: ConnectionEvent) {
    const before = connection;
    connection = nextConnection(before, event, { nowMs: world.now(), random: world.random() });
    if (connection === before) return;
    cancelRetry();
    if (connection.state !== 'live') closeStream();
    if (connection.state === 'connecting') openStream();
    if (connection.state === 'retrying') cancelRetry = world.after(connection.retryAtMs - world.now(), due);
    sink.moved(connection);
  }

  const due = () => move({ kind: 'due' });

  function openStream() {
    closeStream();
    const views = sink.views();
    carried = new Set(views.map(({ key }) => key));
    goesOn = views.some(({ lastId }) => lastId !== undefined);
    closeStream = world.openViews(world.endpoint, views, { opened, event: take, ended });
  }

  const opened = () => move({ kind: 'opened' });

  function take({ name, id, data }: StreamEvent) {
    const slash = id.indexOf('/');
    const key = id.slice(0, slash);
    if (name === 'reader') meet(data);
    if (name === 'frame') sink.frame(key, id.slice(slash + 1), data);
    if (name !== 'refused' && name !== 'ended') return;
    carried.delete(key);
    if (name === 'refused') sink.refused(key, JSON.parse(data));
    else world.after(againMs, change);
  }

  /** What was held for somebody else is gone: there is nothing for the stream to go on from. */
  function meet(reader: string) {
    const isOther = known !== null && known !== reader;
    known = reader;
    sink.reader(reader);
    if (isOther && goesOn) openStream();
  }

  function ended(end: StreamEnd) {
    if (sink.views().length === 0) return move({ kind: 'close' });
    // The server has ended every view, each of which is asked for again in a moment: nobody need hear of it.
    if (end.kind === 'lost' && connection.state === 'live' && carried.size === 0) return;
    move(end);
  }

  function change() {
    if (!isSettling) world.after(settleMs, settle);
    isSettling = true;
  }

  /** While the connection stands, the stream is replaced and nobody is told: to them it is the same connection. */
  function settle() {
    isSettling = false;
    const views = sink.views();
    const { state } = connection;
    if (views.length === 0) return move({ kind: 'close' });
    if (state === 'retrying') return due();
    if (state === 'live' || state === 'connecting') return isCarried(views) ? undefined : openStream();
    if (state !== 'offline') open();
  }

  const isCarried = (views: readonly AskedView[]) =>
    views.length === carried.size && views.every(({ key }) => carried.has(key));

  function open() {
    move({ kind: 'open' });
    if (!isOnline) move({ kind: 'offline' });
  }

  return {
    connection: () => connection,
    change,
    retry() {
      if (connection.state === 'live' || sink.views().length === 0) return;
      if (connection.state === 'retrying') due();
      else open();
    },
    network(online) {
      isOnline = online;
      move({ kind: online ? 'online' : 'offline' });
    },
  };
}
