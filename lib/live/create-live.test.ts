import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { afterEach, describe, expect, it } from 'vitest';
import { type FlowInit, type Relay, startRelay } from '@/demo/relay-server';
import { applyDropsDiff } from '@/lib/drops/diff';
import type { DropsDiff } from '@/lib/drops/group';
import { parseFilter } from '@/lib/filter/parse';
import { both } from '@/lib/filter/within';
import { applyGraphDiff, emptyGraph } from '@/lib/graph/diff';
import type { Graph } from '@/lib/graph/graph';
import { createLive } from '@/lib/live/create-live';
import type { ClusterStatus, Frame, Live, SerialFrame, WatchQuery } from '@/lib/live/live';
import { frameText } from '@/lib/live/view/serial-frame';
import { seesAll } from '@/lib/sight/sight';
import { DropReason, TrafficDirection, Verdict } from '@/proto/gen/flow/flow_pb';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const nodes = ['demo/a', 'demo/b', 'demo/c'] as const;

async function started(memoryBytes = 64 * 2 ** 20): Promise<{ relay: Relay; live: Live }> {
  const relay = await startRelay({ nodes });
  closers.push(() => relay.stop());
  return { relay, live: liveOn([relay.address], memoryBytes) };
}

function liveOn(addresses: readonly string[], memoryBytes = 64 * 2 ** 20): Live {
  const clusters = addresses.map((address, index) => ({ cluster: `c${index}`, address, tls: null }));
  const live = createLive({ clusters, memoryBytes, version: 'test' });
  closers.push(() => live.close());
  return live;
}

const pod = (name: string, namespace = 'shop') => ({
  ID: 1,
  identity: 1000,
  namespace,
  podName: name,
  labels: [`k8s:app=${name}`],
});

function call(over: FlowInit = {}): FlowInit {
  const init: FlowInit = {
    verdict: Verdict.FORWARDED,
    source: pod('cart-5d8f7c9b6d-q7wzn'),
    destination: pod('pay-5d8f7c9b6d-q7wzn'),
    IP: { source: '10.0.0.1', destination: '10.0.0.2' },
    l4: { protocol: { case: 'TCP', value: { sourcePort: 40_000, destinationPort: 80, flags: { SYN: true } } } },
    eventType: { type: 4, subType: 0 },
    isReply: false,
    trafficDirection: TrafficDirection.EGRESS,
  };
  return { ...init, ...over } as FlowInit;
}

const denied = (): FlowInit =>
  call({
    verdict: Verdict.DROPPED,
    dropReasonDesc: DropReason.POLICY_DENIED,
    eventType: { type: 1, subType: 133 },
    isReply: undefined,
    source: pod('test-pod', 'network-policy-test'),
  });

const noEnds = (): FlowInit => ({ verdict: Verdict.FORWARDED, eventType: { type: 4, subType: 0 } });

async function until<T>(ask: () => Promise<T> | T, is: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await ask();
    if (is(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function cluster(live: Live, index = 0): Promise<ClusterStatus> {
  const found = (await live.status()).clusters[index];
  if (!found) throw new Error('no cluster');
  return found;
}

const received = (live: Live, count: number) =>
  until(
    () => cluster(live),
    ({ flowsReceived }) => flowsReceived >= count,
  );
const connected = (live: Live) =>
  until(
    () => cluster(live),
    ({ connection }) => connection.state === 'live',
  );

function filterOf(text: string) {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
}

function query(over: Partial<WatchQuery> = {}): WatchQuery {
  return {
    filter: filterOf(''),
    wants: ['map', 'drops', 'flows', 'series', 'namespaces', 'status'],
    group: 'workload',
    windowMs: 900_000,
    rows: 200,
    ...over,
  };
}

function eventsOf({ edges, undrawn }: Pick<Graph, 'edges' | 'undrawn'>): number {
  return edges.reduce((sum, { events }) => sum + Object.values(events).reduce((a, b) => a + b, 0), undrawn);
}

function watch(live: Live, over: Partial<WatchQuery> = {}, lastId?: string) {
  const abort = new AbortController();
  closers.push(() => abort.abort());
  const stream = live.watch(query(over), abort.signal, lastId);
  return { abort, frames: { next: async () => (await stream)[Symbol.asyncIterator]().next() } };
}

async function next(frames: AsyncIterator<SerialFrame>): Promise<Frame> {
  const result = await frames.next();
  if (result.done) throw new Error('the stream ended');
  return JSON.parse(frameText(result.value));
}

/** Reads frames and puts them together until `is` holds. */
async function follow(
  frames: AsyncIterator<SerialFrame>,
  is: (held: { graph: Graph; sent: number; frame: Frame }) => boolean,
) {
  let graph = emptyGraph;
  let sent = 0;
  for (;;) {
    const frame = await next(frames);
    if (frame.reset) [graph, sent] = [emptyGraph, 0];
    if (frame.map) graph = applyGraphDiff(graph, frame.map);
    sent += (frame.flows?.rows.length ?? 0) + (frame.flows?.unsent ?? 0);
    if (is({ graph, sent, frame })) return { graph, sent, frame };
  }
}

describe('one Relay', () => {
  it('counts every flow once: edges and what is not drawn add up to what Relay sent', async () => {
    const { relay, live } = await started();
    for (let index = 0; index < 1_000; index += 1) {
      relay.push([call(), denied(), ...(index % 10 === 0 ? [noEnds()] : [])], nodes[index % 3]);
    }
    await received(live, 2_100);
    const map = await live.map({ filter: filterOf('') }, 'workload');
    expect(eventsOf(map)).toBe(2_100);
    expect(map.undrawn).toBe(100);
    const drops = await live.drops({ filter: filterOf('') });
    expect(drops.groups.map(({ count }) => count)).toEqual([1_000]);
    expect(relay.stats().uniqueFlows).toBe(2_100);
  });

  it('groups what audit mode let pass apart from what was dropped', async () => {
    const { relay, live } = await started();
    const audited = call({ verdict: Verdict.AUDIT, eventType: { type: 5, subType: 0 } });
    relay.push([denied(), audited, call(), audited, call()]);
    await received(live, 5);
    const groups = async (shown?: 'audit') => (await live.drops({ filter: filterOf('') }, shown)).groups;
    expect((await groups()).map(({ count, audited: is }) => [count, is])).toEqual([[1, undefined]]);
    expect((await groups('audit')).map(({ count, audited: is }) => [count, is])).toEqual([[2, true]]);
    const { frames } = watch(live, { wants: ['drops', 'audit'] });
    const counts = ({ upserted = [] }: Partial<DropsDiff> = {}) => upserted.map(({ count }) => count);
    const first = await next(frames);
    expect([counts(first.drops), counts(first.audit)]).toEqual([[1], [2]]);
    relay.push([audited]);
    const changed = await until(
      () => next(frames),
      ({ audit }) => audit !== undefined,
    );
    expect([counts(changed.drops), counts(changed.audit)]).toEqual([[], [3]]);
  });

  it('tells a reader at once what it holds, then goes on with what comes', async () => {
    const { relay, live } = await started();
    relay.push([call(), call(), denied()]);
    await received(live, 3);
    const { frames } = watch(live);
    const first = await next(frames);
    expect(first).toMatchObject({ reset: true, flows: { unsent: 0, matched: 3, hidden: 0 } });
    expect(first.flows?.rows).toHaveLength(3);
    expect(first.map?.edges.upserted).toHaveLength(2);
    expect(first.drops && applyDropsDiff([], first.drops)).toHaveLength(1);
    expect(first.series?.points.map(({ values }) => values)).toEqual([{ FORWARDED: 2, DROPPED: 1, denials: 1 }]);
    expect(first.namespaces?.map(({ namespace, denials }) => [namespace, denials])).toEqual([
      ['', 1],
      ['network-policy-test', 1],
      ['shop', 1],
    ]);
    expect(first.status?.clusters[0]).toMatchObject({ flowsReceived: 3, connection: { state: 'live' } });
    relay.push(call());
    const { frame } = await follow(frames, (held) => held.frame.flows?.matched === 4);
    expect(frame).toMatchObject({ reset: false, flows: { unsent: 0 } });
    // A map may come less often than rows do.
    const drawn = frame.map ? { frame } : await follow(frames, (held) => held.frame.map !== undefined);
    expect(drawn.frame.map?.edges.upserted.map(({ events }) => events)).toEqual([{ FORWARDED: 3 }]);
  });

  it('sends no more rows than asked for and counts the rest exactly', async () => {
    const { relay, live } = await started();
    await connected(live);
    const { frames } = watch(live, { rows: 5, wants: ['flows'] });
    await next(frames);
    for (let round = 0; round < 4; round += 1) {
      relay.push(Array.from({ length: 100 }, () => call()));
      await received(live, (round + 1) * 100);
    }
    const { sent, frame } = await follow(frames, (held) => held.frame.flows?.matched === 400);
    expect(sent).toBe(400);
    expect(frame.flows?.rows.length).toBeLessThanOrEqual(5);
  });

  it('tells a reader who is bound to a filter nothing of what is outside, also where frames have no filter', async () => {
    const { relay, live } = await started();
    relay.push([call(), denied(), call({ source: pod('dns', 'kube-system'), destination: pod('api', 'kube-system') })]);
    await received(live, 3);
    const within = filterOf('ns:shop');
    const reader = { sight: seesAll, name: null, within };
    await live.mark([{ group: 'g', kind: 'acknowledged', note: '', author: '', atMs: 0, untilMs: null, perMinute: 0 }]);
    const bound = watch(live, { filter: both(filterOf('verdict:DROPPED'), within), reader });
    const free = watch(live, { filter: both(filterOf('verdict:DROPPED'), within) });
    const of = (frame: Frame) => [
      frame.flows?.matched,
      frame.flows?.hidden,
      frame.namespaces?.length,
      frame.marks?.length,
    ];
    expect(of(await next(bound.frames))).toEqual([1, 1, 0, 0]);
    expect(of(await next(free.frames))).toEqual([1, 2, 4, 1]);
  });

  it('says what a filter hides, and how many denials are among it', async () => {
    const { relay, live } = await started();
    relay.push([call(), call(), denied(), denied(), denied()]);
    await received(live, 5);
    const { frames } = watch(live, { filter: filterOf('verdict:FORWARDED') });
    const first = await next(frames);
    expect(first.flows).toMatchObject({ matched: 2, hidden: 3, hiddenDenials: 3 });
    relay.push([call(), denied()]);
    const { frame } = await follow(frames, (held) => held.frame.flows?.matched === 3 && held.frame.flows.hidden === 4);
    expect(frame.flows?.hiddenDenials).toBe(4);
  });

  it.each([
    ['a filter the rollup knows', { filter: filterOf('ns:shop verdict:FORWARDED') }],
    ['a filter only the flows know', { filter: filterOf('pod:shop/cart-5d8f7c9b6d-q7wzn verdict:FORWARDED') }],
    ['a map of pods', { group: 'pod', filter: filterOf('verdict:FORWARDED') }],
    ['a map of nodes', { group: 'node', filter: filterOf('verdict:FORWARDED') }],
    ['a map of namespaces', { group: 'namespace', filter: filterOf('verdict:FORWARDED') }],
  ] as const)('keeps rows and map the same flows for %s', async (_, over) => {
    const { relay, live } = await started();
    relay.push(Array.from({ length: 50 }, () => call()));
    relay.push(denied());
    await received(live, 51);
    const { frames } = watch(live, over);
    await next(frames);
    relay.push(
      Array.from({ length: 30 }, () => call()),
      nodes[1],
    );
    const whole = watch(live, over);
    await received(live, 81);
    const { graph } = await follow(whole.frames, (held) => eventsOf(held.graph) === 80);
    expect(eventsOf(graph)).toBe(80);
    const map = await live.map({ filter: over.filter }, 'group' in over ? over.group : 'workload');
    expect(map.edges.map(({ id, events }) => [id, events])).toEqual(graph.edges.map(({ id, events }) => [id, events]));
  });

  it('computes equal views once and hands the same frames to all their readers', async () => {
    const { relay, live } = await started();
    relay.push(call());
    await received(live, 1);
    const readers = Array.from({ length: 10 }, () => watch(live).frames);
    const firsts = await Promise.all(readers.map((frames) => frames.next()));
    expect(new Set(firsts.map(({ value }) => value?.body)).size).toBe(1);
    expect(await live.status()).toMatchObject({ readers: 10, views: 1 });
  });

  it('lets a reader go on after the frame it names', async () => {
    const { relay, live } = await started();
    relay.push(call());
    await received(live, 1);
    const { frames, abort } = watch(live);
    const first = await next(frames);
    abort.abort();
    relay.push([call(), call()]);
    await received(live, 3);
    const again = watch(live, {}, first.id);
    const frame = await next(again.frames);
    expect(frame).toMatchObject({ reset: false, flows: { matched: 3 } });
    expect(frame.flows?.rows).toHaveLength(2);
  });

  it('forgets readers that come and vanish, and keeps few views for them', async () => {
    const { live } = await started();
    for (let index = 0; index < 40; index += 1) watch(live, { rows: index }).abort.abort();
    expect((await live.status()).readers).toBe(0);
    expect((await live.status()).views).toBeLessThanOrEqual(8);
  });

  it('takes flows of any clock, keeps their order of arrival among them, and loses none', async () => {
    const { relay, live } = await started();
    await connected(live);
    const hour = 3_600_000;
    const times = [0, 1_000, Date.now() - 5 * hour, Date.now() + 5 * hour, Date.now() - 1_000];
    for (const [index, time] of times.entries()) {
      relay.push(call({ time: timestampFromMs(time), uuid: `clock-${index}` }), undefined, { asIs: true });
    }
    await received(live, times.length);
    const map = await live.map({ filter: filterOf('') }, 'workload');
    expect(eventsOf(map)).toBe(times.length);
    const { flows, from } = await live.flows({ filter: filterOf('') }, { limit: 10 });
    expect(flows).toHaveLength(times.length);
    expect(Date.parse(from)).toBeGreaterThan(Date.now() - hour);
  });

  it('counts what it does not know and what cannot be read, and goes on', async () => {
    const { relay, live } = await started();
    await connected(live);
    relay.pushBytes(Uint8Array.of(0xfa, 0x06, 0x00));
    relay.pushBytes(Uint8Array.of(0x0a, 0x05, 0xff));
    relay.push(call());
    const status = await received(live, 1);
    expect(status).toMatchObject({ unknownResponses: 1, malformedMessages: 1, connection: { state: 'live' } });
  });

  it('skips a reader that does not read ahead, and tells it what it was not sent', async () => {
    const { relay, live } = await started();
    await connected(live);
    const slow = watch(live, { wants: ['flows'], rows: 3 }).frames;
    const keen = watch(live, { wants: ['flows'], rows: 3 }).frames;
    const [first] = await Promise.all([next(slow), next(keen)]);
    for (let round = 1; round <= 8; round += 1) {
      relay.push([call(), call()]);
      await follow(keen, (held) => held.frame.flows?.matched === round * 2);
    }
    const skipped = await next(slow);
    expect(first).toMatchObject({ reset: true, flows: { matched: 0 } });
    expect(skipped).toMatchObject({ reset: true, missed: { rows: 13 }, flows: { matched: 16, unsent: 13 } });
  }, 15_000);

  it('makes no frames while nobody takes them, and tells of all that time in the next one', async () => {
    const { relay, live } = await started();
    await connected(live);
    const idle = watch(live, { wants: ['flows'], rows: 3 }).frames;
    const keen = watch(live, { wants: ['flows'], rows: 5 }).frames;
    const [first] = await Promise.all([next(idle), next(keen)]);
    for (let round = 1; round <= 4; round += 1) {
      relay.push([call(), call()]);
      await follow(keen, (held) => held.frame.flows?.matched === round * 2);
    }
    const frame = await next(idle);
    const number = ({ id }: Frame) => Number(id.split(':')[1]);
    expect(number(frame)).toBe(number(first) + 1);
    expect(frame).toMatchObject({ reset: false, flows: { matched: 8, unsent: 5 } });
  });

  it('reports lost events and missing nodes as gaps', async () => {
    const { relay, live } = await started();
    relay.setNode('demo/c', 'down');
    relay.push(call());
    await received(live, 1);
    relay.loseEvents({ source: 1, count: 12n }, 'demo/a');
    const status = await until(
      () => cluster(live),
      ({ lostEvents, nodesUnavailable }) => lostEvents === '12' && nodesUnavailable === 1,
    );
    expect(status.nodes.find(({ name }) => name === 'demo/c')?.state).toBe('unavailable');
    const map = await live.map({ filter: filterOf('') }, 'workload');
    expect(map.complete).toBe(false);
    expect(map.gaps.map(({ kind, nodes: named }) => [kind, named])).toEqual(
      expect.arrayContaining([
        ['lost-events', ['demo/a']],
        ['node-unavailable', ['demo/c']],
      ]),
    );
  });

  it('counts nothing twice when Relay dies and returns, and marks the gap', async () => {
    const { relay, live } = await started();
    relay.push(Array.from({ length: 20 }, () => call()));
    relay.push(call(), nodes[1]);
    await received(live, 21);
    await relay.crash();
    await until(
      () => cluster(live),
      ({ connection }) => connection.state === 'retrying',
    );
    expect(eventsOf(await live.map({ filter: filterOf('') }, 'workload'))).toBe(21);
    relay.push(Array.from({ length: 7 }, () => call()));
    await relay.revive();
    const status = await received(live, 28);
    expect(status.flowsReceived).toBe(28);
    expect(status.repeatsDropped).toBeGreaterThan(0);
    const map = await live.map({ filter: filterOf('') }, 'workload');
    expect(eventsOf(map)).toBe(28);
    expect(map.gaps.map(({ kind }) => kind)).toContain('reconnect');
    const settled = await until(
      () => live.map({ filter: filterOf('') }, 'workload'),
      ({ gaps }) => gaps.some(({ message }) => message.endsWith('were read back.')),
    );
    expect(settled.gaps.find(({ kind }) => kind === 'reconnect')).toMatchObject({ quiet: true });
  }, 30_000);
});

describe('several Relays', () => {
  it('answer together, and each by itself', async () => {
    const relays = await Promise.all([startRelay({ nodes: ['demo/a'] }), startRelay({ nodes: ['demo/b'] })]);
    closers.push(...relays.map((relay) => () => relay.stop()));
    const live = liveOn(relays.map(({ address }) => address));
    for (const relay of relays) relay.push([call(), denied()]);
    await until(
      () => live.status(),
      ({ clusters }) => clusters.every(({ flowsReceived }) => flowsReceived === 2),
    );
    expect(eventsOf(await live.map({ filter: filterOf('') }, 'workload'))).toBe(4);
    expect(eventsOf(await live.map({ filter: filterOf(''), cluster: 'c1' }, 'workload'))).toBe(2);
    expect((await live.flows({ filter: filterOf('verdict:denied') }, { limit: 10 })).flows).toHaveLength(2);
    const { frames } = watch(live);
    expect(await next(frames)).toMatchObject({ flows: { matched: 4 } });
  });
});

describe('pages of flows', () => {
  it('go on where the last one ended, though flows keep coming', async () => {
    const { relay, live } = await started();
    relay.push(Array.from({ length: 25 }, (_, index) => call({ uuid: `u${index}` })));
    await received(live, 25);
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await live.flows({ filter: filterOf('') }, { limit: 10, cursor });
      ids.push(...page.flows.map(({ id }) => id));
      cursor = page.next ?? undefined;
      relay.push(call());
    } while (cursor);
    expect(ids).toHaveLength(25);
    expect(new Set(ids).size).toBe(25);
  });

  it('find a flow by its uuid, and one without by the id it was given', async () => {
    const { relay, live } = await started();
    relay.push(call({ uuid: 'known' }));
    relay.push(call({ time: timestampFromMs(Date.now()) }), undefined, { asIs: true });
    await received(live, 2);
    const { flows } = await live.flows({ filter: filterOf('') }, { limit: 10 });
    for (const { id, uuid } of flows)
      expect(await live.flow(undefined, id)).toMatchObject({ id, ...(uuid && { uuid }) });
    await expect(live.flow(undefined, 'unknown')).rejects.toMatchObject({ code: 'no-such-flow' });
    await expect(live.flow(undefined, '')).rejects.toMatchObject({ code: 'no-such-flow' });
  });

  it('refuse cursors and clusters they do not know', async () => {
    const { live } = await started();
    for (const cursor of ['', 'x', '1~other~2']) {
      await expect(live.flows({ filter: filterOf('') }, { limit: 1, cursor })).rejects.toMatchObject({
        code: 'bad-cursor',
      });
    }
    await expect(live.map({ filter: filterOf(''), cluster: 'x' }, 'pod')).rejects.toMatchObject({
      code: 'no-such-cluster',
      message: 'There is no cluster "x"; there are c0.',
    });
    await expect(live.watch(query({ cluster: 'capture:x' }), new AbortController().signal)).rejects.toThrow(
      'open the file again',
    );
  });
});
