import { afterEach, describe, expect, it } from 'vitest';
import { type FlowInit, type Relay, startRelay } from '@/demo/relay-server';
import { everything, type Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { createLive } from '@/lib/live/create-live';
import type { Frame, Live, WatchQuery } from '@/lib/live/live';
import { frameText } from '@/lib/live/view/serial-frame';
import type { Reader } from '@/lib/sight/reader';
import type { FarEnd } from '@/lib/sight/sight';
import { DropReason, TrafficDirection, Verdict } from '@/proto/gen/flow/flow_pb';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const pod = (name: string, namespace: string, ip: string) => ({
  ip,
  namespace,
  podName: `${name}-0`,
  clusterName: 'demo',
  labels: [`k8s:app=${name}`],
  workloads: [{ kind: 'Deployment', name }],
});

type Pod = ReturnType<typeof pod>;

const call = ({ ip: from, ...client }: Pod, { ip: to, ...server }: Pod, more: FlowInit = {}): FlowInit => {
  const usual: FlowInit = {
    verdict: Verdict.FORWARDED,
    source: client,
    destination: server,
    l4: { protocol: { case: 'TCP', value: { sourcePort: 40_000, destinationPort: 8_080 } } },
    IP: { source: from, destination: to },
    isReply: false,
    trafficDirection: TrafficDirection.EGRESS,
    eventType: { type: 4 },
  };
  return Object.assign(usual, more);
};

const denied: FlowInit = {
  verdict: Verdict.DROPPED,
  dropReasonDesc: DropReason.POLICY_DENIED,
  eventType: { type: 1, subType: 133 },
};

const [cart, stock, bank, ledger, safe] = [
  pod('cart', 'shop', '10.0.0.1'),
  pod('stock', 'shop', '10.0.0.2'),
  pod('bank', 'payments', '10.7.7.1'),
  pod('ledger', 'payments', '10.7.7.2'),
  pod('safe', 'vault', '10.7.7.3'),
];

/** One within the shop, three that leave it for two pods of one namespace, and others that are not the shop's. */
const story = (foreign: number): FlowInit[] => [
  call(cart, stock),
  call(cart, bank),
  call(cart, bank, denied),
  call(cart, ledger),
  ...Array.from({ length: foreign }, () => call(bank, safe, denied)),
];

const readerOf = (farEnd: FarEnd, name: string | null = null): Reader => ({
  sight: { grants: [{ cluster: '*', namespace: 'shop' }], farEnd },
  name,
});

function filterOf(text: string): Filter {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
}

async function started(observe: 'always' | 'on-demand' = 'always'): Promise<{ relay: Relay; live: Live }> {
  const relay = await startRelay({ nodes: ['demo/a'] });
  const target = { cluster: 'default', address: relay.address, tls: null };
  const live = createLive({ clusters: [target], memoryBytes: 256 * 2 ** 20, version: 'test', observe });
  closers.push(
    () => relay.stop(),
    () => live.close(),
  );
  return { relay, live };
}

async function holding(live: Live, count: number) {
  await expect.poll(async () => (await live.flows({ filter: everything }, { limit: 1_000 })).flows.length).toBe(count);
}

async function firstFrame(live: Live, query: Partial<WatchQuery>): Promise<Frame> {
  const abort = new AbortController();
  const usual = { filter: everything, group: 'workload', windowMs: 900_000, rows: 100 } as const;
  const wants = ['map', 'drops', 'flows', 'series', 'namespaces', 'status'] as const;
  for await (const frame of await live.watch({ ...usual, wants, ...query }, abort.signal)) {
    abort.abort();
    return JSON.parse(frameText(frame)) as Frame;
  }
  throw new Error('There was no frame.');
}

const names = (nodes: readonly { readonly entity?: unknown }[] | readonly object[]) => JSON.stringify(nodes);

describe.each(['always', 'on-demand'] as const)('what is read %s', (observe) => {
  it.each(['namespace', 'hidden'] as const)('is shown as far as it is in sight, far ends by %s', async (farEnd) => {
    const { relay, live } = await started(observe);
    relay.push(story(5));
    await holding(live, 9);
    const reader = readerOf(farEnd);
    const scope = { filter: everything, reader };
    const { flows } = await live.flows(scope, { limit: 100 });
    expect(flows).toHaveLength(4);
    const map = await live.map(scope, 'workload');
    // Both pods of the other namespace are one node, and one conversation.
    expect(map.nodes).toHaveLength(3);
    expect(map.edges.map(({ flows: count }) => count).toSorted()).toEqual([1, 3]);
    const { groups } = await live.drops(scope);
    expect(groups.map(({ count }) => count)).toEqual([1]);
    const series = await live.series(scope, 'verdict', 30_000);
    expect(series.points.reduce((sum, { values }) => sum + (values.FORWARDED ?? 0) + (values.DROPPED ?? 0), 0)).toBe(4);
    const values = await live.values(scope, { key: 'ns', side: 'either', prefix: '', limit: 50 });
    expect(values.values.map(({ value }) => value)).toEqual(farEnd === 'hidden' ? ['shop'] : ['shop', 'payments']);
    const frame = await firstFrame(live, { reader });
    expect(frame.flows).toMatchObject({ unsent: 0, matched: 4, hidden: 0 });
    expect(frame.status?.clusters[0]).toMatchObject({ repeatsDropped: 0, lagMs: null });
    for (const told of [flows, map, groups, values, frame]) {
      expect(names([told])).not.toMatch(/bank|ledger|safe|vault|10\.7\.7/);
      if (farEnd === 'hidden') expect(names([told])).not.toContain('payments');
    }
  });

  it('answers filters by what is shown, on rows and pictures alike', async () => {
    const { relay, live } = await started(observe);
    relay.push(story(5));
    await holding(live, 9);
    const reader = readerOf('hidden');
    const counts: Readonly<Record<string, number>> = {
      'ns:shop': 4,
      'ns:payments': 0,
      'workload:bank': 0,
      '-workload:bank': 4,
      'pod:payments/bank': 0,
      'label:app=bank': 0,
      '-label:app=bank': 4,
      'verdict:denied': 1,
      'to.workload:stock': 1,
      'cel:"_flow.destination.pod_name.startsWith(\'bank\')"': 0,
      'cel:"_flow.source.pod_name.startsWith(\'cart\')"': 4,
      bank: 0,
      'node.label:none=such': 0,
    };
    for (const [text, count] of Object.entries(counts)) {
      const scope = { filter: filterOf(text), reader };
      expect((await live.flows(scope, { limit: 100 })).flows, text).toHaveLength(count);
      const { edges } = await live.map(scope, 'pod');
      expect(
        edges.reduce((sum, { flows }) => sum + flows, 0),
        text,
      ).toBe(count);
    }
  });
});

it('gives those who see far ends whole what everybody sees, of what is in sight', async () => {
  const { relay, live } = await started();
  relay.push(story(2));
  await holding(live, 6);
  const seen = { filter: everything, reader: readerOf('full') };
  const all = { filter: filterOf('ns:shop') };
  const flowsOf = async (scope: typeof seen | typeof all) => (await live.flows(scope, { limit: 100 })).flows;
  expect(await flowsOf(seen)).toEqual(await flowsOf(all));
  const graphOf = async (scope: typeof seen | typeof all) => {
    const { nodes, edges } = await live.map(scope, 'workload');
    return { nodes, edges };
  };
  expect(await graphOf(seen)).toEqual(await graphOf(all));
});

it('takes in what comes later, and leaves what others do without a trace', async () => {
  const { relay, live } = await started();
  relay.push(story(1));
  await holding(live, 5);
  const reader = readerOf('namespace');
  const toMs = Date.now();
  const asked = async () => {
    const scope = { filter: everything, reader, fromMs: toMs - 60_000, toMs };
    const told = JSON.stringify([
      await live.map(scope, 'workload'),
      await live.drops(scope),
      await live.flows(scope, { limit: 2 }),
    ]);
    // Buckets reach beyond now, and answers only to now.
    return told.replaceAll(/"to":"[^"]*"/g, '');
  };
  const before = await asked();
  relay.push(
    Array.from({ length: 20 }, () =>
      call(bank, safe, { ...denied, time: { seconds: BigInt(Math.floor(toMs / 1_000) - 1) } }),
    ),
  );
  await holding(live, 25);
  expect(await asked()).toBe(before);
  relay.push([call(cart, stock)]);
  await holding(live, 26);
  expect((await live.flows({ filter: everything, reader }, { limit: 100 })).flows).toHaveLength(5);
  expect(
    (await live.map({ filter: everything, reader }, 'workload')).edges.map(({ flows }) => flows).toSorted(),
  ).toEqual([2, 3]);
});

it('finds flows by ids and cursors of the same sight, and by no others', async () => {
  const { relay, live } = await started();
  relay.push(
    story(3).map((flow) => ({ ...flow, uuid: '' })),
    undefined,
    { asIs: true },
  );
  await holding(live, 7);
  const reader = readerOf('hidden');
  const { flows, next } = await live.flows({ filter: everything, reader }, { limit: 2 });
  const rest = await live.flows({ filter: everything, reader }, { limit: 100, cursor: next ?? '' });
  expect([...flows, ...rest.flows]).toHaveLength(4);
  for (const flow of flows) expect(await live.flow(undefined, flow.id, reader)).toEqual(flow);
  const all = await live.flows({ filter: everything }, { limit: 1 });
  const refusal = (asked: Promise<unknown>) => asked.then(String, (error: Error) => error.message);
  const none = await refusal(live.flow(undefined, 'none', reader));
  expect(await refusal(live.flow(undefined, all.flows[0]?.id ?? '', reader))).toBe(none);
  expect(await refusal(live.flow(undefined, flows[0]?.id ?? '', readerOf('namespace')))).toBe(none);
  const bad = await refusal(live.flows({ filter: everything, reader }, { limit: 1, cursor: '1~x~1' }));
  expect(await refusal(live.flows({ filter: everything, reader }, { limit: 1, cursor: all.next ?? '' }))).toBe(bad);
});

it('shows a capture whole to whoever opened it, and to others what is in their sight', async () => {
  const { live } = await started();
  const end = (name: string, namespace: string) => ({ namespace, pod_name: `${name}-0`, cluster_name: 'demo' });
  const line = (source: object, destination: object) =>
    `${JSON.stringify({ flow: { time: '2026-03-01T12:00:00Z', verdict: 'FORWARDED', source, destination, is_reply: false } })}\n`;
  async function* chunks() {
    yield Buffer.from(
      line(end('cart', 'shop'), end('bank', 'payments')) + line(end('bank', 'payments'), end('safe', 'vault')),
    );
  }
  const anna = readerOf('hidden', 'anna');
  const { cluster } = await live.openCapture('mine', chunks(), anna);
  const seenBy = async (reader: Reader) =>
    (await live.flows({ filter: everything, cluster, reader }, { limit: 10 })).flows;
  expect(await seenBy(anna)).toHaveLength(2);
  expect(JSON.stringify(await seenBy(anna))).toContain('safe-0');
  expect(await seenBy(readerOf('hidden', 'bert'))).toHaveLength(1);
  expect(await seenBy(readerOf('hidden', null))).toHaveLength(1);
  expect((await live.status(readerOf('hidden', 'bert'))).clusters).toHaveLength(1);
  expect((await live.status(anna)).clusters).toHaveLength(2);
});
