import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { csvHeader, flowToCsv } from '@/lib/capture/write-csv';
import { createLive } from '@/lib/live/create-live';
import type { CaptureReport, Frame, Live, Scope } from '@/lib/live/live';
import { frameText } from '@/lib/live/view/serial-frame';
import { seesAll } from '@/lib/sight/sight';

const everything = { tokens: [] };
const openLives: Live[] = [];
afterEach(async () => {
  for (const live of openLives.splice(0)) await live.close();
});

function liveWithout(memoryBytes = 64 * 2 ** 20): Live {
  const live = createLive({ clusters: [], memoryBytes, version: 'test' });
  openLives.push(live);
  return live;
}

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
}

async function opened(
  text: string,
  live = liveWithout(),
): Promise<{ live: Live; report: CaptureReport; scope: Scope }> {
  const report = await live.openCapture('flows.json', chunksOf(text));
  return { live, report, scope: { filter: everything, cluster: report.cluster } };
}

const line = (uuid: string, time?: string, over: object = {}) =>
  JSON.stringify({
    flow: {
      uuid,
      ...(time && { time }),
      verdict: 'FORWARDED',
      IP: { source: '10.0.0.1', destination: '10.0.0.2' },
      l4: { TCP: { source_port: 40_000, destination_port: 80 } },
      source: { namespace: 'shop', pod_name: 'cart' },
      destination: { namespace: 'shop', pod_name: 'pay' },
      is_reply: false,
      node_name: 'n',
      ...over,
    },
  });

it('may be the table that an export wrote', async () => {
  const first = await opened([line('a', '2025-03-01T10:00:00Z'), line('b', '2025-03-01T10:00:30Z')].join('\n'));
  const { flows } = await first.live.flows(first.scope, { limit: 10 });
  const table = [`${csvHeader},my note`, ...flows.map((flow) => `${flowToCsv(flow)},`), 'cut'].join('\n');
  const { live, report, scope } = await opened(table);
  expect(report).toMatchObject({ flows: 2, badLineCount: 1, unknownColumns: ['my note'], from: first.report.from });
  expect(await live.map(scope, 'workload')).toMatchObject({
    edges: (await first.live.map(first.scope, 'workload')).edges,
  });
});

it('waits for no other, until those that are being read take too much together', async () => {
  const live = liveWithout();
  const gates: (() => void)[] = [];
  async function* slow(bytes: number) {
    yield new TextEncoder().encode(`${line('a')}\n${' '.repeat(bytes)}`);
    await new Promise<void>((resolve) => gates.push(resolve));
    yield new TextEncoder().encode(`\n${line('b')}`);
  }
  const alone = live.openCapture('alone', slow(2 ** 24));
  await expect.poll(() => gates).toHaveLength(1);
  const busy = { code: 'captures-busy', message: expect.stringMatching(/open yours again/) };
  await expect(live.openCapture('beside it', slow(1))).rejects.toMatchObject(busy);
  gates.shift()?.();
  expect(await alone).toMatchObject({ flows: 2 });

  const many = Array.from({ length: 16 }, (_, at) => live.openCapture(`${at}`, slow(1_000)));
  await expect.poll(() => gates).toHaveLength(16);
  await expect(live.openCapture('one more', slow(1))).rejects.toMatchObject(busy);
  for (const open of gates.splice(0)) open();
  expect((await Promise.all(many)).map(({ flows }) => flows)).toEqual(many.map(() => 2));
  await expect(opened(line('a'), live)).resolves.toMatchObject({ report: { flows: 1 } });
});

it.each([
  ['everything', seesAll],
  ['its namespace', { grants: [{ cluster: '*', namespace: 'shop' }], farEnd: 'full' } as const],
])('is not there for a reader with a token of %s, not even for who knows its id', async (_, sight) => {
  const { live, scope } = await opened(line('a', '2025-03-01T10:00:00Z'));
  const reader = { sight, name: 'token 1', within: everything };
  expect((await live.status(reader)).clusters).toEqual([]);
  await expect(live.flow(undefined, 'a', reader)).rejects.toMatchObject({ code: 'no-such-flow' });
  await expect(live.flow(scope.cluster, 'a', reader)).rejects.toMatchObject({ code: 'no-such-cluster' });
  await expect(live.flows({ ...scope, reader }, { limit: 1 })).rejects.toMatchObject({ code: 'no-such-cluster' });
  expect((await live.status({ sight: seesAll, name: 'anna' })).clusters).toHaveLength(1);
});

async function eventsOf(live: Live, scope: Scope): Promise<number> {
  const { edges, undrawn } = await live.map(scope, 'workload');
  return edges.reduce((sum, { events }) => sum + Object.values(events).reduce((a, b) => a + b, 0), undrawn);
}

describe('an opened capture', () => {
  it('answers like a cluster, over the whole of its span', async () => {
    const { live, report, scope } = await opened(
      [line('a', '2025-03-01T10:00:00Z'), line('b', '2025-03-01T12:30:00Z')].join('\n'),
    );
    expect(report).toMatchObject({
      flows: 2,
      badLineCount: 0,
      from: '2025-03-01T10:00:00.000Z',
      to: '2025-03-01T12:30:00.000Z',
    });
    expect(await eventsOf(live, scope)).toBe(2);
    const { flows } = await live.flows(scope, { limit: 10 });
    expect(flows.map(({ id }) => id)).toEqual(['b', 'a']);
    expect((await live.series(scope, 'verdict', 30_000)).points.map(({ values }) => values)).toEqual([
      { FORWARDED: 1 },
      { FORWARDED: 1 },
    ]);
    expect(await live.flow(report.cluster, 'a')).toMatchObject({ uuid: 'a' });
    expect((await live.status()).clusters).toMatchObject([
      { source: 'capture', address: 'flows.json', flowsReceived: 2 },
    ]);
  });

  it('is watched as one frame that stands still', async () => {
    const { live, scope } = await opened(
      [line('a', '2025-03-01T10:00:00Z'), line('b', '2025-03-01T12:30:00Z')].join('\n'),
    );
    const abort = new AbortController();
    const frames = await live.watch(
      { ...scope, wants: ['map', 'flows', 'namespaces'], group: 'pod', windowMs: 900_000, rows: 10 },
      abort.signal,
    );
    const { value } = await frames[Symbol.asyncIterator]().next();
    abort.abort();
    const frame: Frame = JSON.parse(frameText(value));
    expect(frame).toMatchObject({ reset: true, complete: true, flows: { matched: 2 } });
    expect(frame.map?.nodes.upserted.map(({ kind, name }) => [kind, name])).toEqual([
      ['pod', 'cart'],
      ['pod', 'pay'],
    ]);
    expect(frame.namespaces?.slice(1)).toMatchObject([{ namespace: 'shop', flowsPerSecond: 0 }]);
  });

  it('counts a uuid once and keeps lines without one, however alike', async () => {
    const { live, report, scope } = await opened([line('a'), line('a'), line(''), line('')].join('\n'));
    expect(report.flows).toBe(3);
    expect(await eventsOf(live, scope)).toBe(3);
    expect((await live.status()).clusters[0]?.repeatsDropped).toBe(1);
  });

  it('is not stretched by clocks at 1970 or by flows without time', async () => {
    const text = [
      line('a', '1970-01-01T00:20:34Z'),
      line('b'),
      line('c', '2025-03-01T10:00:00Z'),
      line('d', '1970-01-01T00:00:01Z'),
      line('e'),
    ].join('\n');
    const { live, report, scope } = await opened(text);
    expect(report).toMatchObject({ flows: 5, from: '2025-03-01T10:00:00.000Z', to: '2025-03-01T10:00:00.000Z' });
    expect(await eventsOf(live, scope)).toBe(5);
    const { flows } = await live.flows(scope, { limit: 10 });
    expect(flows.find(({ id }) => id === 'a')?.time).toBe('1970-01-01T00:20:34Z');
  });

  it('keeps what can be read and names the lines that cannot', async () => {
    const { report } = await opened(['nonsense', line('a'), '{"flow":{"uuid":"x"'].join('\n'));
    expect(report).toMatchObject({ flows: 1, badLineCount: 2 });
    expect(report.badLines.map(({ line: number }) => number)).toEqual([1, 3]);
  });

  it('may hold no flow as long as it holds an event, and tells of lost ones', async () => {
    const { live, report, scope } = await opened(
      '{"lost_events":{"source":"HUBBLE_RING_BUFFER","num_events_lost":"1"},"node_name":"w","time":"2025-09-28T08:25:44Z"}',
    );
    expect(report).toMatchObject({ flows: 0, lostEvents: 1 });
    const map = await live.map(scope, 'workload');
    expect(map.gaps).toMatchObject([{ kind: 'lost-events', quiet: true, count: '1' }]);
  });

  it('is refused in one sentence when it holds nothing or too much', async () => {
    await expect(opened('hello\nworld')).rejects.toMatchObject({
      code: 'capture-empty',
      message: expect.stringContaining('line 1: The line holds no JSON object'),
    });
    const much = Array.from({ length: 3_000 }, (_, index) => line(`u${index}`)).join('\n');
    await expect(opened(much, liveWithout(2 ** 22))).rejects.toMatchObject({ code: 'capture-too-large' });
  });

  it('makes room for the next ones, the longest unused first', async () => {
    const live = liveWithout();
    const reports: CaptureReport[] = [];
    for (let index = 0; index < 9; index += 1) {
      reports.push((await opened(line(`u${index}`), live)).report);
      await live.map({ filter: everything, cluster: reports[0]?.cluster }, 'workload');
    }
    const isOpen = ({ cluster }: CaptureReport) =>
      live.map({ filter: everything, cluster }, 'workload').then(
        () => true,
        () => false,
      );
    expect(await Promise.all(reports.map(isOpen))).toEqual([true, false, ...Array(7).fill(true)]);
  });
});

const cases = path.resolve(import.meta.dirname, '../../../../shared/cases');

describe.skipIf(!existsSync(cases))('the recorded cases, opened as captures', () => {
  const files = existsSync(cases) ? readdirSync(cases).filter((name) => /\.(jsonl|log)$/.test(name)) : [];

  it.each(files)('%s: map, rows and report tell of the same flows', async (name) => {
    const { live, report, scope } = await opened(readFileSync(path.join(cases, name), 'utf8'));
    const { flows } = await live.flows(scope, { limit: 1_000 });
    expect(flows).toHaveLength(report.flows);
    expect(await eventsOf(live, scope)).toBe(flows.reduce((sum, { weight = 1 }) => sum + weight, 0));
    expect(Date.parse(report.from ?? '')).toBeGreaterThan(Date.UTC(2019, 0, 1));
    for (const { id } of flows) expect(await live.flow(report.cluster, id)).toMatchObject({ id });
  });
});
