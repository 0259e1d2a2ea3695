import { describe, expect, it, vi } from 'vitest';
import { sampleFlow } from '@/lib/flow/sample';
import type { Frame } from '@/lib/wire/frame';
import type { StreamSink } from './event-stream';
import { createFeed } from './feed';
import { atOnce } from './key-gap';
import { withOlder } from './older';
import type { LiveRequest } from './request';

const request: LiveRequest = { q: '', cluster: '', wants: ['flows'], group: 'workload', windowMs: 900_000, rows: 200 };

/** A server, a clock and a page held by the test; only the transport is not the real one. */
function stage() {
  const opened: { url: string; lastId: string | null; sink: StreamSink; closed: boolean }[] = [];
  const timers = new Set<{ dueMs: number; run: () => void }>();
  const page = { hidden: false, online: true, inGap: atOnce, changed: () => {} };
  let nowMs = 0;
  let sent = 0;
  const feed = createFeed({
    endpoint: '/api/v1/live',
    openStream(url, lastId, sink) {
      const stream = { url, lastId, sink, closed: false };
      opened.push(stream);
      return () => {
        stream.closed = true;
      };
    },
    now: () => nowMs,
    random: () => 0,
    after(ms, run) {
      const timer = { dueMs: nowMs + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    page: {
      hidden: () => page.hidden,
      online: () => page.online,
      inGap: (run) => page.inGap(run),
      subscribe(listener) {
        page.changed = listener;
        return () => {
          page.changed = () => {};
        };
      },
    },
  });
  const last = () => {
    const stream = opened.at(-1);
    if (!stream) throw new Error('nothing was opened');
    return stream;
  };
  return {
    feed,
    opened,
    last,
    page,
    pass(ms: number) {
      nowMs += ms;
      for (const timer of [...timers]) {
        if (timer.dueMs > nowMs) continue;
        timers.delete(timer);
        timer.run();
      }
    },
    frame(part: Partial<Frame> = {}) {
      sent += 1;
      const at = new Date(nowMs).toISOString();
      const frame: Frame = { id: `${sent}`, at, from: at, to: at, complete: true, gaps: [], reset: false, ...part };
      last().sink.event({ id: frame.id, name: 'frame', data: JSON.stringify(frame) });
    },
  };
}

const counted = (matched: number) => ({ rows: [], unsent: matched, matched, hidden: 0, hiddenDenials: 0 });

function live() {
  const world = stage();
  const seen = vi.fn();
  world.feed.watch(request);
  const leave = world.feed.subscribe(seen);
  world.last().sink.opened();
  world.frame({ reset: true, flows: counted(1) });
  seen.mockClear();
  return { ...world, seen, leave };
}

describe('the feed', () => {
  it('opens for the first reader and closes a grace period after the last', () => {
    const { feed, opened, pass, last, leave } = live();
    const leaveToo = feed.subscribe(() => {});
    leave();
    leaveToo();
    pass(4_999);
    expect(last().closed).toBe(false);
    pass(1);
    expect(last().closed).toBe(true);
    expect(opened).toHaveLength(1);
    expect(feed.getSnapshot().connection.state).toBe('idle');
  });

  it('keeps the stream when one page leaves and the next comes within the grace period', () => {
    const { feed, opened, pass, leave } = live();
    leave();
    pass(1_000);
    feed.subscribe(() => {});
    pass(60_000);
    expect(opened).toHaveLength(1);
    expect(opened[0]?.closed).toBe(false);
  });

  it('commits once per frame', () => {
    const { frame, seen, pass } = live();
    for (const matched of [2, 3, 4]) {
      pass(250);
      frame({ flows: counted(matched) });
    }
    expect(seen).toHaveBeenCalledTimes(3);
  });

  it('shows frames that come in a burst together, at most four commits a second', () => {
    const { feed, frame, seen, pass } = live();
    for (let matched = 2; matched <= 41; matched += 1) frame({ flows: counted(matched) });
    expect(seen).not.toHaveBeenCalled();
    pass(250);
    expect(seen).toHaveBeenCalledTimes(1);
    expect(feed.getSnapshot().content?.flows?.matched).toBe(41);
    for (let ms = 0; ms < 10_000; ms += 50) {
      frame();
      pass(50);
    }
    expect(seen.mock.calls.length).toBeLessThanOrEqual(41);
  });

  it('shows what came once no key waits behind it, and until then together', () => {
    const { feed, frame, seen, pass, page } = live();
    const gaps: (() => void)[] = [];
    page.inGap = (run) => {
      gaps.push(run);
      return () => gaps.splice(0);
    };
    for (const matched of [2, 3, 4]) {
      pass(250);
      frame({ flows: counted(matched) });
    }
    expect(seen).not.toHaveBeenCalled();
    expect(gaps).toHaveLength(1);
    gaps[0]?.();
    expect(seen).toHaveBeenCalledTimes(1);
    expect(feed.getSnapshot().content?.flows?.matched).toBe(4);
    pass(250);
    frame();
    expect(gaps).toHaveLength(1);
  });

  it('shows the first answer to another question at once', () => {
    const { feed, frame, last } = live();
    feed.watch({ ...request, q: 'ns:shop' });
    last().sink.opened();
    frame({ flows: counted(9) });
    expect(feed.getSnapshot().content?.flows?.matched).toBe(9);
  });

  it('counts what came during a pause on when the view begins anew', () => {
    const { feed, frame, pass } = live();
    feed.pause();
    frame({ flows: counted(11) });
    frame({ reset: true, flows: counted(4) });
    frame({ flows: counted(6) });
    pass(250);
    expect(feed.getSnapshot().newer).toBe(12);
  });

  it('lets go of its connection when hidden for a while, and asks for the whole state on return', () => {
    const { opened, last, page, pass, frame, feed } = live();
    page.hidden = true;
    page.changed();
    pass(29_999);
    expect(last().closed).toBe(false);
    pass(1);
    expect(last().closed).toBe(true);
    pass(3_600_000);
    expect(opened).toHaveLength(1);
    page.hidden = false;
    page.changed();
    expect(opened).toHaveLength(2);
    expect(last().lastId).toBeNull();
    last().sink.opened();
    frame({ reset: true, flows: counted(7) });
    expect(feed.getSnapshot()).toMatchObject({ connection: { state: 'live' }, content: { flows: { matched: 7 } } });
  });

  it('keeps its connection through a short time in the background', () => {
    const { opened, page, pass, last } = live();
    page.hidden = true;
    page.changed();
    pass(20_000);
    page.hidden = false;
    page.changed();
    pass(60_000);
    expect(opened).toHaveLength(1);
    expect(last().closed).toBe(false);
  });

  it('freezes what is shown while paused, counts what came, and shows it in one commit', () => {
    const { feed, frame, seen, pass } = live();
    feed.pause();
    const shown = feed.getSnapshot().content;
    frame({ flows: counted(11) });
    frame({ flows: counted(26) });
    pass(250);
    expect(feed.getSnapshot().content).toBe(shown);
    expect(feed.getSnapshot().newer).toBe(25);
    seen.mockClear();
    feed.resume();
    expect(seen).toHaveBeenCalledTimes(1);
    expect(feed.getSnapshot()).toMatchObject({ newer: 0, pausedAtMs: null, content: { flows: { matched: 26 } } });
  });

  it('asks for the time of the pause when the filter changes meanwhile, and for the present on resume', () => {
    const { feed, last, pass, frame } = live();
    pass(1_000_000);
    frame();
    feed.pause();
    feed.watch({ ...request, q: 'ns:shop' });
    const asked = new URL(last().url, 'http://eyepiece');
    expect(asked.searchParams.get('to')).toBe(new Date(1_000_000).toISOString());
    expect(asked.searchParams.get('from')).toBe(new Date(100_000).toISOString());
    last().sink.opened();
    frame({ reset: true, flows: counted(5) });
    expect(feed.getSnapshot().content?.flows?.matched).toBe(5);
    feed.resume();
    expect(new URL(last().url, 'http://eyepiece').searchParams.has('to')).toBe(false);
  });

  it('stops committing in a hidden tab and catches up in one step', () => {
    const { feed, frame, seen, page } = live();
    page.hidden = true;
    frame({ flows: counted(2) });
    frame({ flows: counted(3) });
    expect(seen).not.toHaveBeenCalled();
    page.hidden = false;
    page.changed();
    expect(seen).toHaveBeenCalledTimes(1);
    expect(feed.getSnapshot().content?.flows?.matched).toBe(3);
  });

  it('keeps the last data through a lost stream, counts down and resumes after the last frame', () => {
    const { feed, opened, last, pass } = live();
    last().sink.ended({ kind: 'lost', message: 'The server cannot be reached.' });
    const { connection, content } = feed.getSnapshot();
    expect(connection).toMatchObject({ state: 'retrying', attempt: 1, retryAtMs: 500 });
    expect(content?.flows?.matched).toBe(1);
    pass(500);
    expect(opened).toHaveLength(2);
    expect(last().lastId).toBe('1');
  });

  it('does not ask again for what was refused, until told to', () => {
    const { feed, opened, last, pass } = live();
    const problem = { type: 'about:blank', title: 'no', status: 404, detail: 'There is no cluster "x".' };
    last().sink.ended({ kind: 'refused', problem });
    pass(600_000);
    expect(opened).toHaveLength(1);
    expect(feed.getSnapshot().connection).toEqual({ state: 'refused', problem });
    feed.retry();
    expect(opened).toHaveLength(2);
  });

  it('stands still without a network and goes on when it is back', () => {
    const { feed, opened, last, page } = live();
    page.online = false;
    page.changed();
    expect(feed.getSnapshot().connection.state).toBe('offline');
    expect(last().closed).toBe(true);
    page.online = true;
    page.changed();
    expect(opened).toHaveLength(2);
    expect(last().lastId).toBe('1');
  });

  it('keeps showing the old view until the new one has answered', () => {
    const { feed, last, frame, opened } = live();
    feed.watch({ ...request, q: 'ns:shop' });
    expect(opened[0]?.closed).toBe(true);
    expect(last().lastId).toBeNull();
    expect(feed.getSnapshot()).toMatchObject({ pending: true, content: { flows: { matched: 1 } } });
    last().sink.opened();
    frame({ flows: counted(4) });
    expect(feed.getSnapshot()).toMatchObject({ pending: false, content: { flows: { matched: 4, unsent: 4 } } });
  });

  it('does nothing when the same is asked again', () => {
    const { feed, opened } = live();
    feed.watch({ ...request, wants: [...request.wants] });
    expect(opened).toHaveLength(1);
  });

  it('says how far behind it is, whatever the difference between the clocks', () => {
    const { feed, frame, pass, last } = live();
    const at = (ms: number) => new Date(ms - 3_600_000).toISOString();
    feed.watch({ ...request, q: 'ns:shop' });
    last().sink.opened();
    frame({ at: at(0) });
    pass(7_400);
    frame({ at: at(1_000) });
    expect(feed.getSnapshot().behindSeconds).toBe(6);
  });

  it('shows what was paused until the server has answered for the time of the pause, and nothing newer', () => {
    const { feed, last, pass, frame } = live();
    feed.pause();
    frame({ flows: counted(50) });
    pass(250);
    feed.watch({ ...request, q: 'ns:shop' });
    last().sink.opened();
    expect(feed.getSnapshot()).toMatchObject({ pending: true, newer: 0, content: { flows: { matched: 1 } } });
    feed.watch({ ...request, q: 'ns:bank' });
    last().sink.opened();
    expect(feed.getSnapshot()).toMatchObject({ pending: true, content: { flows: { matched: 1 } } });
    frame({ reset: true, flows: counted(5) });
    expect(feed.getSnapshot()).toMatchObject({ pending: false, pausedAtMs: 0, content: { flows: { matched: 5 } } });
  });

  it('asks for all of the time of a pause that came before everything was counted', () => {
    const { feed, last, frame, opened } = live();
    frame({ reset: true, flows: { ...counted(6), searching: true } });
    feed.pause();
    expect(opened).toHaveLength(2);
    expect(new URL(last().url, 'http://eyepiece').searchParams.get('to')).toBe(new Date(0).toISOString());
    last().sink.opened();
    frame({ reset: true, flows: counted(150) });
    expect(feed.getSnapshot()).toMatchObject({ pausedAtMs: 0, newer: 0, content: { flows: { matched: 150 } } });
    feed.resume();
    expect(new URL(last().url, 'http://eyepiece').searchParams.has('to')).toBe(false);
  });

  it('shows rows that were asked for beside the stream, also while paused, and keeps them on resume', () => {
    const { feed, frame } = live();
    feed.pause();
    frame({ flows: { ...counted(2), rows: [sampleFlow({ id: 'new', timeMs: 9 })] } });
    feed.amend((content) => withOlder(content, [sampleFlow({ id: 'old', timeMs: 1 })]));
    const ids = () => feed.getSnapshot().content?.flows?.rows.map(({ id }) => id);
    expect(ids()).toEqual(['old']);
    feed.resume();
    expect(ids()).toEqual(['new', 'old']);
  });

  it('tells the state of the servers also while paused', () => {
    const { feed, frame, pass } = live();
    feed.pause();
    const status = { version: '1', now: '', startedAt: '', readers: 1, views: 1, clusters: [] };
    frame({ status });
    pass(250);
    expect(feed.getSnapshot().status).toEqual(status);
  });
});

describe('a feed whose reader may see something else', () => {
  const told = (sees: readonly string[] | null, name = 'anna', farEnd = 'namespace') => ({ name, sees, farEnd });

  function reading(sees: readonly string[] | null) {
    const world = stage();
    world.feed.subscribe(() => {});
    world.feed.watch(request);
    world.last().sink.opened();
    const meet = (reader: object) => world.last().sink.event({ id: '', name: 'reader', data: JSON.stringify(reader) });
    meet(told(sees));
    world.frame({ reset: true, flows: counted(3) });
    return { ...world, meet, shown: world.feed.getSnapshot };
  }

  it.each([
    ['a namespace less', ['shop', 'bank'], told(['shop'])],
    ['some namespaces of all', null, told(['shop'])],
    ['another', ['shop'], told(['bank'])],
    ['the other end in less of a way', ['shop'], told(['shop'], 'anna', 'hidden')],
  ])('shows nothing of before, and says when: %s', (_, before, after) => {
    const { meet, shown, pass, frame } = reading(before);
    pass(60_000);
    meet(after);
    expect(shown()).toMatchObject({ content: null, reader: after, lostSightMs: 60_000 });
    frame({ reset: true, flows: counted(1) });
    expect(shown().content?.flows?.matched).toBe(1);
  });

  it('holds nothing of a pause either', () => {
    const { feed, meet, shown } = reading(['shop', 'bank']);
    feed.pause();
    meet(told(['shop']));
    expect(shown()).toMatchObject({ content: null, pausedAtMs: null });
  });

  it.each([
    ['a namespace more', ['shop'], told(['shop', 'bank'])],
    ['everything', ['shop'], told(null)],
    ['what somebody else sees', ['shop', 'bank'], told(['shop'], 'bert')],
  ])('shows nothing of before, and says nothing: %s', (_, before, after) => {
    const { meet, shown } = reading(before);
    meet(after);
    expect(shown()).toMatchObject({ content: null, reader: after, lostSightMs: null });
  });

  it('begins anew where its stream was asked to go on with what was held for somebody else', () => {
    const { meet, pass, last, opened, frame, shown } = reading(null);
    last().sink.ended({ kind: 'lost', message: 'gone' });
    pass(1_000);
    last().sink.opened();
    expect(last().lastId).toBe('1');
    const before = last();
    meet(told(null, 'bert'));
    expect([before.closed, last().closed, last().lastId, opened.length]).toEqual([true, false, null, 3]);
    meet(told(null, 'bert'));
    expect(opened).toHaveLength(3);
    frame({ reset: true, flows: counted(1) });
    expect(shown()).toMatchObject({ content: { flows: { matched: 1 } }, connection: { state: 'live' } });
  });

  it('goes on where nothing changed', () => {
    const { meet, shown } = reading(['shop']);
    meet(told(['shop']));
    expect(shown()).toMatchObject({ content: { flows: { matched: 3 } }, lostSightMs: null });
  });

  it('shows nothing any more to who may see nothing', () => {
    const { last, shown } = reading(['shop']);
    const problem = { type: 'urn:eyepiece:problem:no-rights', title: 'Nothing', status: 403, detail: 'Nothing.' };
    last().sink.ended({ kind: 'refused', problem });
    expect(shown()).toMatchObject({ content: null, status: null, reader: null, connection: { state: 'refused' } });
  });
});
