import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startDemoRelay } from '@/demo/demo';
import { type FlowInit, type Relay, type RelayOptions, startRelay } from '@/demo/relay-server';
import type { Side } from '@/lib/filter/filter';
import type { ListedKey } from '@/lib/filter/keys/listed-keys';
import { parseFilter } from '@/lib/filter/parse';
import type { Flow } from '@/lib/flow/flow';
import { createLive } from '@/lib/live/create-live';
import type { ClusterStatus, Frame, Live, SerialFrame, WatchQuery } from '@/lib/live/live';
import { frameText } from '@/lib/live/view/serial-frame';
import { createRelayClient, type RelayClient } from '@/lib/relay/client';
import type { RelayTarget } from '@/lib/relay/relay';
import { byId } from '@/lib/rollup/keyed-diff';
import { Verdict } from '@/proto/gen/flow/flow_pb';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function liveOn(address: string, observe: 'always' | 'on-demand', connect = createRelayClient as Connect): Live {
  const clusters = [{ cluster: 'c0', address, tls: null }];
  const memoryBytes = 1024 * 2 ** 20;
  const live = createLive({ clusters, memoryBytes, version: 'test', observe, graceMs: 200, connect });
  closers.push(() => live.close());
  return live;
}

type Connect = (target: RelayTarget) => RelayClient;

function filterOf(text: string) {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
}

function watch(live: Live, filter: string, over: Partial<WatchQuery> = {}) {
  const abort = new AbortController();
  closers.push(() => abort.abort());
  const query: WatchQuery = {
    filter: filterOf(filter),
    wants: ['map', 'drops', 'flows'],
    group: 'workload',
    windowMs: 900_000,
    rows: 1_000,
    ...over,
  };
  const stream = live.watch(query, abort.signal);
  return { abort, frames: { next: async () => (await stream)[Symbol.asyncIterator]().next() } };
}

async function next(frames: AsyncIterator<SerialFrame>): Promise<Frame> {
  const result = await frames.next();
  if (result.done) throw new Error('the stream ended');
  return JSON.parse(frameText(result.value));
}

async function until<T>(ask: () => Promise<T> | T, is: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await ask();
    if (is(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function cluster(live: Live): Promise<ClusterStatus> {
  const [found] = (await live.status()).clusters;
  if (!found) throw new Error('no cluster');
  return found;
}

async function started(options: RelayOptions = {}, connect?: Connect): Promise<{ relay: Relay; live: Live }> {
  const relay = await startRelay({ nodes: ['demo/a', 'demo/b'], ...options });
  closers.push(() => relay.stop());
  return { relay, live: liveOn(relay.address, 'on-demand', connect) };
}

const flow = (namespace: string, over: FlowInit = {}): FlowInit =>
  ({
    verdict: Verdict.FORWARDED,
    source: { namespace, podName: 'web-0' },
    destination: { namespace: 'data', podName: 'db-0' },
    nodeLabels: ['topology=rack-1'],
    Summary: 'TCP Flags: SYN',
    ...over,
  }) as FlowInit;

const open = (relay: Relay) => relay.stats().streams.filter(({ open: isOpen, follow }) => isOpen && follow);

/** What both modes must agree on: the rest is of when and how a row came. */
function rowOf({ arrivedMs, masked, nodeLabels, summary, extensions, ...row }: Flow) {
  return row;
}

async function answersOf(live: Live, filter: string, fromMs: number, toMs: number) {
  const scope = { filter: filterOf(filter), fromMs, toMs };
  const valuesOf = (key: ListedKey, side: Side = 'either') => live.values(scope, { key, side, prefix: '', limit: 50 });
  const [map, drops, { flows }, ...counted] = await Promise.all([
    live.map(scope, 'workload'),
    live.drops(scope),
    live.flows(scope, { limit: 1_000 }),
    valuesOf('ns'),
    valuesOf('pod'),
    valuesOf('ns', 'end'),
  ]);
  const { nodes, edges, undrawnBy } = map;
  const values = counted.map((answer) => answer.values);
  return { nodes, edges, undrawnBy, groups: drops.groups, flows: flows.map(rowOf), values };
}

/** What a new reader is told first, less what depends on the moment. */
async function firstFrameOf(live: Live, filter: string) {
  const { frames, abort } = watch(live, filter, { rows: 999 });
  const { map, drops, flows } = await next(frames);
  abort.abort();
  const edges = map?.edges.upserted.toSorted(byId).map(({ flowsPerSecond, denialsPerSecond, ...edge }) => edge);
  const nodes = map?.nodes.upserted.toSorted(byId);
  const groups = drops?.upserted.map(({ perSecond, trend, ...group }) => group);
  return { nodes, edges, undrawnBy: map?.undrawnBy, groups, flows: flows?.rows.map(rowOf) };
}

describe('a secret that is masked', () => {
  const url = 'http://shop/login?user=anna&token=hunter2';
  const http = { method: 'GET', url, headers: [{ key: 'Cookie', value: 'sid=hunter2' }] };
  const secret = flow('shop', { l7: { type: 1, record: { case: 'http', value: http } } });

  it.each([
    ['http.url:token=h', 0],
    ['-http.url:token=h', 1],
    ['http.url:masked|token=h', 1],
    ['http.url:masked|token=x', 1],
    ['-http.header:Cookie:sid=hunter2', 1],
    ['http.url:user=anna', 1],
    ['cel:"_flow.l7.http.url.contains(\'hunter\')"', 0],
  ])('cannot be found out through what Relay leaves out: %s', async (filter, count) => {
    const { relay, live } = await started();
    relay.push([secret], 'demo/a');
    const { flows } = await live.flows({ filter: filterOf(filter) }, { limit: 10 });
    expect(flows).toHaveLength(count);
    expect(JSON.stringify(flows)).not.toContain('hunter2');
    const whole = flows[0]?.uuid && (await live.flow(undefined, flows[0].uuid));
    expect(JSON.stringify(whole ?? '')).not.toContain('hunter2');
  });
});

describe('a cluster watched whole and on demand', () => {
  it.each([
    '',
    'ns:shop',
    'verdict:denied',
    'pod:shop/cart',
    'to.port:5432',
    '-ns:kube-system',
    '-verdict:FORWARDED',
    '-pod:kube-system/ -port:53',
    'from.ns:shop proto:tcp',
    'cart',
    'policy:*',
    'reply:false http.status:2+,5+',
    'end.ns:shop end.label:app',
    'type:trace -node.label:zone=nowhere',
    'cel:"_flow.l4.TCP.destination_port > uint(1024)" from.ns:shop',
  ])(
    'answers alike when asked for %j',
    async (filter) => {
      const { relay, player, stop } = await startDemoRelay({ seed: 7, rate: 40, outages: false, historyS: 10 });
      closers.push(stop);
      const [always, onDemand] = [liveOn(relay.address, 'always'), liveOn(relay.address, 'on-demand')];
      await next(watch(onDemand, filter).frames);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      player.pause();
      const sent = relay.stats().nodes.reduce((sum, { seen }) => sum + seen, 0);
      await until(
        () => cluster(always),
        ({ flowsReceived }) => flowsReceived === sent,
      );
      const toMs = Date.now();
      const whole = await answersOf(always, filter, toMs - 60_000, toMs);
      const { flows } = whole;
      await until(
        () => cluster(onDemand),
        ({ flowsReceived }) => flowsReceived === flows.length,
      );
      // A picture is drawn anew within a second of the last flow, on either side.
      await vi.waitFor(
        async () => {
          const frame = await firstFrameOf(always, filter);
          expect(frame.flows).toHaveLength(flows.length);
          expect(await firstFrameOf(onDemand, filter)).toEqual(frame);
        },
        { timeout: 30_000, interval: 100 },
      );
      expect(await answersOf(onDemand, filter, toMs - 60_000, toMs)).toEqual(whole);
    },
    60_000,
  );
});

describe('upstream streams', () => {
  it('are opened by the first reader, shared by equal filters and closed after the last', async () => {
    const { relay, live } = await started();
    relay.push([flow('shop'), flow('shop'), flow('ops')]);
    expect(open(relay)).toEqual([]);
    const first = watch(live, 'ns:shop verdict:FORWARDED');
    expect((await next(first.frames)).flows).toMatchObject({ matched: 2, hidden: 0 });
    const second = watch(live, 'verdict:FORWARDED ns:shop', { wants: ['flows'], rows: 5 });
    expect((await next(second.frames)).flows?.matched).toBe(2);
    const other = watch(live, 'ns:ops');
    expect((await next(other.frames)).flows?.matched).toBe(1);
    expect(open(relay)).toHaveLength(2);
    const { streams, connection, observe } = await cluster(live);
    expect([connection.state, observe]).toEqual(['live', 'on-demand']);
    expect(streams?.map((each) => [each.filter, each.views, each.flowsReceived, each.masked])).toEqual([
      ['ns:shop verdict:FORWARDED', 2, 2, true],
      ['ns:ops', 1, 1, true],
    ]);
    expect(streams?.[1]?.whitelist).toContainEqual({ source_pod: ['ops/'] });
    first.abort.abort();
    other.abort.abort();
    await until(
      () => open(relay),
      ({ length }) => length === 1,
    );
    relay.push(flow('shop'));
    await until(
      () => next(second.frames),
      ({ flows }) => flows?.matched === 3,
    );
    second.abort.abort();
    await until(
      () => open(relay),
      ({ length }) => length === 0,
    );
    expect((await cluster(live)).flowsReceived).toBe(4);
  });

  it('leave out what a server sends that does not know the filter', async () => {
    const { relay, live } = await started({ ignoreFilters: true });
    relay.push([flow('shop'), flow('ops'), flow('ops')]);
    const { frames } = watch(live, 'ns:shop');
    expect((await next(frames)).flows?.matched).toBe(1);
    await until(
      () => cluster(live),
      ({ streams }) => streams?.[0]?.flowsBeside === 2,
    );
    expect((await cluster(live)).flowsReceived).toBe(1);
  });

  it('ask without a CEL expression where agents refuse it, and for whole flows where the filter needs them', async () => {
    const { relay, live } = await started();
    relay.push([flow('shop'), flow('ops'), flow('ops', { nodeLabels: ['topology=rack-2'] })]);
    const { frames } = watch(live, 'cel:"_flow.source.namespace == \'ops\'" node.label:topology=rack-2');
    await until(
      () => next(frames),
      ({ flows }) => flows?.matched === 1,
    );
    const [stream] = (await cluster(live)).streams ?? [];
    expect(stream).toMatchObject({ masked: false, flowsReceived: 1, connection: { state: 'live' } });
  });

  it('are not opened for an expression that says nothing', async () => {
    const { relay, live } = await started();
    const scope = { filter: filterOf('cel:"_flow.nope"') };
    await expect(live.map(scope, 'workload')).rejects.toMatchObject({ code: 'filter', message: /nope/ });
    await expect(watch(live, 'http.path:\\p{Nope}').frames.next()).rejects.toThrow(/cannot be answered/);
    expect(relay.stats().streams).toEqual([]);
  });

  it.each([
    ['knows no masks', '1.15.9', false],
    ['knows fewer fields', '1.16.3', true],
  ])('come from an agent that %s', async (_, version, masked) => {
    const { relay, live } = await started({ version });
    relay.push(flow('shop'));
    const { frames } = watch(live, 'ns:shop');
    expect((await next(frames)).flows?.rows).toHaveLength(1);
    expect((await cluster(live)).streams?.[0]?.masked).toBe(masked);
  });

  it('ask for whole flows where an agent refuses the mask after all', async () => {
    const boasting: Connect = (target) => {
      const client = createRelayClient(target);
      const nodes = async () => (await client.nodes()).map((node) => ({ ...node, version: '1.19.4' }));
      return { ...client, nodes };
    };
    const { relay, live } = await started({ version: '1.17.2' }, boasting);
    relay.push(flow('shop'));
    const { frames } = watch(live, 'ns:shop');
    await until(
      () => next(frames),
      ({ flows }) => flows?.matched === 1,
    );
    expect((await live.map({ filter: filterOf('ns:shop proto:tcp') }, 'workload')).complete).toBe(false);
  });

  it('come back after Relay was gone, and count nothing twice', async () => {
    const { relay, live } = await started();
    relay.push([flow('shop'), flow('shop')]);
    const { frames } = watch(live, 'ns:shop');
    await until(
      () => next(frames),
      ({ flows }) => flows?.matched === 2,
    );
    await relay.crash();
    await until(
      () => cluster(live),
      ({ connection }) => connection.state === 'retrying',
    );
    relay.push([flow('shop'), flow('ops')]);
    await relay.revive();
    await live.reconnect();
    await until(
      () => next(frames),
      ({ flows }) => flows?.matched === 3,
    );
    await until(
      () => cluster(live),
      ({ connection }) => connection.state === 'live',
    );
  }, 30_000);
});

describe('questions without a stream', () => {
  const minute = 60_000;

  it('are put to Relay once, and leave nothing open', async () => {
    const { relay, live } = await started();
    relay.push([flow('shop'), flow('shop'), flow('ops')]);
    const scope = { filter: filterOf('ns:shop') };
    const map = await live.map(scope, 'workload');
    expect(map.edges.map(({ events }) => events)).toEqual([{ FORWARDED: 2 }]);
    expect((await live.flows(scope, { limit: 10 })).flows).toHaveLength(2);
    expect(relay.stats().streams.filter(({ open: isOpen }) => isOpen)).toEqual([]);
    expect((await live.status()).views).toBe(0);
  });

  it('go on page by page from the same answer', async () => {
    const { relay, live } = await started();
    relay.push(Array.from({ length: 25 }, () => flow('shop')));
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await live.flows({ filter: filterOf('ns:shop') }, { limit: 10, cursor });
      ids.push(...page.flows.map(({ id }) => id));
      cursor = page.next ?? undefined;
      relay.push(flow('shop'));
    } while (cursor);
    expect(new Set(ids).size).toBe(25);
  });

  it('are complete as far back as all rings reach', async () => {
    const { relay, live } = await started({ ringCapacity: 15 });
    const time = timestampFromMs(Date.now() - 5 * minute);
    for (const node of ['demo/a', 'demo/b']) {
      relay.push(
        Array.from({ length: 20 }, () => flow('ops', { time })),
        node,
      );
    }
    const ask = (agoMs: number) => live.map({ filter: filterOf('ns:shop'), fromMs: Date.now() - agoMs }, 'workload');
    expect(await ask(2 * minute)).toMatchObject({ complete: true, edges: [] });
    const { complete, gaps } = await ask(10 * minute);
    expect([complete, gaps.filter(({ quiet }) => !quiet)]).toEqual([false, []]);
  });

  it('are answered by an open stream of more', async () => {
    const { relay, live } = await started();
    relay.push([flow('shop'), flow('ops')]);
    const { frames } = watch(live, 'ns:data');
    expect((await next(frames)).flows?.matched).toBe(2);
    const asked = relay.stats().calls.GetFlows;
    const { flows } = await live.flows({ filter: filterOf('ns:data from.ns:ops') }, { limit: 10 });
    expect(flows.map(({ source }) => source?.namespace)).toEqual(['ops']);
    expect(relay.stats().calls.GetFlows).toBe(asked);
  });

  it('find what a row left out, as long as a node holds it', async () => {
    const { relay, live } = await started();
    relay.push(flow('shop'));
    const { flows } = await live.flows({ filter: filterOf('ns:shop') }, { limit: 1 });
    const [row] = flows;
    expect(row).toMatchObject({ masked: true, nodeLabels: [] });
    const whole = await live.flow(undefined, row?.id ?? '');
    expect(whole).toMatchObject({ nodeLabels: ['topology=rack-1'], summary: 'TCP Flags: SYN' });
    expect(whole.masked).toBeUndefined();
    await relay.crash();
    expect(await live.flow(undefined, row?.id ?? '')).toMatchObject({ masked: true });
  });

  it('say why Relay could not be asked', async () => {
    const { relay, live } = await started();
    await relay.crash();
    await expect(live.map({ filter: filterOf('ns:shop') }, 'workload')).rejects.toMatchObject({
      code: 'relay-failed',
      message: expect.stringContaining('Nothing listens at'),
    });
  });
});
