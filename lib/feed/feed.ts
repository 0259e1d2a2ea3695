// The browser's one store of live data: a stream in, at most four commits a second out. First reader opens, last closes.
import type { EpochMs } from '@/lib/flow/flow';
import type { Frame, Status } from '@/lib/wire/frame';
import { problemName } from '@/lib/wire/problem-name';
import type { StreamReader } from '@/lib/wire/reader';
import type { FeedConnection } from './connection';
import { applyFrame, type FeedContent, nothingMissed } from './content';
import { behindSeconds, type Lag, lagAfter, noLag } from './lag';
import { frozenAt, type LiveRequest, liveUrl } from './request';
import { createSession, type FeedWorld, type OpenSession } from './session';

/** What is shown. Every part keeps its identity while it does not change. */
export interface FeedSnapshot {
  readonly connection: FeedConnection;
  /** null until the first frame came. While paused it stands still. */
  readonly content: FeedContent | null;
  /** Always the newest, also while paused: the state of Relay is not to be frozen. */
  readonly status: Status | null;
  /** Whose this is; null until it is told, and where nobody in particular reads. */
  readonly reader: StreamReader | null;
  /** When something was taken from what the reader may see, as far as this page was told. */
  readonly lostSightMs: EpochMs | null;
  readonly pausedAtMs: EpochMs | null;
  /** Matching flows that came since the pause. */
  readonly newer: number;
  /** How far the frames trail the server's clock, in whole seconds; 0 under two. */
  readonly behindSeconds: number;
  /** The request changed and its first frame has not come: `content` still answers the one before. */
  readonly pending: boolean;
}

export interface Feed {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => FeedSnapshot;
  /** Changes what is asked. Equal requests change nothing. */
  readonly watch: (request: LiveRequest) => void;
  /** Holds what is shown; receiving goes on. */
  readonly pause: () => void;
  /** Shows what came meanwhile, in one commit. */
  readonly resume: () => void;
  /** Changes what is held of the view, shown or not: by what was asked for beside the stream. */
  readonly amend: (change: (content: FeedContent) => FeedContent) => void;
  /** Tries at once instead of waiting for the countdown; also after a refusal. */
  readonly retry: () => void;
}

export const silentFeed: FeedSnapshot = {
  connection: { state: 'idle' },
  content: null,
  status: null,
  reader: null,
  lostSightMs: null,
  pausedAtMs: null,
  newer: 0,
  behindSeconds: 0,
  pending: true,
};

/** A page that navigates unmounts its last reader a moment before the next one mounts. */
const graceMs = 5_000;
/** Frames that come faster, as on catching up after a break, are shown together. */
const commitEveryMs = 250;

export function createFeed(world: FeedWorld, openSession: OpenSession = createSession): Feed {
  const listeners = new Set<() => void>();
  const session = openSession(world, { reader: meet, frame: take, moved });
  let snapshot = silentFeed;
  let request: LiveRequest | null = null;
  let received: Received = nothingReceived;
  let held: Held | null = null;
  let framedMs = Number.NEGATIVE_INFINITY;
  let cancelCommit: (() => void) | null = null;
  let cancelGrace = () => {};
  let leavePage = () => {};

  function commit() {
    cancelCommit?.();
    cancelCommit = null;
    if (world.page.hidden()) return;
    snapshot = snapshotOf(session.connection(), received, held);
    for (const listener of listeners) listener();
  }

  /** What was shown to them before is not what they may see now. */
  function meet(reader: StreamReader) {
    const { reader: before, lostSightMs } = received;
    if (isSame(before, reader)) return;
    const lost = before !== null && before.name === reader.name && seesLess(before, reader);
    const known = { reader, lostSightMs: lost ? world.now() : lostSightMs };
    received = before === null ? { ...received, ...known } : { ...nothingReceived, ...known };
    held = null;
    commit();
  }

  function moved() {
    const connection = session.connection();
    if (connection.state === 'refused' && problemName(connection.problem) === 'no-rights') forget();
    commit();
  }

  /** Nothing is theirs any more, neither what they hold. */
  function forget() {
    received = { ...nothingReceived, lostSightMs: received.lostSightMs };
    held = null;
  }

  function take(frame: Frame) {
    const isFirst = received.pending;
    received = receive(received, frame, world.now());
    if (isFirst && held?.asked) held = { ...held, content: null };
    const waitMs = framedMs + commitEveryMs - world.now();
    if (isFirst) show();
    else if (waitMs > 0) cancelCommit ??= world.after(Math.min(waitMs, commitEveryMs), showInGap);
    else if (!cancelCommit) showInGap();
  }

  /** Whoever types does not wait for what comes. */
  function showInGap() {
    cancelCommit = world.page.inGap(show);
  }

  function show() {
    framedMs = world.now();
    commit();
  }

  function start() {
    received = { ...received, pending: true, lag: noLag };
    if (request && listeners.size > 0) session.open(liveUrl(world.endpoint, asked(request, held)));
  }

  function stop() {
    leavePage();
    session.close();
  }

  function subscribe(listener: () => void) {
    listeners.add(listener);
    cancelGrace();
    if (session.connection().state === 'idle') {
      leavePage = world.page.subscribe(() => {
        session.look();
        commit();
      });
      start();
    }
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) cancelGrace = world.after(graceMs, stop);
    };
  }

  function watch(next: LiveRequest) {
    if (request && liveUrl('', next) === liveUrl('', request)) return;
    request = next;
    if (held) held = { ...held, asked: true };
    start();
  }

  function pause() {
    const { content, arrived } = received;
    if (!content || held) return;
    // Counts that are not done yet would stand still as they are: the server is asked for all of that time.
    const asked = content.flows?.searching === true;
    held = { atMs: content.atMs, content, arrived, asked };
    if (asked) start();
    commit();
  }

  function resume() {
    const heldByServer = held?.asked;
    held = null;
    if (heldByServer) start();
    commit();
  }

  function amend(change: (content: FeedContent) => FeedContent) {
    if (received.content) received = { ...received, content: change(received.content) };
    if (held?.content) held = { ...held, content: change(held.content) };
    commit();
  }

  return { subscribe, getSnapshot: () => snapshot, watch, pause, resume, amend, retry: session.retry };
}

const isSame = (a: StreamReader | null, b: StreamReader): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether something may be out of sight that was in it: grants are compared as they are written. */
function seesLess(before: StreamReader, { sees, farEnd }: StreamReader): boolean {
  if (before.farEnd !== farEnd) return true;
  return sees !== null && (before.sees === null || !before.sees.every((one) => sees.includes(one)));
}

/** What came, whether it is shown or not. */
interface Received {
  readonly content: FeedContent | null;
  readonly status: Status | null;
  readonly pending: boolean;
  readonly lag: Lag;
  /** Matching flows told of since the feed began; unlike `matched` it never falls, also when a view begins anew. */
  readonly arrived: number;
  readonly reader: StreamReader | null;
  readonly lostSightMs: EpochMs | null;
}
const nothingReceived: Received = {
  ...{ content: null, status: null, pending: true, lag: noLag, arrived: 0 },
  ...{ reader: null, lostSightMs: null },
};

function receive(before: Received, frame: Frame, nowMs: EpochMs): Received {
  const { content, status, pending, lag, arrived } = before;
  const next = pending ? begin(content, frame) : applyFrame(content, frame);
  const more = pending ? 0 : (next.flows?.matched ?? 0) - (content?.flows?.matched ?? 0);
  return {
    ...before,
    content: next,
    status: frame.status ?? status,
    pending: false,
    lag: lagAfter(lag, nowMs - Date.parse(frame.at)),
    arrived: arrived + Math.max(0, more),
  };
}

/** The first frame of another view: namespaces are the same in all, the rest of the old one goes. */
function begin(content: FeedContent | null, frame: Frame): FeedContent {
  return applyFrame(content && { ...content, missed: nothingMissed }, { ...frame, reset: true });
}

interface Held {
  readonly atMs: EpochMs;
  /** What is shown; null once the server has answered another request for the time of the pause. */
  readonly content: FeedContent | null;
  readonly arrived: number;
  /** The server is asked for the time of the pause: the request changed meanwhile, or not all of it was counted. */
  readonly asked: boolean;
}

const asked = (request: LiveRequest, held: Held | null) => (held ? frozenAt(request, held.atMs) : request);

function snapshotOf(connection: FeedConnection, received: Received, held: Held | null): FeedSnapshot {
  const { content, status, pending, lag, arrived, reader, lostSightMs } = received;
  const shown = held?.content ?? content;
  return {
    connection,
    content: shown,
    status,
    reader,
    lostSightMs,
    pausedAtMs: held?.atMs ?? null,
    newer: held && !held.asked ? arrived - held.arrived : 0,
    behindSeconds: connection.state === 'live' ? behindSeconds(lag) : 0,
    pending,
  };
}
