import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import { entity } from '@/lib/flow/entity';
import type { FlowFacts } from '@/lib/flow/flow';
import { otherEntity } from '@/lib/rollup/counters';
import { createRollup, type Rollup } from '@/lib/rollup/rollup';
import type { Row } from '@/lib/rollup/row';
import { maxClientPorts } from '@/lib/rollup/row-table';
import { noon, podEnd, sampleDrop, sampleFlow, sampleReply, tcp } from '@/lib/rollup/sample';

const step = 15_000;
const total = (rows: Iterable<Row>) => [...rows].reduce((sum, { events }) => sum + events, 0);
const fold = (rollup: Rollup, ...flows: FlowFacts[]) => flows.map((flow) => rollup.fold(flow, noon));

describe('what a row remembers', () => {
  test('a reply is counted in the conversation of its request, with ends and ports swapped', () => {
    const [request, reply] = fold(createRollup(), sampleFlow(), sampleReply());
    expect(reply).toMatchObject({ conversation: request?.conversation, port: 80, reply: 'reply' });
    expect(reply?.client.name).toBe('backend');
    expect(reply?.index).not.toBe(request?.index);
  });

  test('equal flows share a row whatever their ephemeral port, pod address and time', () => {
    const rollup = createRollup();
    fold(rollup, sampleFlow(), sampleFlow({ l4: tcp(41_000, 80), ip: { source: '10.0.0.9' }, timeMs: noon + 3 }));
    expect(rollup.rows()).toMatchObject([{ events: 2, firstMs: noon, lastMs: noon + 3 }]);
  });

  test('flows that differ in any dimension do not share a row', () => {
    const dimensions: Partial<FlowFacts>[] = [
      { node: 'node-2' },
      { verdict: 'AUDIT' },
      { verdict: '9' },
      { direction: 'INGRESS' },
      { direction: '7' },
      { eventType: { type: 5, subType: 0 } },
      { l4: tcp(50_000, 443) },
      { l4: tcp(1024, 80) },
      { l4: { protocol: 'UDP', sourcePort: 50_000, destinationPort: 80 } },
      { isReply: undefined },
      { destination: podEnd('other', 'frontend') },
      { verdict: 'DROPPED', dropReason: '230' },
      { egressAllowedBy: [{ name: 'a', namespace: '', kind: '', labels: [], revision: '1' }] },
      { egressDeniedBy: [{ name: 'a', namespace: '', kind: '', labels: [], revision: '1' }] },
      { destination: undefined, destinationService: { name: 'web', namespace: 'shop' } },
      { l7: { type: 'REQUEST' } },
      { l7: { type: 'RESPONSE' } },
      { traceReason: 'RELATED' },
    ];
    const rollup = createRollup();
    const rows = fold(rollup, sampleFlow(), ...dimensions.map((more) => sampleFlow(more)));
    expect(new Set(rows.map(({ index }) => index)).size).toBe(dimensions.length + 1);
    expect(rollup.size()).toBe(dimensions.length + 1);
  });

  test('client ports that a filter can name are kept apart, up to a number', () => {
    const rollup = createRollup();
    const ports = Array.from({ length: maxClientPorts + 4 }, (_, place) => 1000 + place);
    const rows = fold(rollup, ...ports.map((port) => sampleFlow({ l4: tcp(port, 80) })));
    expect(rows.slice(0, maxClientPorts).map(({ clientPort }) => clientPort)).toEqual(ports.slice(0, maxClientPorts));
    expect(new Set(rows.slice(maxClientPorts).map(({ clientPort }) => clientPort))).toEqual(new Set([-1]));
    expect(rollup.clientPortsKept()).toBe(false);
    rollup.expire(noon + step);
    expect(rollup.clientPortsKept()).toBe(true);
  });

  test('a drop from a port that is known to be served is a late reply', () => {
    const late = { source: podEnd('shop', 'frontend'), destination: podEnd('shop', 'backend'), l4: tcp(8080, 50_000) };
    const rollup = createRollup();
    expect(fold(rollup, sampleDrop(late))).toMatchObject([{ reply: 'unknown', port: 50_000 }]);
    fold(rollup, sampleFlow({ l4: tcp(50_000, 8080) }));
    expect(fold(rollup, sampleDrop(late))).toMatchObject([{ reply: 'late', port: 8080, client: { name: 'backend' } }]);
  });

  test('ends are those of the level asked for', () => {
    const nodes = createRollup({ entityOf: (flow, end) => entity('pod', flow[end]?.pod ?? '') });
    const [dims] = fold(nodes, sampleReply());
    expect([dims?.client.name, dims?.server.name]).toEqual(['backend-0', 'frontend-0']);
  });
});

describe('which bucket a flow belongs to', () => {
  const bucketOf = (timeMs: number | undefined, arrivedMs = noon, options = {}) => {
    const rollup = createRollup(options);
    rollup.fold(sampleFlow({ timeMs }), arrivedMs);
    return rollup.sinceMs();
  };

  test('that of its own time', () => {
    expect(bucketOf(noon - 60_001)).toBe(noon - 75_000);
    expect(bucketOf(noon + 59_999)).toBe(noon + 45_000);
  });

  test('that of its arrival when it has no time, an expired one, or one too far ahead', () => {
    expect(bucketOf(undefined)).toBe(noon);
    expect(bucketOf(noon - 3_600_001)).toBe(noon);
    expect(bucketOf(noon + 60_001)).toBe(noon);
    expect(bucketOf(Number.NaN)).toBe(noon);
  });

  test('a clock that was never set does not stretch an endless rollup to 1970', () => {
    expect(bucketOf(1_200_000, noon, { retentionMs: Number.POSITIVE_INFINITY })).toBe(noon);
    expect(bucketOf(Date.UTC(2020, 0, 1), noon, { retentionMs: Number.POSITIVE_INFINITY })).toBe(Date.UTC(2020, 0, 1));
  });
});

describe('queries', () => {
  const rollup = createRollup();
  fold(rollup, sampleFlow(), sampleFlow({ timeMs: noon + step, weight: 3 }), sampleFlow({ timeMs: noon + 3 * step }));

  test('cover whole buckets and say which', () => {
    expect(rollup.align(noon + 1, noon + step + 1)).toEqual({ fromMs: noon, toMs: noon + 2 * step });
    expect(rollup.align(noon, noon + step)).toEqual({ fromMs: noon, toMs: noon + step });
    expect(total(rollup.rows(noon + 1, noon + 2))).toBe(1);
    expect(rollup.rows(noon, noon + step + 1)).toMatchObject([{ events: 4, firstMs: noon, lastMs: noon + step }]);
    expect(total(rollup.rows())).toBe(5);
  });

  test('give the buckets in order, empty ones left out', () => {
    const buckets = [...rollup.buckets(noon)].map(({ startMs, rows }) => [
      (startMs - noon) / step,
      total(rows.values()),
    ]);
    expect(buckets).toEqual([
      [0, 1],
      [1, 3],
      [3, 1],
    ]);
  });
});

test('expired buckets take their rows and names with them, and late flows open them again', () => {
  const rollup = createRollup();
  const [before] = fold(rollup, sampleFlow(), sampleFlow({ timeMs: noon + step, l4: tcp(50_000, 81) }));
  rollup.expire(noon + step - 1);
  expect(rollup.size()).toBe(2);
  rollup.expire(noon + step);
  expect([rollup.size(), rollup.sinceMs()]).toEqual([1, noon + step]);
  expect(rollup.drainChanges()).toHaveLength(1);
  const [after] = fold(rollup, sampleFlow());
  expect(after).toEqual({ ...before, index: after?.index });
  expect(total(rollup.rows())).toBe(2);
});

test('names that came and went in great number do not confuse rows that stayed', () => {
  const rollup = createRollup();
  const [kept] = fold(rollup, sampleFlow({ timeMs: noon + step }));
  for (let round = 0; round < 3; round += 1) {
    for (let name = 0; name < 20_000; name += 1) fold(rollup, sampleFlow({ node: `node-${round}-${name}` }));
    rollup.expire(noon + step);
  }
  expect(fold(rollup, sampleFlow({ timeMs: noon + step }))).toEqual([kept]);
  expect(rollup.size()).toBe(1);
});

describe('when a bucket holds as many conversations as it may', () => {
  const flowOn = (port: number, more: Partial<FlowFacts> = {}) => sampleFlow({ l4: tcp(50_000, port), ...more });

  test('further ones are counted in one called other, and how many flows that are is known', () => {
    const rollup = createRollup({ maxConversations: 2 });
    const rows = fold(rollup, flowOn(1), flowOn(2), flowOn(3), flowOn(4), flowOn(1), flowOn(3, { weight: 5 }));
    expect(rows.map(({ port }) => port)).toEqual([1, 2, 0, 0, 1, 0]);
    expect(rows[2]).toMatchObject({ client: otherEntity, server: otherEntity, verdict: 'FORWARDED' });
    expect(rollup.overflow()).toBe(7);
    expect(total(rollup.rows())).toBe(10);
    rollup.expire(noon + step);
    expect(rollup.overflow()).toBe(0);
  });

  test('denials stay denials', () => {
    const rollup = createRollup({ maxConversations: 1 });
    fold(rollup, flowOn(1));
    expect(fold(rollup, sampleDrop({ l4: tcp(50_000, 2) }))).toMatchObject([
      { client: otherEntity, verdict: 'DROPPED', reason: 'POLICY_DENIED', eventType: 1 },
    ]);
  });

  test('the next bucket has room again', () => {
    const rollup = createRollup({ maxConversations: 1 });
    const rows = fold(rollup, flowOn(1), flowOn(2), flowOn(2, { timeMs: noon + step }));
    expect(rows.map(({ port }) => port)).toEqual([1, 0, 2]);
  });
});

test('flows said to be alike are counted in the rows they would be counted in anyway', () => {
  // The same objects again and again, as from a reader of a stream, and every part of one flow in another.
  const flows = fc.array(fc.tuple(arbitraryFlow(), arbitraryFlow()), { minLength: 1, maxLength: 6 }).chain((pairs) => {
    const keys = Object.keys(pairs[0]?.[0] ?? {}) as (keyof FlowFacts)[];
    const mixed = fc
      .tuple(fc.constantFrom(...pairs), fc.subarray(keys))
      .map(([[a, b], taken]) => ({ ...a, ...Object.fromEntries(taken.map((key) => [key, b[key]])) }));
    return fc.array(mixed, { maxLength: 60, size: 'max' });
  });
  fc.assert(
    fc.property(flows, fc.integer({ min: 1, max: 8 }), fc.nat({ max: 59 }), (all, maxConversations, expireAt) => {
      const [plain, quick] = [createRollup({ maxConversations }), createRollup({ maxConversations })];
      for (const [place, flow] of all.entries()) {
        if (place === expireAt) for (const rollup of [plain, quick]) rollup.expire(noon);
        expect(quick.fold(flow, noon, noon, 1)).toEqual(plain.fold(flow, noon, noon));
      }
      expect(quick.rows()).toEqual(plain.rows());
    }),
  );
});

test('whatever flows come, each is counted once, in rows and in changes', () => {
  const flow = fc.tuple(
    arbitraryFlow(),
    fc.integer({ min: -200_000, max: 90_000 }),
    fc.option(fc.integer({ max: 50 })),
  );
  fc.assert(
    fc.property(
      fc.array(flow, { maxLength: 60, size: 'max' }),
      fc.integer({ min: 1, max: 8 }),
      (flows, maxConversations) => {
        const rollup = createRollup({ maxConversations });
        let count = 0;
        for (const [made, at, weight] of flows) {
          const dims = rollup.fold({ ...made, timeMs: noon + at, ...(weight === null ? {} : { weight }) }, noon);
          count += weight !== null && weight > 0 ? weight : 1;
          expect(dims).toMatchObject({ verdict: made.verdict, direction: made.direction });
        }
        expect(total(rollup.rows())).toBe(count);
        expect(total(rollup.drainChanges())).toBe(count);
        expect(rollup.drainChanges()).toEqual([]);
        rollup.expire(Number.POSITIVE_INFINITY);
        expect([rollup.size(), rollup.bytes(), rollup.sinceMs()]).toEqual([0, 0, null]);
      },
    ),
  );
});

describe('a bucket that was forgotten and is counted in again', () => {
  test('holds what came since', () => {
    const rollup = createRollup();
    const late = (timeMs: number) => rollup.fold(sampleFlow({ timeMs }), noon + step);
    late(noon + step);
    late(noon);
    rollup.expire(noon + step);
    late(noon);
    expect([...rollup.buckets(noon, noon + step)].map(({ rows }) => total(rows.values()))).toEqual([1]);
  });
});
