import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import type { FlowFacts } from '@/lib/flow/flow';
import { isDenial } from '@/lib/flow/questions';
import { flowsShown } from '@/lib/rollup/count';
import { denialGroups } from '@/lib/rollup/denial-groups';
import { denialsOf, isDenialRow } from '@/lib/rollup/denials';
import { createRollup } from '@/lib/rollup/rollup';
import type { Row } from '@/lib/rollup/row';
import { noon, sampleDrop, sampleFlow, samplePolicy, sampleVerdict } from '@/lib/rollup/sample';

function rowsOf(...flows: readonly FlowFacts[]): Row[] {
  const rollup = createRollup();
  for (const flow of flows) rollup.fold(flow, noon);
  return rollup.rows();
}

const ingress = { direction: 'INGRESS' } as const;
const nowhere = { direction: 'TRAFFIC_DIRECTION_UNKNOWN' } as const;
const request = { dropReason: undefined, eventType: { type: 129, subType: 0 }, l7: { type: 'REQUEST' } } as const;
const named = (name: string) => ({ egressDeniedBy: [samplePolicy(name)] });

describe('how many denials', () => {
  const total = (...flows: readonly FlowFacts[]) => denialsOf(rowsOf(...flows)).total;

  test('a verdict and its drop are one', () => {
    expect(denialsOf(rowsOf(sampleVerdict(), sampleDrop()))).toEqual({
      total: 1,
      bySide: { egress: 1, ingress: 0, unknown: 0 },
      lateReplies: 0,
    });
  });

  test('the larger kind of event counts when some were lost', () => {
    expect(total(sampleVerdict({ weight: 3 }), sampleDrop({ weight: 5 }))).toBe(5);
    expect(total(sampleVerdict({ weight: 3 }), sampleDrop({ weight: 2 }))).toBe(3);
  });

  test('a verdict and a drop for another reason are two', () => {
    expect(total(sampleVerdict(), sampleDrop({ dropReason: 'STALE_OR_UNROUTABLE_IP' }))).toBe(2);
  });

  test('packets refused on one side and others refused on the other add up', () => {
    expect(denialsOf(rowsOf(sampleDrop({ weight: 2 }), sampleDrop({ ...ingress, weight: 3 }))).bySide).toEqual({
      egress: 2,
      ingress: 3,
      unknown: 0,
    });
  });

  test('a drop without direction is the other half of a verdict that lacks one', () => {
    expect(total(sampleVerdict(), sampleDrop(nowhere))).toBe(1);
    expect(total(sampleDrop(ingress), sampleVerdict(nowhere))).toBe(1);
    expect(total(sampleVerdict(), sampleVerdict(ingress), sampleDrop({ ...nowhere, weight: 2 }))).toBe(2);
    expect(total(sampleVerdict(), sampleDrop(), sampleDrop(nowhere))).toBe(2);
    expect(denialsOf(rowsOf(sampleVerdict(), sampleDrop({ ...nowhere, weight: 4 }))).bySide.unknown).toBe(3);
  });

  test('a request refused by the proxy is one, whether one proxy tells of it or both', () => {
    expect(total(sampleDrop(request))).toBe(1);
    expect(total(sampleDrop({ ...request, weight: 2 }), sampleDrop({ ...request, ...ingress, weight: 3 }))).toBe(3);
  });

  test('a refused response does not count beside its refused request', () => {
    expect(total(sampleDrop(request), sampleDrop({ ...request, l7: { type: 'RESPONSE' } }))).toBe(1);
  });

  test('the 403 that the proxy answers is no second denial', () => {
    expect(total(sampleDrop(request), sampleFlow({ l7: { type: 'RESPONSE' }, isReply: true }))).toBe(1);
  });

  test('probable late replies are counted among them and said apart', () => {
    const { source, destination } = sampleFlow();
    const late = {
      source: destination,
      destination: source,
      l4: { protocol: 'UDP', sourcePort: 53, destinationPort: 50_000 },
    } as const;
    expect(denialsOf(rowsOf(sampleDrop(late), sampleVerdict(late)))).toMatchObject({ total: 1, lateReplies: 1 });
  });

  test('audited packets were not refused', () => {
    expect(total(sampleVerdict({ verdict: 'AUDIT', dropReason: undefined }))).toBe(0);
  });
});

describe('denials by reason, side and policies', () => {
  const groups = (...flows: readonly FlowFacts[]) =>
    denialGroups(rowsOf(...flows)).map(({ policies, count, evidence }) => [
      policies.join(),
      count,
      evidence.verdicts,
      evidence.drops,
      evidence.l7,
    ]);

  test('a drop takes its name from its verdict', () => {
    expect(groups(sampleVerdict(named('a')), sampleDrop())).toEqual([['shop/a', 1, 1, 1, 0]]);
  });

  test('a verdict without name takes it from its drop', () => {
    expect(groups(sampleVerdict(), sampleDrop(named('a')))).toEqual([['shop/a', 1, 1, 1, 0]]);
  });

  test('drops beyond the named verdicts stay without name', () => {
    expect(groups(sampleVerdict({ ...named('a'), weight: 2 }), sampleDrop({ weight: 5 }))).toEqual([
      ['', 3, 0, 3, 0],
      ['shop/a', 2, 2, 2, 0],
    ]);
  });

  test('a denial that both events name is no reason to name another', () => {
    expect(groups(sampleVerdict(named('a')), sampleDrop(named('a')), sampleDrop())).toEqual([
      ['shop/a', 1, 1, 1, 0],
      ['', 1, 0, 1, 0],
    ]);
  });

  test('several policies have a group each', () => {
    const flows = [sampleVerdict({ ...named('a'), weight: 2 }), sampleVerdict(named('b')), sampleDrop({ weight: 3 })];
    expect(groups(...flows)).toEqual([
      ['shop/a', 2, 2, 2, 0],
      ['shop/b', 1, 1, 1, 0],
    ]);
  });

  test('two names for one denial do not make it two', () => {
    expect(groups(sampleVerdict(named('a')), sampleDrop(named('b')))).toEqual([['shop/a', 1, 1, 1, 0]]);
  });

  test('say on which nodes, in which direction and when', () => {
    const verdict = sampleVerdict({ ...ingress, node: 'node-2', timeMs: noon + 5 });
    expect(denialGroups(rowsOf(verdict, sampleDrop({ ...ingress, timeMs: noon + 6 })))).toMatchObject([
      {
        direction: 'INGRESS',
        nodes: ['node-1', 'node-2'],
        firstMs: noon + 5,
        lastMs: noon + 6,
        reason: 'POLICY_DENIED',
      },
    ]);
  });

  test('a direction that nobody knows stays as it came', () => {
    expect(denialGroups(rowsOf(sampleDrop({ direction: '7' })))).toMatchObject([{ direction: '7' }]);
    const mixed = rowsOf(sampleDrop({ direction: '7', weight: 2 }), sampleVerdict(nowhere));
    expect(denialGroups(mixed)).toMatchObject([{ direction: 'TRAFFIC_DIRECTION_UNKNOWN', count: 2 }]);
  });

  test('requests refused by the proxy are a reason of their own', () => {
    expect(groups(sampleDrop(request), sampleDrop({ ...request, ...ingress, weight: 2 }), sampleDrop())).toEqual([
      ['', 2, 0, 0, 3],
      ['', 1, 0, 1, 0],
    ]);
    expect(denialGroups(rowsOf(sampleDrop(request)))).toMatchObject([{ reason: 'L7', direction: 'EGRESS' }]);
  });
});

const denial: fc.Arbitrary<FlowFacts> = fc
  .record({
    kind: fc.constantFrom<Partial<FlowFacts>>(sampleVerdict(), sampleDrop(), sampleDrop(request), {
      verdict: 'DROPPED',
      eventType: undefined,
    }),
    reason: fc.constantFrom('POLICY_DENIED', '230'),
    direction: fc.constantFrom('EGRESS', 'INGRESS', 'TRAFFIC_DIRECTION_UNKNOWN', '7'),
    policies: fc.subarray(['a', 'b']),
    weight: fc.integer({ min: 1, max: 5 }),
    node: fc.constantFrom('node-1', 'node-2'),
  })
  .map(({ kind, reason, direction, policies, weight, node }) => {
    const list = policies.map((name) => samplePolicy(name));
    const dropReason = kind.eventType?.type === 129 ? undefined : reason;
    return sampleFlow({ isReply: undefined, ...kind, dropReason, direction, weight, node, egressDeniedBy: list });
  });

const events = (rows: readonly Row[]) => rows.reduce((sum, row) => sum + row.events, 0);

test('the groups are the denials, and their evidence the events, whatever was seen of them', () => {
  const any = fc.oneof({ weight: 5, arbitrary: denial }, arbitraryFlow());
  fc.assert(
    fc.property(fc.array(any, { maxLength: 30, size: 'max' }), (flows) => {
      const rows = rowsOf(...flows);
      const { total, bySide, lateReplies } = denialsOf(rows);
      const groups = denialGroups(rows);
      const sum = (figure: (group: (typeof groups)[number]) => number) => groups.reduce((all, g) => all + figure(g), 0);
      expect(sum(({ count }) => count)).toBe(total);
      expect(sum(({ late, count }) => (late ? count : 0))).toBe(lateReplies);
      expect(sum(({ direction, count }) => (direction === 'EGRESS' ? count : 0))).toBe(bySide.egress);
      expect(sum(({ evidence }) => evidence.verdicts + evidence.drops + evidence.l7)).toBe(
        events(rows.filter(isDenialRow)),
      );
      expect(total).toBeLessThanOrEqual(flowsShown(rows));
      expect(flowsShown(rows)).toBeLessThanOrEqual(events(rows));
    }),
    { numRuns: 300 },
  );
});

test('per reason the count is between what one account and what both together say', () => {
  fc.assert(
    fc.property(fc.array(denial, { maxLength: 20, size: 'max' }), (flows) => {
      const packets = rowsOf(...flows.filter(({ eventType }) => eventType?.type !== 129));
      for (const reason of new Set(packets.map(({ dims }) => dims.reason))) {
        const alike = packets.filter(({ dims }) => dims.reason === reason);
        const verdicts = events(alike.filter(({ dims }) => dims.eventType === 5));
        const drops = events(alike) - verdicts;
        const { total } = denialsOf(alike);
        expect(total).toBeGreaterThanOrEqual(Math.max(verdicts, drops));
        expect(total).toBeLessThanOrEqual(verdicts + drops);
      }
    }),
  );
});

test('a row is one of denials exactly when its flows are', () => {
  fc.assert(
    fc.property(arbitraryFlow(), (flow) => {
      expect(rowsOf(flow).map(isDenialRow)).toEqual([isDenial(flow)]);
    }),
  );
});
