import { describe, expect, it } from 'vitest';
import type { Frame } from '@/lib/wire/frame';
import type { StreamSink } from './event-stream';
import { atOnce } from './key-gap';
import type { FromHub, ToHub } from './port';
import type { FeedWorld } from './session';
import { sharedSession } from './shared-session';
import { testClock } from './test-clock';

type Said = Omit<Extract<FromHub, { kind: 'connection' }>, 'turn'> | Omit<Extract<FromHub, { kind: 'here' }>, 'turn'>;

/** A page with a hub at the other end of its line, or none, held by the test. */
function stage({ worker = true } = {}) {
  const clock = testClock();
  const page = { hidden: false, online: true };
  const streams: { url: string; sink: StreamSink; closed: boolean }[] = [];
  const said: ToHub[] = [];
  const frames: Frame[] = [];
  const lines: { heard: (message: FromHub) => void; failed: () => void; hungUp: boolean }[] = [];
  const world: FeedWorld = {
    ...clock,
    endpoint: '/live',
    openStream(url, _lastId, sink) {
      const stream = { url, sink, closed: false };
      streams.push(stream);
      return () => {
        stream.closed = true;
      };
    },
    page: { hidden: () => page.hidden, online: () => page.online, inGap: atOnce, subscribe: () => () => {} },
  };
  const session = sharedSession((heard, failed) => {
    if (!worker) return null;
    const line = { heard, failed, hungUp: false };
    lines.push(line);
    return {
      post: (message) => said.push(message),
      hangUp() {
        line.hungUp = true;
      },
    };
  })(world, { reader: () => {}, frame: (frame) => frames.push(frame), moved: () => {} });
  const watches = () => said.flatMap((message) => (message.kind === 'watch' ? [message] : []));
  const turn = () => watches().at(-1)?.turn ?? 0;
  return {
    session,
    clock,
    page,
    streams,
    said,
    frames,
    lines,
    watches,
    turn,
    open: () => streams.filter(({ closed }) => !closed),
    answer: (message: Said) => lines.at(-1)?.heard({ ...message, turn: turn() }),
    send: (id: string, at = turn()) => lines.at(-1)?.heard({ kind: 'frame', turn: at, json: JSON.stringify({ id }) }),
  };
}

const live: Said = { kind: 'connection', connection: { state: 'live', sinceMs: 0 } };
const here: Said = { kind: 'here' };

function shared() {
  const world = stage();
  world.session.open('/live?q=a');
  world.answer(live);
  return world;
}

describe('a session over the shared worker', () => {
  it('asks the hub and opens no stream of its own', () => {
    const { session, streams, watches, send, frames } = shared();
    expect(watches()).toEqual([{ kind: 'watch', turn: 1, url: '/live?q=a' }]);
    send('v:1');
    expect(frames).toEqual([{ id: 'v:1' }]);
    expect(session.connection()).toEqual({ state: 'live', sinceMs: 0 });
    expect(streams).toEqual([]);
  });

  it('leaves out frames that crossed its next question', () => {
    const { session, send, frames, turn } = shared();
    const before = turn();
    session.open('/live?q=b');
    send('old', before);
    send('new');
    expect(frames).toEqual([{ id: 'new' }]);
  });

  it('stays live while the hub turns to another question', () => {
    const { session } = shared();
    session.open('/live?q=b');
    expect(session.connection().state).toBe('live');
  });

  it('rests while hidden, hears nothing and asks for the whole state on return', () => {
    const { session, page, said, clock, send, frames, turn, watches } = shared();
    const before = turn();
    page.hidden = true;
    session.look();
    expect(said.at(-1)).toEqual({ kind: 'rest' });
    send('late', before);
    clock.pass(3_600_000);
    expect(clock.waiting()).toBe(0);
    expect(session.connection().state).toBe('resting');
    page.hidden = false;
    session.look();
    expect(watches().at(-1)?.turn).toBeGreaterThan(before);
    send('whole');
    expect(frames).toEqual([{ id: 'whole' }]);
  });

  it('asks for nothing when it begins hidden, until it is looked at', () => {
    const { session, page, lines, watches } = stage();
    page.hidden = true;
    session.open('/live?q=a');
    expect(lines).toEqual([]);
    page.hidden = false;
    session.look();
    expect(watches()).toHaveLength(1);
  });

  it('gives a sign of life every ten seconds', () => {
    const { clock, watches, answer } = shared();
    for (let beat = 0; beat < 30; beat += 1) {
      clock.pass(10_000);
      answer(here);
    }
    expect(watches()).toHaveLength(31);
    expect(new Set(watches().map(({ turn }) => turn)).size).toBe(1);
  });

  it('dials anew when the worker no longer answers', () => {
    const { clock, lines, turn, answer, session, streams } = shared();
    const before = turn();
    clock.pass(30_000);
    expect(lines).toHaveLength(2);
    expect(lines[0]?.hungUp).toBe(true);
    expect(turn()).toBeGreaterThan(before);
    answer(live);
    clock.pass(9_000);
    expect(session.connection().state).toBe('live');
    expect(streams).toEqual([]);
  });

  it('tells the hub of the network and of retries', () => {
    const { session, page, said } = shared();
    page.online = false;
    session.look();
    expect(said.at(-1)).toEqual({ kind: 'network', online: false });
    session.retry();
    expect(said.at(-1)).toEqual({ kind: 'retry' });
  });

  it('says goodbye when it closes', () => {
    const { session, said, clock } = shared();
    session.close();
    expect(said.at(-1)).toEqual({ kind: 'rest' });
    expect(session.connection()).toEqual({ state: 'idle' });
    expect(clock.waiting()).toBe(0);
  });
});

describe('a session of the page’s own', () => {
  it('is opened where there is no worker', () => {
    const { session, streams } = stage({ worker: false });
    session.open('/live?q=a');
    expect(streams.map(({ url }) => url)).toEqual(['/live?q=a']);
    streams[0]?.sink.opened();
    expect(session.connection().state).toBe('live');
  });

  it('is opened when the worker’s script cannot be run', () => {
    const { session, streams, lines } = stage();
    session.open('/live?q=a');
    lines[0]?.failed();
    expect(streams).toHaveLength(1);
    expect(lines[0]?.hungUp).toBe(true);
    session.open('/live?q=b');
    expect(streams.at(-1)?.url).toBe('/live?q=b');
    expect(lines).toHaveLength(1);
  });

  it('is opened when the hub cannot serve', () => {
    const { streams, lines, turn } = shared();
    lines[0]?.heard({ kind: 'unable', turn: turn() });
    expect(streams).toHaveLength(1);
  });

  it('is opened when nothing is heard, and closed when the worker answers after all', () => {
    const { session, clock, open, answer, send, frames } = stage();
    session.open('/live?q=a');
    clock.pass(19_999);
    expect(open()).toEqual([]);
    clock.pass(1);
    expect(open()).toHaveLength(1);
    answer(live);
    expect(open()).toEqual([]);
    send('whole');
    expect(frames).toEqual([{ id: 'whole' }]);
    expect(session.connection().state).toBe('live');
  });

  it('is opened when a worker that fell silent does not come back', () => {
    const { clock, open } = shared();
    clock.pass(50_000);
    expect(open()).toHaveLength(1);
  });

  it('lets go of its connection when hidden for a while', () => {
    const { session, page, clock, open, streams } = stage({ worker: false });
    session.open('/live?q=a');
    streams[0]?.sink.opened();
    page.hidden = true;
    session.look();
    clock.pass(30_000);
    expect(open()).toEqual([]);
    page.hidden = false;
    session.look();
    expect(open()).toHaveLength(1);
  });

  it('ends with the session and can be opened again', () => {
    const { session, open } = stage({ worker: false });
    session.open('/live?q=a');
    session.close();
    expect(open()).toEqual([]);
    expect(session.connection().state).toBe('idle');
    session.open('/live?q=b');
    expect(open()).toHaveLength(1);
  });
});
