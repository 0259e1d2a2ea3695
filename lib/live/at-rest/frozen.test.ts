import { gunzipSync, gzipSync } from 'node:zlib';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { afterEach, describe, expect, it } from 'vitest';
import { type FlowInit, type Relay, startRelay } from '@/demo/relay-server';
import { parseFilter } from '@/lib/filter/parse';
import type { Grouping } from '@/lib/graph/graph';
import { groupings } from '@/lib/graph/graph';
import { createLive } from '@/lib/live/create-live';
import type { Frame, Live, Scope } from '@/lib/live/live';
import { frameText } from '@/lib/live/view/serial-frame';
import { DropReason, TrafficDirection, Verdict } from '@/proto/gen/flow/flow_pb';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const nodes = ['demo/a', 'demo/b'] as const;
/** The middle of a bucket, so that flows of the same bucket lie outside of the span. */
const endMs = Math.floor(Date.now() / 15_000) * 15_000 - 20_000;
const startMs = endMs - 120_000;

async function relayWith(flows: readonly (readonly [string, number, FlowInit])[]): Promise<Relay> {
  const relay = await startRelay({ nodes });
  closers.push(() => relay.stop());
  for (const [node, atMs, flow] of flows) relay.push({ ...flow, time: timestampFromMs(atMs) } as FlowInit, node);
  return relay;
}

function liveOn(addresses: readonly string[], more: object = {}): Live {
  const clusters = addresses.map((address, index) => ({ cluster: `c${index}`, address, tls: null }));
  const live = createLive({ clusters, memoryBytes: 64 * 2 ** 20, version: 'test', ...more });
  closers.push(() => live.close());
  return live;
}

const pod = (name: string, namespace = 'shop') => ({
  ...{ ID: 1, identity: 1000, namespace, podName: `${name}-5d8f7c9b6d-q7wzn` },
  labels: [`k8s:app=${name}`, `k8s:io.kubernetes.pod.namespace=${namespace}`],
  workloads: [{ kind: 'Deployment', name }],
});

function call(over: FlowInit = {}): FlowInit {
  return {
    verdict: Verdict.FORWARDED,
    source: pod('cart'),
    destination: pod('pay'),
    IP: { source: '10.0.0.1', destination: '10.0.0.2' },
    l4: { protocol: { case: 'TCP', value: { sourcePort: 40_000, destinationPort: 80, flags: { SYN: true } } } },
    eventType: { type: 4, subType: 0 },
    isReply: false,
    trafficDirection: TrafficDirection.EGRESS,
    ...over,
  } as FlowInit;
}

const denied = call({
  verdict: Verdict.DROPPED,
  dropReasonDesc: DropReason.POLICY_DENIED,
  eventType: { type: 1, subType: 133 },
  isReply: undefined,
  source: pod('test', 'other'),
} as FlowInit);

const byService = call({
  destination: { identity: 2 },
  destinationService: { name: 'pay', namespace: 'shop' },
  IP: { source: '10.0.0.1', destination: '10.96.0.1' },
} as FlowInit);

const secret = call({
  l7: {
    type: 1,
    record: {
      case: 'http',
      value: {
        method: 'GET',
        url: 'http://pay/?token=hunter2',
        protocol: 'HTTP/1.1',
        headers: [{ key: 'Cookie', value: 'id=7' }],
      },
    },
  },
  eventType: { type: 129, subType: 0 },
} as FlowInit);

/** Before, at the edges of, within and after the span; with and without uuid, on two nodes. */
const traffic: readonly (readonly [string, number, FlowInit])[] = [
  ['demo/a', startMs - 60_000, call()],
  ['demo/a', startMs, call({ uuid: 'first' } as FlowInit)],
  ...Array.from({ length: 40 }, (_, index) => {
    const kinds = [call(), denied, byService, secret, call({ destination: pod('bank', 'money') } as FlowInit)];
    return [nodes[index % 2] ?? 'demo/a', startMs + index * 2_900, kinds[index % kinds.length] ?? call()] as const;
  }),
  ['demo/b', endMs, call({ uuid: 'last' } as FlowInit)],
  ['demo/b', endMs + 1_000, denied],
];

function scopeOf(text: string, more: Partial<Scope> = {}): Scope {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return { filter: parsed.filter, fromMs: startMs, toMs: endMs, ...more };
}

/** So many flows of each cluster. */
async function ready(live: Live, ...flows: readonly number[]): Promise<void> {
  for (;;) {
    const { clusters } = await live.status();
    if (flows.every((least, at) => (clusters[at]?.flowsReceived ?? 0) >= least)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Where the next page begins is told by a name of the log itself, which is another one. */
const withoutCursor = (_: string, value: unknown) =>
  typeof value === 'object' && value && 'next' in value ? { ...value, next: value.next !== null } : value;

async function answersOf(live: Live, scope: Scope): Promise<Readonly<Record<string, string>>> {
  const asked: readonly (readonly [string, Promise<unknown>])[] = [
    ...groupings.map((group) => [`map by ${group}`, live.map(scope, group)] as const),
    ['drops', live.drops(scope)],
    ['audited', live.drops(scope, 'audit')],
    ['flows', live.flows(scope, { limit: 1_000 })],
    ['a page of flows', live.flows(scope, { limit: 7 })],
    ...(['verdict', 'reason', 'namespace'] as const).map(
      (by) => [`series by ${by}`, live.series(scope, by, 30_000)] as const,
    ),
    ['namespaces', live.namespaces(scope)],
    ['values of ns', live.values(scope, { key: 'ns', side: 'either', prefix: '', limit: 50 })],
    ['values of url', live.values(scope, { key: 'http.url', side: 'either', prefix: '', limit: 50 })],
  ];
  const texts = await Promise.all(
    asked.map(async ([name, answer]) => [name, JSON.stringify(await answer, withoutCursor)] as const),
  );
  return Object.fromEntries(texts);
}

const about = { by: null, page: 'map', view: '' } as const;

async function frozen(live: Live, scope: Scope, group: Grouping = 'workload', id = 'AAAAAAAAAAAAAAAA'): Promise<Scope> {
  const { bytes } = await live.freeze(scope, group, about);
  await live.openSnapshot(id, bytes);
  return { ...scope, cluster: `snapshot:${id}` };
}

describe('a snapshot of a view', () => {
  it.each([
    '',
    'ns:shop',
    'from.ns:other verdict:denied',
    'port:80',
    'ip:10.0.0.2',
    'cel:"_flow.l4.TCP.destination_port == 80u"',
  ])('equals the view in its answers, to the byte: %s', async (text) => {
    const relay = await relayWith(traffic);
    const live = liveOn([relay.address]);
    await ready(live, traffic.length);
    const scope = scopeOf(text);
    const before = await answersOf(live, scope);
    expect(await answersOf(live, await frozen(live, scope))).toEqual(before);
    // Frozen on another level, opened by another server, without a Relay.
    const { bytes } = await live.freeze(scope, 'pod', about);
    const other = liveOn([]);
    await other.openSnapshot('BBBBBBBBBBBBBBBB', bytes);
    expect(await answersOf(other, { ...scope, cluster: 'snapshot:BBBBBBBBBBBBBBBB' })).toEqual(before);
  });

  it('equals a view of several clusters', async () => {
    const relays = [await relayWith(traffic), await relayWith(traffic.slice(3, 9))];
    const live = liveOn(relays.map(({ address }) => address));
    await ready(live, traffic.length, 6);
    const scope = scopeOf('ns:shop');
    const before = await answersOf(live, scope);
    expect(await answersOf(live, await frozen(live, scope))).toEqual(before);
  });

  it('equals a view of what Relay is asked for on demand', async () => {
    const relay = await relayWith(traffic);
    // What Relay answered is at hand for a second; another answer names its flows otherwise.
    const atMs = Date.now();
    const live = liveOn([relay.address], { observe: 'on-demand', now: () => atMs });
    const scope = scopeOf('ip:10.0.0.2');
    const before = await answersOf(live, scope);
    const there = await answersOf(live, await frozen(live, scope, 'pod'));
    expect(there.flows).toEqual(before.flows);
    expect(there['map by pod']).toEqual(before['map by pod']);
    expect(there['map by workload']).toEqual(before['map by workload']);
  });

  it('can be narrowed, and frozen again', async () => {
    const relay = await relayWith(traffic);
    const live = liveOn([relay.address]);
    await ready(live, traffic.length);
    const there = await frozen(live, scopeOf('ns:shop'));
    const narrow = scopeOf('ns:shop verdict:denied');
    const before = await answersOf(live, narrow);
    expect(await answersOf(live, { ...narrow, cluster: there.cluster })).toEqual(before);
    const again = await frozen(live, { ...narrow, cluster: there.cluster }, 'workload', 'CCCCCCCCCCCCCCCC');
    expect(await answersOf(live, again)).toEqual(before);
  });

  it('is of the moment it was frozen at, also where its last bucket was not over', async () => {
    const relay = await relayWith(traffic);
    let nowMs = endMs + 1_000;
    const live = liveOn([relay.address], { now: () => nowMs });
    await ready(live, traffic.length);
    const scope = scopeOf('ns:shop');
    const before = await answersOf(live, scope);
    const there = await frozen(live, scope);
    nowMs += 3_600_000;
    expect(await answersOf(live, there)).toEqual(before);
    expect(await answersOf(live, await frozen(live, there, 'workload', 'DDDDDDDDDDDDDDDD'))).toEqual(before);
  });

  it('stays as it is while the cluster goes on, with flows found by their ids', async () => {
    const relay = await relayWith(traffic);
    const live = liveOn([relay.address]);
    await ready(live, traffic.length);
    const there = await frozen(live, scopeOf(''));
    const before = await answersOf(live, there);
    relay.push({ ...denied, time: timestampFromMs(endMs - 5_000) } as FlowInit, 'demo/a');
    await ready(live, traffic.length + 1);
    expect(await answersOf(live, there)).toEqual(before);
    const { flows } = await live.flows(there, { limit: 1_000 });
    for (const flow of flows) expect(await live.flow(there.cluster, flow.id)).toEqual(flow);
    expect((await live.related(there.cluster, flows[0]?.id ?? '')).flows.length).toBeGreaterThan(0);
    await expect(live.flow(undefined, 'nothing')).rejects.toMatchObject({ code: 'no-such-flow' });
  });

  it('holds no secrets that readers are not shown', async () => {
    const relay = await relayWith(traffic);
    const live = liveOn([relay.address]);
    await ready(live, traffic.length);
    const { bytes } = await live.freeze(scopeOf(''), 'workload', about);
    const text = gunzipSync(bytes).toString();
    expect(text).not.toContain('hunter2');
    expect(text).toContain('token=');
  });

  it('holds the newest flows there is room for, and says exactly how many it left out', async () => {
    const relay = await relayWith(traffic);
    const live = liveOn([relay.address]);
    await ready(live, traffic.length);
    const whole = await live.freeze(scopeOf(''), 'workload', about);
    expect(whole.flowsLeftOut).toBe(0);
    // An eighth of a third is for what has come to rest.
    const small = liveOn([relay.address], { memoryBytes: 24 * 60_000 });
    await ready(small, traffic.length);
    const { bytes, flows, flowsLeftOut, rows } = await small.freeze(scopeOf(''), 'workload', about);
    expect(flows).toBeGreaterThan(0);
    expect([flowsLeftOut > 0, flows + flowsLeftOut, rows]).toEqual([true, whole.flows, whole.rows]);
    await small.openSnapshot('AAAAAAAAAAAAAAAA', bytes);
    const there = { ...scopeOf(''), cluster: 'snapshot:AAAAAAAAAAAAAAAA' };
    const [kept, all] = await Promise.all([there, scopeOf('')].map((scope) => small.flows(scope, { limit: 1_000 })));
    expect(all?.flows.map(({ id }) => id).slice(0, kept?.flows.length)).toEqual(kept?.flows.map(({ id }) => id));
    expect(kept?.complete).toBe(false);
    expect(await small.map(there, 'workload')).toEqual(await small.map(scopeOf(''), 'workload'));
    const tiny = liveOn([relay.address], { memoryBytes: 24 * 2_000 });
    await ready(tiny, traffic.length);
    await expect(tiny.freeze(scopeOf(''), 'workload', about)).rejects.toMatchObject({ code: 'capture-too-large' });
  });

  it('is refused while four others are made, and made once they are done, whatever became of them', async () => {
    const relay = await relayWith(traffic);
    const live = liveOn([relay.address], { memoryBytes: 24 * 2_000 });
    await ready(live, traffic.length);
    const codeOf = () => live.freeze(scopeOf(''), 'workload', about).then(String, ({ code }) => code);
    const large = 'capture-too-large';
    expect(await Promise.all([codeOf(), codeOf(), codeOf(), codeOf(), codeOf()])).toEqual([
      ...[large, large, large, large],
      'captures-busy',
    ]);
    expect(await codeOf()).toBe(large);
  });

  it('is read page by page, and its pages join on to each other', async () => {
    const relay = await relayWith(traffic);
    const live = liveOn([relay.address]);
    await ready(live, traffic.length);
    const there = await frozen(live, scopeOf(''));
    const whole = await live.flows(there, { limit: 1_000 });
    const ids: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await live.flows(there, { limit: 9, ...(cursor && { cursor }) });
      ids.push(...page.flows.map(({ id }) => id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(ids).toEqual(whole.flows.map(({ id }) => id));
  });

  it('is watched apart from the cluster it was taken of', async () => {
    const relay = await relayWith(traffic);
    const live = liveOn([relay.address]);
    await ready(live, traffic.length);
    const there = await frozen(live, scopeOf('verdict:denied'));
    const query = {
      wants: ['flows', 'map', 'drops', 'namespaces'] as const,
      group: 'workload' as const,
      windowMs: 900_000,
      rows: 200,
    };
    const abort = new AbortController();
    closers.push(() => abort.abort());
    const matched = async (scope: Scope) => {
      const frames = (await live.watch({ ...scope, ...query }, abort.signal))[Symbol.asyncIterator]();
      const { value } = await frames.next();
      const frame: Frame = JSON.parse(frameText(value));
      return [frame.flows?.matched, frame.map?.edges.upserted.length, frame.drops?.upserted.length];
    };
    const here = { ...there, cluster: 'c0' };
    expect(await matched(there)).toEqual(await matched(here));
    expect((await live.status()).views).toBe(2);
  });

  it('is gone once it is closed, and says nothing of why', async () => {
    const relay = await relayWith(traffic);
    const live = liveOn([relay.address]);
    await ready(live, traffic.length);
    const there = await frozen(live, scopeOf(''));
    await live.closeSnapshot('AAAAAAAAAAAAAAAA');
    const refusals = await Promise.all(
      [there.cluster, 'snapshot:', 'snapshot:never-was'].map((cluster) =>
        live.flows({ ...there, cluster }, { limit: 1 }).catch((error) => error),
      ),
    );
    expect(new Set(refusals.map(({ message }) => message)).size).toBe(1);
    for (const refusal of refusals) expect(refusal).toMatchObject({ name: 'LiveError', code: 'no-such-snapshot' });
  });
});

describe('a bundle', () => {
  it('opens in another server as a capture does, and says where it was', async () => {
    const relay = await relayWith(traffic);
    const live = liveOn([relay.address]);
    await ready(live, traffic.length);
    const scope = scopeOf('ns:shop');
    const before = await answersOf(live, scope);
    const { bytes, flows } = await live.freeze(scope, 'workload', { by: 'Ada', page: 'drops', view: 'q=ns:shop' });
    const other = liveOn([]);
    async function* chunks() {
      for (let at = 0; at < bytes.length; at += 999) yield bytes.subarray(at, at + 999);
    }
    const report = await other.openCapture('incident.jsonl.gz', chunks());
    expect(report).toMatchObject({
      flows,
      bundle: { by: 'Ada', page: 'drops', view: 'q=ns:shop', flowsLeftOut: 0 },
      badLines: [],
    });
    expect(await answersOf(other, { filter: scope.filter, cluster: report.cluster })).toEqual(before);
    expect((await other.status()).clusters).toMatchObject([{ source: 'capture', address: 'incident.jsonl.gz' }]);
  });

  it('that is damaged is refused, and a capture may be compressed', async () => {
    const live = liveOn([]);
    const one = (bytes: Uint8Array) =>
      (async function* () {
        yield bytes;
      })();
    const damaged = gzipSync('{"eyepiece":"view","version":1}\n');
    await expect(live.openCapture('x', one(damaged))).rejects.toMatchObject({ code: 'capture-unreadable' });
    await expect(live.openCapture('x', one(damaged.subarray(0, 20)))).rejects.toMatchObject({
      code: 'capture-unreadable',
    });
    const line = JSON.stringify({ flow: { uuid: 'a', verdict: 'FORWARDED', time: '2025-03-01T10:00:00Z' } });
    expect(await live.openCapture('x.gz', one(gzipSync(line)))).toMatchObject({ flows: 1 });
  });
});
