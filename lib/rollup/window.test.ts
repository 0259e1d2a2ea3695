import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRollup, type Rollup } from '@/lib/rollup/rollup';
import type { Row, RowDims } from '@/lib/rollup/row';
import { noon, podEnd, sampleDrop, sampleFlow, tcp } from '@/lib/rollup/sample';
import { conversationsOf, createWindow, type RollupWindow, recentBuckets, recentRows } from '@/lib/rollup/window';

const step = 15_000;
const rowsOf = (conversations: Iterable<{ readonly rows: ReadonlyMap<number, Row> }>): Row[] =>
  [...conversations].flatMap(({ rows }) => [...rows.values()]);

/** One pass of a live view. */
function tick(rollup: Rollup, windows: readonly RollupWindow[], nowMs: number): void {
  const changes = rollup.drainChanges();
  for (const window of windows) {
    window.apply(changes);
    window.advance(rollup, nowMs);
  }
}

describe('a window', () => {
  const onPort = (port: number, at: number) => sampleFlow({ l4: tcp(50_000, port), timeMs: noon + at });

  test('takes in what was there before it, then what changes, and lets go of what is too old', () => {
    const rollup = createRollup();
    const window = createWindow({ windowMs: 2 * step });
    rollup.fold(onPort(80, 0), noon);
    tick(rollup, [window], noon);
    rollup.fold(onPort(80, step), noon);
    rollup.fold(onPort(81, step), noon);
    tick(rollup, [window], noon + step);
    expect(rowsOf(window.conversations.values()).map(({ events }) => events)).toEqual([2, 1]);
    tick(rollup, [window], noon + 3 * step);
    expect(rowsOf(window.conversations.values())).toMatchObject([
      { events: 1, firstMs: noon + step, lastMs: noon + step },
      { events: 1 },
    ]);
    tick(rollup, [window], noon + 4 * step);
    expect(window.conversations.size).toBe(0);
  });

  test('says which conversations changed, came or went', () => {
    const rollup = createRollup();
    const window = createWindow({ windowMs: 8 * step });
    const first = rollup.fold(onPort(80, 0), noon).conversation;
    tick(rollup, [window], noon);
    expect(window.takeDirty()).toEqual(new Set([first]));
    const second = rollup.fold(onPort(81, step), noon).conversation;
    tick(rollup, [window], noon + step);
    expect(window.takeDirty()).toEqual(new Set([second]));
    tick(rollup, [window], noon + step);
    expect(window.takeDirty()).toEqual(new Set());
    tick(rollup, [window], noon + recentBuckets * step);
    expect(window.takeDirty()).toEqual(new Set([first]));
    tick(rollup, [window], noon + 20 * step);
    expect(window.takeDirty()).toEqual(new Set([first, second]));
    expect(window.conversations.size).toBe(0);
  });

  test('takes no first time from a late flow that it was never told of', () => {
    const rollup = createRollup();
    const window = createWindow({ windowMs: 8 * step });
    rollup.fold(onPort(80, 0), noon);
    rollup.fold(onPort(80, 3 * step), noon + 3 * step);
    tick(rollup, [window], noon + 5 * step);
    rollup.fold(onPort(80, 3 * step - 1), noon + 5 * step);
    window.advance(rollup, noon + 9 * step);
    window.advance(rollup, noon + 11 * step);
    tick(rollup, [window], noon + 11 * step);
    expect(rowsOf(window.conversations.values())).toMatchObject([{ events: 1, firstMs: noon + 3 * step }]);
  });

  test('holds only the rows it is to keep', () => {
    const rollup = createRollup();
    const window = createWindow({ windowMs: step, keep: ({ verdict }) => verdict === 'DROPPED' });
    rollup.fold(sampleFlow(), noon);
    rollup.fold(sampleDrop(), noon);
    tick(rollup, [window], noon);
    rollup.fold(sampleFlow({ timeMs: noon + 1 }), noon);
    tick(rollup, [window], noon);
    expect(rowsOf(window.conversations.values())).toMatchObject([{ events: 1, dims: { verdict: 'DROPPED' } }]);
  });
});

const fold = fc.record({
  kind: fc.constant('fold' as const),
  port: fc.integer({ min: 80, max: 82 }),
  at: fc.integer({ min: -12 * step, max: 4 * step }),
  weight: fc.integer({ min: 1, max: 3 }),
  drop: fc.boolean(),
  name: fc.constantFrom('a', 'b'),
});
const pass = fc.record({ kind: fc.constant('tick' as const), later: fc.integer({ min: 0, max: 5 * step }) });
const expire = fc.record({ kind: fc.constant('expire' as const), later: fc.integer({ min: 0, max: 3 * step }) });

/** What a fresh sum over the same span says. */
function freshly(rollup: Rollup, window: RollupWindow, keep: (dims: RowDims) => boolean) {
  const span = window.span();
  const recent = new Map(rollup.rows(span?.recentFromMs).map(({ dims, events }) => [dims.index, events]));
  return rollup
    .rows(span?.fromMs)
    .filter(({ dims }) => keep(dims))
    .map((row) => ({ ...row, recent: recent.get(row.dims.index) ?? 0 }))
    .sort(byIndex);
}

const byIndex = (a: Row, b: Row) => a.dims.index - b.dims.index;

test('after any folds, passes and expiries a window equals a fresh sum', () => {
  const keep = ({ port }: RowDims) => port !== 81;
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 5, arbitrary: fold }, { weight: 2, arbitrary: pass }, expire), {
        maxLength: 80,
        size: 'max',
      }),
      (acts) => {
        const rollup = createRollup({ retentionMs: 10 * step, maxConversations: 4 });
        const windows = [
          { window: createWindow({ windowMs: 8 * step }), keep: () => true },
          { window: createWindow({ windowMs: step + 1, keep }), keep },
          { window: createWindow({ windowMs: 10 * step, keep }), keep },
        ];
        let nowMs = noon;
        for (const act of acts) {
          if (act.kind === 'tick') {
            nowMs += act.later;
            tick(
              rollup,
              windows.map(({ window }) => window),
              nowMs,
            );
            for (const { window, keep } of windows) {
              expect(rowsOf(window.conversations.values()).sort(byIndex)).toEqual(freshly(rollup, window, keep));
            }
          } else if (act.kind === 'fold') {
            const { port, at, weight, drop, name } = act;
            const more = { l4: tcp(50_000, port), timeMs: nowMs + at, weight, source: podEnd('shop', name) };
            rollup.fold(drop ? sampleDrop(more) : sampleFlow(more), nowMs);
          } else {
            // Nothing leaves the rollup before it left the windows; what they were not yet told of may.
            nowMs += act.later;
            for (const { window } of windows) window.advance(rollup, nowMs);
            rollup.expire(nowMs - 10 * step);
          }
        }
      },
    ),
  );
});

test('flows that come while a window moves in steps count once', () => {
  const more = fc.array(fc.oneof(fold, fc.constant({ kind: 'drain' as const })), { maxLength: 6 });
  const passes = fc.array(
    fc.record({ before: more, between: fc.array(more, { maxLength: 12 }), later: fc.nat(4 * step) }),
    {
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(passes, (all) => {
      const rollup = createRollup({ retentionMs: 20 * step });
      const windows = [8 * step, 2 * step, step + 1].map((windowMs) => createWindow({ windowMs, rowsPerStep: 1 }));
      let nowMs = noon;
      const drain = () => {
        const changes = rollup.drainChanges();
        for (const window of windows) window.apply(changes);
      };
      const act = (acts: typeof more extends fc.Arbitrary<infer T> ? T : never) => {
        for (const each of acts) {
          if (each.kind === 'drain') drain();
          else {
            const { port, at, weight, name } = each;
            const from = { l4: tcp(50_000, port), timeMs: nowMs + at, weight, source: podEnd('shop', name) };
            rollup.fold(sampleFlow(from), nowMs);
          }
        }
      };
      for (const { before, between, later } of all) {
        act(before);
        nowMs += later;
        const queue = [...between];
        for (const window of windows) {
          for (const steps = window.advancing(rollup, nowMs); !steps.next().done; ) act(queue.shift() ?? []);
        }
        drain();
        for (const window of windows) {
          expect(rowsOf(window.conversations.values()).sort(byIndex)).toEqual(freshly(rollup, window, () => true));
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('one-off queries gather rows by conversation, with those of the last minute beside', () => {
  const rollup = createRollup();
  rollup.fold(sampleFlow(), noon);
  rollup.fold(sampleFlow({ timeMs: noon + step }), noon);
  rollup.fold(sampleDrop(), noon);
  const conversations = conversationsOf(rollup.rows(), rollup.rows(noon + step));
  expect([...conversations.values()]).toMatchObject([{ port: 80, protocol: 'TCP', server: { name: 'frontend' } }]);
  const rows = [...conversations.values()].flatMap((conversation) => [...conversation.rows.values()]);
  expect(rows.map(({ events, recent }) => [events, recent])).toEqual([
    [2, 1],
    [1, 0],
  ]);
  expect(recentRows(rows)).toMatchObject([{ events: 1, dims: { verdict: 'FORWARDED' } }]);
});
