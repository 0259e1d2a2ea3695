import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlowFacts } from '@/lib/flow/flow';
import { sampleFacts } from '@/lib/flow/sample';
import { createSeen, createWatermark, type Seen, type Watermark } from '@/lib/live/store/seen';

const now = Date.UTC(2026, 3, 1, 12);

function flow(over: Partial<FlowFacts> = {}): FlowFacts {
  return sampleFacts({
    timeMs: now,
    node: 'a',
    ...over,
  });
}

function sightings(seen: Seen, mark: Watermark, facts: readonly FlowFacts[], arrivedMs = now): string[] {
  return facts.map((each) => seen.judge(each, mark, arrivedMs).sighting);
}

/** `count` flows of one node, a second apart, ending `agoMs` before now. */
function history(count: number, agoMs: number, prefix = 'u'): FlowFacts[] {
  return Array.from({ length: count }, (_, index) =>
    flow({ uuid: `${prefix}${index}`, timeMs: now - agoMs - (count - index) * 1_000 }),
  );
}

describe('what was met before', () => {
  it('tells a flow with a known uuid from a new one', () => {
    const seen = createSeen({ capacity: 100 });
    const mark = createWatermark();
    expect(sightings(seen, mark, [flow({ uuid: 'x' }), flow({ uuid: 'y' }), flow({ uuid: 'x' })])).toEqual([
      'new',
      'new',
      'repeat',
    ]);
  });

  it('tells each flow once, in whatever order and however often they come', () => {
    const met = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.constantFrom('a', 'b')), { maxLength: 120 });
    fc.assert(
      fc.property(met, fc.func(fc.integer({ min: -3_000, max: 3_000 })), (flows, timeOf) => {
        const seen = createSeen({ capacity: 1_000 });
        const marks = { a: createWatermark(), b: createWatermark() };
        const told = flows.map(([uuid, node]) => {
          const facts = flow({ uuid: `${node}${uuid}`, node, timeMs: now + timeOf(uuid, node) });
          return seen.judge(facts, marks[node as 'a' | 'b'], now).sighting;
        });
        const names = flows.map(([uuid, node]) => `${node}${uuid}`);
        expect(told).toEqual(names.map((name, place) => (names.indexOf(name) === place ? 'new' : 'repeat')));
      }),
    );
  });

  it('without uuid goes by node, time, 5-tuple and event type', () => {
    const seen = createSeen({ capacity: 100 });
    const mark = createWatermark();
    const one = flow({ l4: { protocol: 'UDP', sourcePort: 1, destinationPort: 53 } });
    const other = flow({ l4: { protocol: 'UDP', sourcePort: 2, destinationPort: 53 } });
    expect(sightings(seen, mark, [one, other, one, { ...one, timeMs: now + 1 }])).toEqual([
      'new',
      'new',
      'repeat',
      'new',
    ]);
  });

  it('never takes flows without uuid and time for one another', () => {
    const seen = createSeen({ capacity: 100 });
    expect(sightings(seen, createWatermark(), [flow({ timeMs: undefined }), flow({ timeMs: undefined })])).toEqual([
      'new',
      'new',
    ]);
  });

  it('counts no flow twice, whatever is repeated from however long ago', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 4, max: 40 }),
        fc.nat(),
        (count, capacity, at) => {
          const seen = createSeen({ capacity });
          const mark = createWatermark();
          const flows = history(count, 60_000);
          expect(sightings(seen, mark, flows).filter((sighting) => sighting === 'new')).toHaveLength(count);
          const repeated = flows.slice(at % count);
          expect(sightings(seen, mark, repeated)).not.toContain('new');
        },
      ),
    );
  });

  it('calls a replay from before what is remembered by its name', () => {
    const seen = createSeen({ capacity: 10 });
    const mark = createWatermark();
    const flows = history(50, 60_000);
    sightings(seen, mark, flows);
    expect(sightings(seen, mark, flows.slice(0, 3))).toEqual(['replay', 'replay', 'replay']);
  });

  it('takes history older than all that was read as new', () => {
    const seen = createSeen({ capacity: 10 });
    const mark = createWatermark();
    sightings(seen, mark, history(50, 60_000));
    expect(sightings(seen, mark, history(5, 600_000, 'older'))).toEqual(Array(5).fill('new'));
  });

  it('does not mistake a node whose clock stands in 1970 for a replay', () => {
    const seen = createSeen({ capacity: 10 });
    const mark = createWatermark();
    const flows = Array.from({ length: 60 }, (_, index) => flow({ uuid: `s${index}`, timeMs: 1_000 + index }));
    expect(new Set(sightings(seen, mark, flows))).toEqual(new Set(['new']));
  });

  it('goes on counting at once when a clock that ran an hour ahead is put right', () => {
    const seen = createSeen({ capacity: 10 });
    const mark = createWatermark();
    sightings(seen, mark, history(50, -3_600_000, 'ahead'));
    const right = Array.from({ length: 5 }, (_, index) => flow({ uuid: `r${index}`, timeMs: now + index }));
    expect(sightings(seen, mark, right)).toEqual(Array(5).fill('new'));
  });

  it('finds out within seconds that a clock was set back, because a replay would be faster', () => {
    const seen = createSeen({ capacity: 10 });
    const mark = createWatermark();
    sightings(seen, mark, history(7_200, 0));
    const judged = Array.from({ length: 20 }, (_, second) => {
      const facts = flow({ uuid: `back${second}`, timeMs: now - 3_600_000 + second * 1_000 });
      return seen.judge(facts, mark, now + second * 1_000).sighting;
    });
    expect(judged.slice(0, 10)).toEqual(Array(10).fill('replay'));
    expect(judged.slice(10)).toEqual(Array(10).fill('new'));
  });
});
