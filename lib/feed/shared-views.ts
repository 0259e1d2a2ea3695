// Views as all pages of a browser share them: equal ones are held once, and one stream carries them all.
import type { Frame, Status } from '@/lib/wire/frame';
import type { Problem } from '@/lib/wire/problem';
import type { FeedConnection } from './connection';
import { applyFrame, type FeedContent, wholeFrame } from './content';
import type { AskedView } from './event-stream';
import { apart } from './request';
import { createTrunk, type TrunkWorld } from './trunk';

export interface SharedView {
  readonly key: string;
  /** With its token, as in `liveUrl`: what is asked by different tokens is never shared. */
  readonly query: string;
  /** How many look at it. */
  readers: number;
  content: FeedContent | null;
  status: Status | null;
  lastId: string | null;
  /** Why the server refused it; a refused view is not asked for again until somebody wants it. */
  problem: Problem | null;
  cancelGrace: () => void;
}

export interface SharedViews {
  /** The view of this query with one more reader; null when the stream is full. */
  readonly enter: (query: string) => SharedView | null;
  /** One reader less; without any the view is kept up to date for `keepMs`. */
  readonly leave: (view: SharedView, keepMs: number) => void;
  /** Who reads, as JSON text of a StreamReader; null where nobody in particular does. */
  readonly reader: () => string | null;
  readonly connectionOf: (view: SharedView) => FeedConnection;
  readonly retry: (view: SharedView) => void;
  readonly network: (online: boolean) => void;
  readonly count: () => number;
}

export interface SharedViewsSink {
  readonly frame: (view: SharedView, json: string) => void;
  /** Somebody else reads, or the same with other rights: what was held for them is gone. */
  readonly reader: (json: string) => void;
  /** Where `connectionOf` this view, or without one of all views, leads now. */
  readonly moved: (view?: SharedView) => void;
  /** The server serves no stream of several views. */
  readonly unserved: () => void;
}

/** Rows held per view for pages that come later. */
const rowLimit = 1_000;
/** What the server takes on one stream. */
const viewLimit = 100;

export function createSharedViews(world: TrunkWorld, sink: SharedViewsSink): SharedViews {
  const views = new Map<string, SharedView>();
  const trunk = createTrunk(world, { views: () => asked(views.values()), frame, reader, refused, moved });
  let made = 0;
  let known: string | null = null;

  function reader(json: string) {
    if (json === known) return;
    if (known !== null) for (const view of views.values()) forget(view);
    known = json;
    sink.reader(json);
  }

  function frame(key: string, id: string, json: string) {
    const view = views.get(key);
    if (!view) return;
    const told: Frame = JSON.parse(json);
    view.lastId = id;
    view.content = applyFrame(view.content, told, rowLimit);
    view.status = told.status ?? view.status;
    sink.frame(view, json);
  }

  function refused(key: string, problem: Problem) {
    const view = views.get(key);
    if (!view) return;
    view.problem = problem;
    sink.moved(view);
  }

  /** A sign-in that ran out is the same for all ways to the server; other refusals are of this way alone. */
  function moved(connection: FeedConnection) {
    if (connection.state === 'refused' && connection.problem.status !== 401) sink.unserved();
    else sink.moved();
  }

  function enter(query: string): SharedView | null {
    const known = [...views.values()].find((view) => view.query === query);
    if (!known && views.size >= viewLimit) return null;
    const view = known ?? add(query);
    view.cancelGrace();
    view.readers += 1;
    if (view.problem) askAgain(view);
    return view;
  }

  function add(query: string): SharedView {
    made += 1;
    const view = { ...nothingYet, key: String(made), query };
    views.set(view.key, view);
    trunk.change();
    return view;
  }

  function askAgain(view: SharedView) {
    view.problem = null;
    trunk.change();
  }

  function leave(view: SharedView, keepMs: number) {
    view.readers -= 1;
    if (view.readers > 0) return;
    if (keepMs === 0) drop(view);
    else view.cancelGrace = world.after(keepMs, () => drop(view));
  }

  function drop(view: SharedView) {
    views.delete(view.key);
    trunk.change();
  }

  return {
    enter,
    leave,
    reader: () => known,
    connectionOf: ({ problem }) => (problem ? { state: 'refused', problem } : standing(trunk.connection())),
    retry(view) {
      if (view.problem) askAgain(view);
      trunk.retry();
    },
    network: trunk.network,
    count: () => views.size,
  };
}

function forget(view: SharedView) {
  view.content = null;
  view.status = null;
  view.lastId = null;
}

/** All there is to show of a view, as JSON text of a frame; null before its first one. */
export function wholeOf({ content, lastId, status }: SharedView): string | null {
  return content && JSON.stringify(wholeFrame(content, lastId ?? '', status));
}

function asked(views: Iterable<SharedView>): readonly AskedView[] {
  return [...views]
    .filter(({ problem }) => problem === null)
    .map(({ key, query, lastId }) => {
      const { asked: text, token } = apart(query);
      return { key, query: text, ...(lastId !== null && { lastId }), ...(token && { token }) };
    });
}

/** An idle trunk with a reader is about to be opened. */
function standing(connection: FeedConnection): FeedConnection {
  return connection.state === 'idle' ? { state: 'connecting', attempt: 1 } : connection;
}

const nothingYet = { readers: 0, content: null, status: null, lastId: null, problem: null, cancelGrace: () => {} };
