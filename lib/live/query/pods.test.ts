import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flowToJsonpb } from '@/lib/capture/write-jsonpb';
import { everything } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { both } from '@/lib/filter/within';
import type { Endpoint, Flow } from '@/lib/flow/flow';
import { createLive } from '@/lib/live/create-live';
import type { Live, Scope } from '@/lib/live/live';
import { noon, podEnd, sampleFlow } from '@/lib/rollup/sample';
import { type FarEnd, farEnds, seesAll } from '@/lib/sight/sight';

const pod = (namespace: string, name: string, number: number): Endpoint => ({
  ...podEnd(namespace, name),
  pod: `${name}-${number}`,
  labels: [`k8s:app=${name}`, `k8s:hash=${number}`],
  id: 40 + number,
});

let live: Live;
let cluster: string;

function flow(index: number, source: Endpoint, destination: Endpoint): Flow {
  const timeMs = noon + index * 60_000;
  const facts = sampleFlow({ source, destination, node: `node-${index % 2}`, timeMs });
  return { ...facts, id: '', arrivedMs: timeMs, time: new Date(timeMs).toISOString(), nodeLabels: [], policyLog: [] };
}

const cart = (number: number) => pod('shop', 'cart', number);
const lines = [
  flow(0, cart(0), pod('shop', 'stock', 0)),
  flow(1, cart(1), pod('payments', 'bank', 0)),
  flow(2, cart(2), pod('payments', 'bank', 1)),
  flow(3, pod('vault', 'safe', 0), pod('payments', 'bank', 2)),
].map(flowToJsonpb);

beforeAll(async () => {
  live = createLive({ clusters: [], memoryBytes: 256 * 2 ** 20, version: 'test' });
  async function* chunks() {
    yield new TextEncoder().encode(lines.join('\n'));
  }
  cluster = (await live.openCapture('flows', chunks(), { sight: seesAll, name: 'kim' })).cluster;
});
afterAll(() => live.close());

function filterOf(text: string) {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
}

async function counts(scope: Partial<Scope> = {}): Promise<Record<string, number>> {
  const { pods } = await live.pods({ filter: everything, cluster, ...scope }, 'workload');
  return Object.fromEntries(pods.map(({ id, pods: count }) => [id.split('/').at(-1), count]));
}

describe('the pods behind the nodes of a map', () => {
  it('are counted whatever the filter, with the labels that all of them have', async () => {
    const filter = filterOf('workload:stock');
    const { pods, more, complete } = await live.pods({ filter, cluster }, 'workload');
    const [most] = pods;
    expect([more, complete]).toEqual([false, true]);
    expect(most).toEqual({
      id: 'default/payments/workload/bank',
      pods: 3,
      nodes: 2,
      labels: ['app=bank'],
      moreLabels: 0,
    });
    expect(await counts()).toEqual({ cart: 3, stock: 1, bank: 3, safe: 1 });
  });

  it('are those of the span', async () => {
    expect(await counts({ fromMs: noon + 61_000 })).toEqual({ cart: 1, bank: 2, safe: 1 });
  });

  it.each<[FarEnd, Record<string, number>]>([
    ['full', { cart: 3, stock: 1, bank: 2 }],
    ['namespace', { cart: 3, stock: 1 }],
    ['hidden', { cart: 3, stock: 1 }],
  ])('are those in sight of a reader, far ends by %s', async (farEnd, expected) => {
    expect(farEnds).toContain(farEnd);
    const reader = { sight: { grants: [{ cluster: '*', namespace: 'shop' }], farEnd }, name: 'lee' };
    expect(await counts({ reader })).toEqual(expected);
  });

  it('are told from matching flows alone to who may see nothing else', async () => {
    const within = filterOf('to.workload:stock');
    const reader = { sight: seesAll, name: null, within };
    const asked = { filter: both(everything, within), reader };
    await expect(live.pods({ ...asked, cluster }, 'workload')).rejects.toMatchObject({ code: 'no-such-cluster' });
  });
});
