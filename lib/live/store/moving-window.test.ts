import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import type { FlowFacts } from '@/lib/flow/flow';
import { seriesOf } from '@/lib/live/picture/series';
import { createMovingWindow } from '@/lib/live/store/moving-window';
import { createSharedRollup, type SharedRollup } from '@/lib/live/store/shared-rollup';
import { finish } from '@/lib/rollup/steps';
import type { Conversation } from '@/lib/rollup/window';

const flowFacts = arbitraryFlow();
const hour = 3_600_000;
const start = Date.UTC(2026, 3, 1, 12);

function rollup(): SharedRollup {
  return createSharedRollup({ retentionMs: 2 * hour });
}

function eventsOf(conversations: ReadonlyMap<string, Conversation>): number {
  let sum = 0;
  for (const { rows } of conversations.values()) for (const { events } of rows.values()) sum += events;
  return sum;
}

const weightOf = ({ weight = 1 }: FlowFacts) => Math.max(1, weight);

describe('a moving window', () => {
  it('holds at each reading what the buckets of its span hold, whatever was forgotten meanwhile', () => {
    const step = fc.record({
      flows: fc.array(flowFacts, { maxLength: 5 }),
      afterMs: fc.nat(20 * 60_000),
      shrinks: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const shared = rollup();
        const window = createMovingWindow({
          shared,
          keep: () => true,
          windowMs: hour,
          fromMs: Number.NEGATIVE_INFINITY,
        });
        let nowMs = start;
        for (const { flows, afterMs, shrinks } of steps) {
          nowMs += afterMs;
          for (const facts of flows) shared.fold(facts, nowMs);
          if (shrinks) shared.shrink(1_000);
          const { conversations } = finish(window.reading(nowMs));
          const { fromMs } = window.span(nowMs);
          expect(eventsOf(conversations)).toBe(shared.rollup.rows(fromMs).reduce((sum, { events }) => sum + events, 0));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('begins no earlier than it is told', () => {
    const shared = rollup();
    const [facts] = fc.sample(flowFacts, { numRuns: 1, seed: 1 });
    if (!facts) throw new Error('no flow');
    for (const atMs of [start, start + 60_000, start + 120_000]) shared.fold(facts, atMs);
    const window = createMovingWindow({ shared, keep: () => true, windowMs: hour, fromMs: start + 60_000 });
    expect(eventsOf(finish(window.reading(start + 120_000)).conversations)).toBe(2 * weightOf(facts));
    shared.fold(facts, start + 30_000);
    expect(eventsOf(finish(window.reading(start + 130_000)).conversations)).toBe(2 * weightOf(facts));
  });
});

describe('a series', () => {
  it('counts every event in exactly one step', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(flowFacts, fc.nat(hour)), { maxLength: 30 }), (flows) => {
        const shared = rollup();
        for (const [facts, afterMs] of flows) shared.fold(facts, start + afterMs);
        const options = { by: 'verdict', stepMs: 60_000, keep: () => true } as const;
        const points = finish(seriesOf(shared.rollup, start, start + 2 * hour, options));
        const counted = points.flatMap(({ values }) => Object.entries(values)).filter(([name]) => name !== 'denials');
        expect(counted.reduce((sum, [, count]) => sum + count, 0)).toBe(
          flows.reduce((sum, [facts]) => sum + weightOf(facts), 0),
        );
        expect(points.map(({ atMs }) => atMs)).toEqual(
          [...new Set(points.map(({ atMs }) => atMs))].sort((a, b) => a - b),
        );
      }),
      { numRuns: 40 },
    );
  });
});
