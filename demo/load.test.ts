import { fromBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millisecondsOf } from '@/demo/agent/entry';
import { LoadRing, makeTemplates, TemplateWriter } from '@/demo/load';
import type { Flow } from '@/proto/gen/flow/flow_pb';
import { GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';

const nodes = ['demo/a', 'demo/b', 'demo/c'];
const rate = 10_000;
const startMs = 1_700_000_000_000;
const { templates } = makeTemplates({ rate, nodes, run: startMs });

function decode(bytes: Uint8Array): { flow: Flow; outerMs: number } {
  const { responseTypes, time } = fromBinary(GetFlowsResponseSchema, bytes);
  if (responseTypes.case !== 'flow') throw new Error('no flow');
  return { flow: responseTypes.value, outerMs: millisecondsOf(time) };
}

function ringsAt(nowMs: number, capacity = 65_535): LoadRing[] {
  const rings = nodes.map((node) => new LoadRing(templates, { node, rate, startMs, capacity }));
  for (const ring of rings) ring.advance(nowMs);
  return rings;
}

describe('a template', () => {
  it('becomes a flow with the time and number written into it, and nothing else changed', () => {
    const writer = new TemplateWriter();
    const times = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(fc.nat(templates.length - 1), times, fc.nat(), (index, atMs, counter) => {
        const template = templates[index];
        if (!template) return;
        const { flow, outerMs } = decode(writer.write(template, atMs, counter));
        const original = decode(template.bytes).flow;
        expect(millisecondsOf(flow.time)).toBe(atMs);
        expect(outerMs).toBe(atMs);
        expect(flow.uuid.endsWith(counter.toString(16).padStart(12, '0'))).toBe(true);
        expect({ ...flow, time: undefined, uuid: '' }).toEqual({ ...original, time: undefined, uuid: '' });
      }),
      { numRuns: 300 },
    );
  });
});

describe('rings under load', () => {
  it('hold together as many flows as the rate asks for, each once', () => {
    const rings = ringsAt(startMs + 1234);
    expect(rings.reduce((sum, { next }) => sum + next, 0)).toBe(12_340);
    const uuids = rings.flatMap((ring) =>
      Array.from(
        { length: ring.next },
        (_, sequence) => decode(ring.get(sequence)?.bytes ?? new Uint8Array()).flow.uuid,
      ),
    );
    expect(new Set(uuids).size).toBe(12_340);
  });

  it('keep the newest, in order of time', () => {
    const [ring] = ringsAt(startMs + 5000, 100);
    expect(ring && ring.next - ring.oldest).toBe(100);
    const times = Array.from({ length: 100 }, (_, index) => ring?.get((ring?.oldest ?? 0) + index)?.timeMs ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(ring?.get((ring?.oldest ?? 0) - 1)).toBeUndefined();
    expect(times.at(-1)).toBeLessThanOrEqual(startMs + 5000);
  });

  it('count a flow as sent once, lap after lap', () => {
    const [ring] = ringsAt(startMs + 5000, 100);
    expect([3, 3, 103, 103, 203].map((sequence) => ring?.markSent(sequence))).toEqual([true, false, true, false, true]);
  });

  it('leave pauses out', () => {
    const [ring] = ringsAt(startMs + 1000);
    const before = ring?.next ?? 0;
    ring?.leaveOut(10_000);
    ring?.advance(startMs + 11_000);
    expect(ring?.next).toBe(before);
    ring?.advance(startMs + 12_000);
    expect(ring?.next).toBeGreaterThan(before);
    expect(ring?.get(before)?.timeMs).toBeGreaterThanOrEqual(startMs + 11_000);
  });
});
