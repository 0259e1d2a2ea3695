import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '@/lib/wire/frame';
import { applyFrame, type FeedContent } from './content';
import type { AskedView, StreamSink } from './event-stream';
import { createHub } from './hub';
import type { FromHub, ToHub } from './port';
import { testClock } from './test-clock';

interface Stream {
  readonly views: readonly AskedView[];
  readonly sink: StreamSink;
  closed: boolean;
}

/** A server and a clock held by the test, and as many pages as it likes. */
function stage() {
  const clock = testClock();
  const streams: Stream[] = [];
  const hub = createHub({
    ...clock,
    endpoint: '/live',
    openViews(_url, views, sink) {
      const stream = { views, sink, closed: false };
      streams.push(stream);
      return () => {
        stream.closed = true;
      };
    },
  });
  const last = () => {
    const stream = streams.at(-1);
    if (!stream) throw new Error('nothing was opened');
    return stream;
  };
  const keyOf = (query: string) => last().views.find((view) => view.query === query)?.key ?? '';
  return {
    hub,
    clock,
    streams,
    last,
    keyOf,
    open: () => streams.filter(({ closed }) => !closed),
    page: () => page(hub.connect),
    frame(query: string, number: number, part: Partial<Frame> = {}) {
      const data = JSON.stringify(frameOf(number, part));
      last().sink.event({ id: `${keyOf(query)}/v:${number}`, name: 'frame', data });
    },
    event: (query: string, name: string, data: unknown = {}) =>
      last().sink.event({ id: `${keyOf(query)}/`, name, data: JSON.stringify(data) }),
  };
}

type Stage = ReturnType<typeof stage>;

function page(connect: (port: { post: (message: FromHub) => void }) => (message: ToHub) => void) {
  const heard: FromHub[] = [];
  const say = connect({ post: (message) => heard.push(message) });
  let turn = 0;
  return {
    heard,
    say,
    watch(query: string) {
      turn += 1;
      say({ kind: 'watch', turn, url: `/live?${query}` });
    },
    beat: (query: string) => say({ kind: 'watch', turn, url: `/live?${query}` }),
    frames: () => heard.flatMap((message): Frame[] => (message.kind === 'frame' ? [JSON.parse(message.json)] : [])),
    states: () => heard.flatMap((message) => (message.kind === 'connection' ? [message.connection.state] : [])),
  };
}

const frameOf = (number: number, part: Partial<Frame> = {}): Frame => {
  const at = new Date(number * 1_000).toISOString();
  return { id: `v:${number}`, at, from: at, to: at, complete: true, gaps: [], reset: false, ...part };
};

const counted = (matched: number) => ({ rows: [], unsent: 0, matched, hidden: 0, hiddenDenials: 0 });

/** Two pages that look at `a` and `b` over one live stream. */
function live(): Stage & { readonly one: ReturnType<typeof page>; readonly two: ReturnType<typeof page> } {
  const world = stage();
  const [one, two] = [world.page(), world.page()];
  one.watch('a');
  two.watch('b');
  world.clock.pass(25);
  world.last().sink.opened();
  world.frame('a', 1, { reset: true, flows: counted(1) });
  world.frame('b', 1, { reset: true, flows: counted(1) });
  return { ...world, one, two };
}

describe('the hub', () => {
  it('carries the views of pages that come together on one stream', () => {
    const world = stage();
    for (const query of ['a', 'b', 'a', 'c']) world.page().watch(query);
    world.clock.pass(25);
    expect(world.streams).toHaveLength(1);
    expect(world.last().views.map(({ query }) => query)).toEqual(['a', 'b', 'c']);
  });

  it('hands each frame to the pages that look at its view, and to no others', () => {
    const { one, two, frame } = live();
    frame('a', 2);
    expect(one.frames().map(({ id }) => id)).toEqual(['v:1', 'v:2']);
    expect(two.frames().map(({ id }) => id)).toEqual(['v:1']);
  });

  it('never shares what is asked by different tokens, or by none', () => {
    const world = stage();
    const pages = ['a#t.o.1', 'a#t.o.2', 'a', 'a#t.o.1'].map((query) => {
      const page = world.page();
      page.watch(query);
      return page;
    });
    world.clock.pass(25);
    expect(world.streams).toHaveLength(1);
    expect(world.last().views.map(({ query, token }) => [query, token])).toEqual([
      ['a', 't.o.1'],
      ['a', 't.o.2'],
      ['a', undefined],
    ]);
    world.last().sink.opened();
    const key = world.last().views[1]?.key;
    world.last().sink.event({ id: `${key}/v:1`, name: 'frame', data: JSON.stringify(frameOf(1, { reset: true })) });
    expect(pages.map((page) => page.frames().length)).toEqual([0, 1, 0, 0]);
  });

  it('tells pages who reads, and shows nobody what was held for others', () => {
    const { one, last, frame, page: open, clock } = live();
    const read = (name: string) => last().sink.event({ id: '', name: 'reader', data: JSON.stringify({ name }) });
    const told = (at: typeof one) => at.heard.flatMap((message) => (message.kind === 'reader' ? [message.json] : []));
    read('anna');
    read('anna');
    frame('a', 2);
    expect(told(one)).toEqual(['{"name":"anna"}']);
    read('bert');
    const late = open();
    late.watch('a');
    clock.pass(25);
    expect(told(late)).toEqual(['{"name":"bert"}']);
    expect(late.frames()).toEqual([]);
    frame('a', 3, { reset: true });
    expect(late.frames().map(({ id }) => id)).toEqual(['v:3']);
  });

  it('begins anew where its stream was asked to go on with what was held for somebody else', () => {
    const { one, last, frame, streams, open, clock } = live();
    const read = (name: string) => last().sink.event({ id: '', name: 'reader', data: JSON.stringify({ name }) });
    read('anna');
    frame('a', 2);
    last().sink.ended({ kind: 'lost', message: 'gone' });
    clock.pass(1_000);
    last().sink.opened();
    expect(last().views.map(({ lastId }) => lastId)).toContain('v:2');
    const before = streams.length;
    read('bert');
    read('bert');
    expect([streams.length, open().length]).toEqual([before + 1, 1]);
    expect(last().views.map(({ lastId }) => lastId)).toEqual([undefined, undefined]);
    expect(one.states().at(-1)).toBe('live');
  });

  it('shows a page that comes later the whole state at once, without asking the server', () => {
    const { frame, page: open, streams, clock } = live();
    frame('a', 2, { flows: counted(5) });
    const late = open();
    late.watch('a');
    clock.pass(25);
    expect(streams).toHaveLength(1);
    expect(late.states()).toEqual(['live']);
    expect(late.frames()).toMatchObject([{ id: 'v:2', reset: true, flows: { matched: 5 } }]);
  });

  it('goes on after the last frame of each view when the set changes, and no page notices', () => {
    const { page: open, one, two, open: opened, last, frame, clock } = live();
    frame('a', 2);
    open().watch('c');
    clock.pass(25);
    expect(opened()).toHaveLength(1);
    expect(last().views.map(({ query, lastId }) => [query, lastId])).toEqual([
      ['a', 'v:2'],
      ['b', 'v:1'],
      ['c', undefined],
    ]);
    last().sink.opened();
    expect([one.states(), two.states()]).toEqual([
      ['connecting', 'connecting', 'live'],
      ['connecting', 'connecting', 'live'],
    ]);
  });

  it('sends nothing to a page that rests, keeps its view for half a minute and shows it whole on return', () => {
    const { one, frame, clock, last, streams } = live();
    one.say({ kind: 'rest' });
    frame('a', 2, { flows: counted(2) });
    expect(one.frames()).toHaveLength(1);
    clock.pass(29_000);
    frame('a', 3, { flows: counted(3) });
    one.watch('a');
    expect(one.frames().at(-1)).toMatchObject({ id: 'v:3', reset: true, flows: { matched: 3 } });
    expect(streams).toHaveLength(1);
    one.say({ kind: 'rest' });
    clock.pass(30_000);
    clock.pass(25);
    expect(last().views.map(({ query }) => query)).toEqual(['b']);
  });

  it('lets go of a view at once when its page turns to another', () => {
    const { one, last, clock } = live();
    one.watch('c');
    clock.pass(25);
    expect(last().views.map(({ query }) => query)).toEqual(['b', 'c']);
  });

  it('forgets a page that died without a word, and closes the stream after the last', () => {
    const { hub, one, clock, open: opened } = live();
    for (let beat = 0; beat < 12; beat += 1) {
      one.beat('a');
      clock.pass(10_000);
    }
    expect(hub.size()).toEqual({ pages: 1, views: 1 });
    for (let beat = 0; beat < 12; beat += 1) clock.pass(10_000);
    clock.pass(25);
    expect(hub.size()).toEqual({ pages: 0, views: 0 });
    expect(opened()).toEqual([]);
    expect(clock.waiting()).toBe(0);
  });

  it('answers every sign of life, so that a page knows that it is heard', () => {
    const { one } = live();
    one.beat('a');
    expect(one.heard.at(-1)).toEqual({ kind: 'here', turn: 1 });
  });

  it('counts down once for all pages when the stream is lost, and resumes each view', () => {
    const { one, two, last, clock } = live();
    last().sink.ended({ kind: 'lost', message: 'The server cannot be reached.' });
    expect(one.heard.at(-1)).toMatchObject({ connection: { state: 'retrying', attempt: 1, retryAtMs: 525 } });
    expect(two.states().at(-1)).toBe('retrying');
    clock.pass(500);
    expect(last().views.map(({ lastId }) => lastId)).toEqual(['v:1', 'v:1']);
    last().sink.opened();
    expect(one.states().at(-1)).toBe('live');
  });

  it('tells a refusal to the pages of that view alone, and asks again when one wants it', () => {
    const { one, two, event, streams, last, clock } = live();
    const problem = { type: 'about:blank', title: 'no', status: 400, detail: 'No key "x".' };
    event('a', 'refused', problem);
    expect(one.heard.at(-1)).toMatchObject({ connection: { state: 'refused', problem } });
    expect(two.states().at(-1)).toBe('live');
    clock.pass(60_000);
    expect(streams).toHaveLength(1);
    one.beat('a');
    two.beat('b');
    one.say({ kind: 'retry' });
    clock.pass(25);
    expect(last().views.map(({ query }) => query)).toEqual(['a', 'b']);
  });

  it('closes without complaint when the only view was refused and the server ends the stream', () => {
    const world = stage();
    const only = world.page();
    only.watch('a');
    world.clock.pass(25);
    world.last().sink.opened();
    world.event('a', 'refused', { type: 'about:blank', title: 'no', status: 404, detail: '' });
    world.last().sink.ended({ kind: 'lost', message: 'The server ended the stream.' });
    expect(only.states()).toEqual(['connecting', 'connecting', 'live', 'refused', 'refused']);
    world.clock.pass(3_600_000);
    expect(world.streams).toHaveLength(1);
  });

  it('asks again for a view that the server ended', () => {
    const { event, streams, last, clock } = live();
    event('a', 'ended');
    clock.pass(1_000);
    clock.pass(25);
    expect(streams).toHaveLength(2);
    expect(last().views).toHaveLength(2);
  });

  it('says nothing of a stream that the server ended with all its views, and asks for them again', () => {
    const { one, event, streams, last, clock } = live();
    const heard = one.heard.length;
    event('a', 'ended');
    event('b', 'ended');
    last().sink.ended({ kind: 'lost', message: 'The server ended the stream.' });
    clock.pass(1_025);
    expect(streams).toHaveLength(2);
    expect(one.heard).toHaveLength(heard);
  });

  it('turns pages away where the server serves no such stream, so that each opens its own', () => {
    const { one, two, last, hub } = live();
    const problem = { type: 'about:blank', title: 'no', status: 405, detail: '' };
    last().sink.ended({ kind: 'refused', problem });
    expect([one.heard.at(-1)?.kind, two.heard.at(-1)?.kind]).toEqual(['unable', 'unable']);
    expect(hub.size()).toEqual({ pages: 0, views: 0 });
  });

  it('keeps pages when their sign-in ran out: a way of their own would be refused as well', () => {
    const { one, last, hub } = live();
    const problem = { type: 'about:blank', title: 'no', status: 401, detail: '' };
    last().sink.ended({ kind: 'refused', problem });
    expect(one.heard.at(-1)).toMatchObject({ connection: { state: 'refused', problem } });
    expect(hub.size().pages).toBe(2);
  });

  it('turns away the page whose view no longer fits on the stream', () => {
    const world = stage();
    const pages = Array.from({ length: 101 }, () => world.page());
    for (const [index, each] of pages.entries()) each.watch(`q=${index}`);
    expect(pages.map(({ heard }) => heard.at(-1)?.kind).filter((kind) => kind === 'unable')).toHaveLength(1);
    expect(pages.at(-1)?.heard.at(-1)?.kind).toBe('unable');
  });

  it('stands still without a network and goes on when it is back', () => {
    const { one, two, open: opened, last } = live();
    one.say({ kind: 'network', online: false });
    expect([one.states().at(-1), two.states().at(-1)]).toEqual(['offline', 'offline']);
    expect(opened()).toEqual([]);
    two.say({ kind: 'network', online: true });
    expect(last().views).toHaveLength(2);
  });

  it('shows every page what a page of its own would see, however pages come, rest and turn', () => {
    const act = fc.record({
      page: fc.nat(3),
      does: fc.constantFrom('a', 'b', 'c', 'rest', 'beat', 'frame', 'frame', 'frame', 'lost', 'wait'),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const world = stage();
        const server = countingServer(world);
        const pages = Array.from({ length: 4 }, () => ({ ...world.page(), query: '' }));
        for (const { page: index, does } of acts) {
          const each = pages[index];
          if (!each) continue;
          if (does === 'frame') server.step();
          else if (does === 'lost') server.lose();
          else if (does === 'wait') world.clock.pass(31_000);
          else if (does === 'beat') each.query && each.beat(each.query);
          else if (does === 'rest') each.say({ kind: 'rest' });
          else {
            each.query = does;
            each.watch(does);
          }
          world.clock.pass(25);
          server.serve();
        }
        for (const each of pages) expect(sumsOf(each.frames())).toEqual('consistent');
      }),
    );
  });
});

/** A server whose views each count up, one row a step; a frame after a gap would show as a wrong sum. */
function countingServer(world: Stage) {
  const values = new Map<string, number>();
  let served: Stream | null = null;
  const sent = new Map<string, number>();

  function serve() {
    const [open] = world.open();
    if (!open || open === served) return;
    served = open;
    sent.clear();
    open.sink.opened();
    for (const { key, query, lastId } of open.views) {
      const value = values.get(query) ?? 1;
      values.set(query, value);
      sent.set(key, lastId === undefined ? 0 : Number(lastId.split(':')[1]));
      if (lastId === undefined) send(open, key, value, { reset: true, flows: counted(value) });
    }
    catchUp(open);
  }

  function send(open: Stream, key: string, value: number, part: Partial<Frame>) {
    sent.set(key, value);
    open.sink.event({ id: `${key}/v:${value}`, name: 'frame', data: JSON.stringify(frameOf(value, part)) });
  }

  function catchUp(open: Stream) {
    for (const { key, query } of open.views)
      for (let next = (sent.get(key) ?? 0) + 1; next <= (values.get(query) ?? 0); next += 1)
        send(open, key, next, { flows: counted(next) });
  }

  return {
    serve,
    step() {
      for (const query of ['a', 'b', 'c']) values.set(query, (values.get(query) ?? 1) + 1);
      if (served && !served.closed) catchUp(served);
    },
    lose() {
      const [open] = world.open();
      if (!open || open !== served) return;
      open.closed = true;
      open.sink.ended({ kind: 'lost', message: 'gone' });
      world.clock.pass(8_000);
    },
  };
}

/** Frames of one page: each continues the one before by exactly one step, or is whole. */
function sumsOf(frames: readonly Frame[]): string {
  let content: FeedContent | null = null;
  for (const each of frames) {
    const before: number = content?.flows?.matched ?? 0;
    content = applyFrame(content, each);
    if (!each.reset && content.flows?.matched !== before + 1) return `${each.id} does not continue ${before}`;
  }
  return 'consistent';
}
