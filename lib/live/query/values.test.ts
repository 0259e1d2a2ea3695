import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowToJsonpb } from '@/lib/capture/write-jsonpb';
import { arbitraryWholeFlow } from '@/lib/filter/arbitrary';
import { type Filter, filterKeys, type Side, type Token } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys/keys';
import { isListed, type ListedKey } from '@/lib/filter/keys/listed-keys';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import type { Flow } from '@/lib/flow/flow';
import { createLive } from '@/lib/live/create-live';
import type { Live, ValueCount } from '@/lib/live/live';

const beginMs = Date.UTC(2026, 6, 1, 9);
const listed = filterKeys.filter(isListed);
const sidesOf = (key: ListedKey): readonly Side[] =>
  keySpec(key).sided ? ['from', 'to', 'either', 'end'] : ['either'];

let live: Live;
let cluster: string;
const others: Live[] = [];
beforeAll(async () => {
  const all = fc.sample(arbitraryWholeFlow(), { seed: 11, numRuns: 150 });
  live = createLive({ clusters: [], memoryBytes: 256 * 2 ** 20, version: 'test' });
  cluster = await opened(live, all);
});
afterAll(async () => {
  for (const each of [live, ...others]) await each.close();
});

async function opened(into: Live, flows: readonly Flow[]): Promise<string> {
  const lines = flows.map((flow, index) => flowToJsonpb({ ...flow, ...timeOf(index) }));
  async function* chunks() {
    yield new TextEncoder().encode(lines.join('\n'));
  }
  return (await into.openCapture('flows', chunks())).cluster;
}

function timeOf(index: number): Pick<Flow, 'time' | 'timeMs'> {
  const timeMs = beginMs + index * 10;
  return { timeMs, time: new Date(timeMs).toISOString() };
}

function filterOf(text: string): Filter {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
}

const valuesOf = (key: ListedKey, { q = '', side = 'either' as Side, prefix = '', limit = 6 } = {}) =>
  live.values({ filter: filterOf(q), cluster }, { key, side, prefix, limit });

/** As they stand in the filter bar, and come back from its text. */
async function selected(beside: string, token: Token): Promise<number> {
  const filter = { tokens: [...filterOf(beside).tokens, token] };
  const read = filterOf(printFilter(filter));
  expect(read).toEqual(filter);
  return (await live.flows({ filter: read, cluster }, { limit: 1_000 })).flows.length;
}

describe('a value as a filter selects the flows that are counted under it', () => {
  const beside = ['', 'ip:10.0.0.0/8', 'end.ns:shop -verdict:FORWARDED'];
  const questions = listed.flatMap((key) => sidesOf(key).map((side) => ({ key, side })));

  test.each(questions)('$side $key', async ({ key, side }) => {
    for (const q of beside) {
      const { values, newest } = await valuesOf(key, { q, side });
      expect(newest).toBeUndefined();
      for (const { value, flows } of values) {
        const token: Token = { key, side, not: false, values: [value] };
        const found = await selected(q, token);
        // Clients may have been given the port that a server listens on.
        if (key === 'port' && Number(value) >= 32_768) expect(found, value).toBeGreaterThanOrEqual(flows);
        else expect(found, `${q} ${printFilter({ tokens: [token] })}`).toBe(flows);
      }
    }
  });

  test.each(listed)('the flows have values of %s', async (key) => {
    const { values } = await valuesOf(key);
    expect(values.length).toBeGreaterThan(0);
    const flows = values.map((each) => each.flows);
    expect(flows).toEqual(flows.toSorted((a, b) => b - a));
  });
});

describe('values', () => {
  test('are those that hold what is typed, whatever its case', async () => {
    const { values } = await valuesOf('ns', { prefix: 'SHO' });
    expect(values.map(({ value }) => value)).toEqual(['shop']);
    expect((await valuesOf('ns', { prefix: 'nothing like it' })).values).toEqual([]);
  });

  test('are as many as were asked for, and say when there are more', async () => {
    const all = await valuesOf('http.url', { limit: 50 });
    const few = await valuesOf('http.url', { limit: 3 });
    expect(few.values).toEqual(all.values.slice(0, 3));
    expect(few.more).toBe(true);
    expect((await valuesOf('reply', { limit: 2 })).more).toBe(false);
  });

  test('tell the span they are of', async () => {
    const answer = await valuesOf('ns');
    expect(answer).toMatchObject({ complete: true, gaps: [], from: '2026-07-01T09:00:00.000Z' });
  });

  test('count a packet that was refused in two events as one denial', async () => {
    const end = (name: string) => ({ namespace: 'shop', pod: name, labels: [], workloads: [] });
    const drop = { ...plain, verdict: 'DROPPED', source: end('cart-1'), destination: end('pay-1') };
    const events = [drop, { ...drop, eventType: { type: 5, subType: 0 } }, { ...drop, verdict: 'FORWARDED' }];
    const own = createLive({ clusters: [], memoryBytes: 64 * 2 ** 20, version: 'test' });
    others.push(own);
    const scope = { filter: filterOf(''), cluster: await opened(own, events) };
    const ask = async (key: ListedKey): Promise<readonly ValueCount[]> =>
      (await own.values(scope, { key, side: 'either', prefix: '', limit: 9 })).values;
    expect(await ask('ns')).toEqual([{ value: 'shop', flows: 3, denials: 1 }]);
    expect(await ask('pod')).toEqual([
      { value: 'shop/cart-1', flows: 3, denials: 1 },
      { value: 'shop/pay-1', flows: 3, denials: 1 },
    ]);
  });

  test('of the newest flows say that they are, where not all can be looked through', async () => {
    const own = createLive({ clusters: [], memoryBytes: 256 * 2 ** 20, version: 'test' });
    others.push(own);
    const end = (at: number) => ({ labels: [], workloads: [], namespace: 'shop', pod: at < 5_000 ? 'old' : 'new' });
    const many = Array.from({ length: 25_000 }, (_, at) => ({ ...plain, source: end(at) }));
    const scope = { filter: filterOf(''), cluster: await opened(own, many) };
    const pods = await own.values(scope, { key: 'pod', side: 'from', prefix: '', limit: 9 });
    expect(pods).toMatchObject({
      ...{ newest: 20_000, complete: false },
      values: [{ value: 'shop/new', flows: 20_000 }],
    });
    const spaces = await own.values(scope, { key: 'ns', side: 'from', prefix: '', limit: 9 });
    expect(spaces).toMatchObject({ complete: true, values: [{ value: 'shop', flows: 25_000 }] });
    expect(spaces.newest).toBeUndefined();
  });

  test('show no secret', async () => {
    const http = { code: 0, method: 'GET', protocol: '', headers: [{ key: 'Cookie', value: 'sid=hunter2' }] };
    const flow = { ...plain, l7: { type: 'REQUEST', http: { ...http, url: 'http://shop/?token=hunter2' } } };
    const own = createLive({ clusters: [], memoryBytes: 64 * 2 ** 20, version: 'test' });
    others.push(own);
    const scope = { filter: filterOf(''), cluster: await opened(own, [flow]) };
    for (const key of ['http.url', 'http.header', 'http.path'] as const) {
      const { values } = await own.values(scope, { key, side: 'either', prefix: '', limit: 9 });
      expect(values).toHaveLength(1);
      expect(JSON.stringify(values)).not.toContain('hunter2');
    }
  });

  test('of an unknown cluster are refused', async () => {
    const asked = live.values(
      { filter: filterOf(''), cluster: 'nowhere' },
      { key: 'ns', side: 'either', prefix: '', limit: 1 },
    );
    await expect(asked).rejects.toMatchObject({ code: 'no-such-cluster' });
  });
});

const plain: Flow = {
  ...{ id: '', arrivedMs: 0, verdict: 'FORWARDED', direction: 'EGRESS', isReply: false },
  ...{ sourceNames: [], destinationNames: [], nodeLabels: [], policyLog: [] },
  ...{ egressAllowedBy: [], ingressAllowedBy: [], egressDeniedBy: [], ingressDeniedBy: [] },
  l4: { protocol: 'TCP', sourcePort: 50_000, destinationPort: 80, flags: ['SYN'] },
  ip: { source: '10.0.0.1', destination: '10.0.0.2' },
  eventType: { type: 1, subType: 133 },
};
