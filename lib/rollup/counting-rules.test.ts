// The counting rules, each as people would check it. Rules 7 (the same flow told twice) and 8 (gaps) are about streams
// and are tested in lib/live.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCaptureLine } from '@/lib/capture/parse-line';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import type { FlowFacts } from '@/lib/flow/flow';
import { audits, drawn, eventsBySide, eventsByVerdict, flowsShown, undrawn } from '@/lib/rollup/count';
import { denialGroups } from '@/lib/rollup/denial-groups';
import { denialsOf } from '@/lib/rollup/denials';
import { createRollup } from '@/lib/rollup/rollup';
import type { Row } from '@/lib/rollup/row';
import {
  noon,
  podEnd,
  sampleDrop,
  sampleFlow,
  samplePolicy,
  sampleReply,
  sampleVerdict,
  tcp,
} from '@/lib/rollup/sample';
import { createServiceNames } from '@/lib/rollup/service-names';
import { type Conversation, conversationsOf } from '@/lib/rollup/window';

function rowsOf(...flows: readonly FlowFacts[]): Row[] {
  const rollup = createRollup();
  for (const flow of flows) rollup.fold(flow, noon);
  return rollup.rows();
}

const events = (rows: readonly Row[]) => rows.reduce((sum, row) => sum + row.events, 0);
const conversations = (rows: readonly Row[]) => [...conversationsOf(rows).values()];
const arrow = ({ client, server, protocol, port }: Conversation) =>
  `${client.name} > ${server.name} ${protocol}/${port}`;
const arrows = (rows: readonly Row[]) => conversations(drawn(rows)).map(arrow);

const ingress = { direction: 'INGRESS', node: 'node-2' } as const;

test('rule 1: events are every flow event, per verdict and per side, drawn or not', () => {
  fc.assert(
    fc.property(fc.array(arbitraryFlow(), { maxLength: 40, size: 'max' }), (flows) => {
      const rows = rowsOf(...flows);
      expect(events(drawn(rows)) + events(undrawn(rows))).toBe(flows.length);
      const perVerdict = Object.values(eventsByVerdict(rows)).reduce((sum, count) => sum + count, 0);
      const perSide = Object.values(eventsBySide(rows)).flatMap((counts) => Object.values(counts));
      expect(perVerdict).toBe(flows.length);
      expect(perSide.reduce((sum, count) => sum + count, 0)).toBe(flows.length);
      expect(conversations(rows).flatMap(({ rows }) => [...rows.values()])).toHaveLength(rows.length);
    }),
  );
});

describe('rule 2: a reply belongs to the conversation of its request', () => {
  test('with ends and ports swapped', () => {
    expect(arrows(rowsOf(sampleFlow(), sampleReply()))).toEqual(['backend > frontend TCP/80']);
  });

  test('also when only replies were seen', () => {
    expect(arrows(rowsOf(sampleReply()))).toEqual(['backend > frontend TCP/80']);
  });

  test('and without is_reply it is neither', () => {
    expect(rowsOf(sampleDrop())).toMatchObject([{ dims: { reply: 'unknown', client: { name: 'backend' } } }]);
  });
});

describe('rule 3: traffic seen at both ends is shown once', () => {
  test('as the larger of the two sides', () => {
    const rows = rowsOf(sampleFlow({ weight: 3 }), sampleFlow({ ...ingress, weight: 4 }));
    expect(flowsShown(rows)).toBe(4);
    expect(events(rows)).toBe(7);
  });

  test('each side keeping its own verdicts', () => {
    const rows = rowsOf(sampleFlow({ weight: 3 }), sampleDrop({ ...ingress, weight: 2 }));
    expect(eventsBySide(rows)).toEqual({ egress: { FORWARDED: 3 }, ingress: { DROPPED: 2 }, unknown: {} });
    expect(flowsShown(rows)).toBe(3);
  });

  test('a direction that is neither in nor out being a side of its own', () => {
    const rows = rowsOf(sampleFlow(), sampleFlow({ direction: '7', weight: 2 }));
    expect(eventsBySide(rows).unknown).toEqual({ FORWARDED: 2 });
    expect(flowsShown(rows)).toBe(2);
  });

  test('also where exports left direction and event out: the end with an endpoint id is the one that reports', () => {
    const masked = { direction: 'TRAFFIC_DIRECTION_UNKNOWN', eventType: undefined } as const;
    const { source, destination } = sampleReply();
    const rows = rowsOf(
      sampleReply({ ...masked, destination: { ...podEnd('shop', 'backend'), id: 36 }, source }),
      sampleReply({ ...masked, source: { ...podEnd('shop', 'frontend'), id: 3803 }, destination }),
    );
    expect(eventsBySide(rows)).toEqual({ egress: { FORWARDED: 1 }, ingress: { FORWARDED: 1 }, unknown: {} });
    expect(flowsShown(rows)).toBe(1);
  });

  test('but an event between the ends is of neither, whichever of them is local', () => {
    const between = { direction: 'TRAFFIC_DIRECTION_UNKNOWN', eventType: { type: 4, subType: 9 } } as const;
    const rows = rowsOf(sampleFlow({ ...between, source: { ...podEnd('shop', 'backend'), id: 36 } }));
    expect(eventsBySide(rows).unknown).toEqual({ FORWARDED: 1 });
  });

  test("by the service's address and by the pod's it is still once", () => {
    const byService = sampleFlow({ destination: undefined, destinationService: { name: 'web', namespace: 'shop' } });
    expect(flowsShown(rowsOf(byService, sampleFlow({ weight: 2 })))).toBe(2);
  });

  test('the figure is never less than the denials, nor more than the events', () => {
    const rows = rowsOf(sampleDrop({ weight: 2 }), sampleDrop({ ...ingress, weight: 3 }));
    expect(flowsShown(rows)).toBe(5);
  });
});

describe('rule 4: a denial counts once', () => {
  test('though a policy verdict and a drop tell of it', () => {
    const rows = rowsOf(sampleVerdict(), sampleDrop());
    expect(denialsOf(rows)).toEqual({ total: 1, bySide: { egress: 1, ingress: 0, unknown: 0 }, lateReplies: 0 });
    expect(flowsShown(rows)).toBe(1);
  });

  test('under the name that either of the two gives', () => {
    const named = { egressDeniedBy: [samplePolicy('deny-frontend')] };
    for (const pair of [
      [sampleVerdict(named), sampleDrop()],
      [sampleVerdict(), sampleDrop(named)],
    ]) {
      expect(denialGroups(rowsOf(...pair))).toMatchObject([{ policies: ['shop/deny-frontend'], count: 1 }]);
    }
  });

  test('as a request that the proxy refused, its 403 being no second one', () => {
    const l7 = { eventType: { type: 129, subType: 0 } };
    const refused = sampleFlow({ ...l7, l7: { type: 'REQUEST' }, verdict: 'DROPPED' });
    const answer = sampleReply({ ...l7, l7: { type: 'RESPONSE' } });
    expect(denialsOf(rowsOf(refused, answer)).total).toBe(1);
    expect(denialGroups(rowsOf(refused, answer))).toMatchObject([{ reason: 'L7', count: 1, evidence: { l7: 1 } }]);
  });

  test('and what audit mode let pass is no denial, its verdict and its packet being one connection', () => {
    const rows = rowsOf(sampleFlow({ verdict: 'AUDIT', eventType: { type: 5, subType: 0 } }), sampleFlow());
    expect([denialsOf(rows).total, audits(rows), flowsShown(rows)]).toEqual([0, 1, 1]);
  });
});

test('rule 5: verdicts are counts, whichever came last', () => {
  const flows = [sampleDrop(), sampleFlow({ weight: 11 })];
  const counts = { DROPPED: 1, FORWARDED: 11 };
  expect(eventsByVerdict(rowsOf(...flows))).toEqual(counts);
  expect(eventsByVerdict(rowsOf(...flows.reverse()))).toEqual(counts);
});

test.each([
  ['ICMP errors', { l4: { protocol: 'ICMPv4', type: 3, code: 1 } }, 'icmp-feedback'],
  ['related packets', { traceReason: 'RELATED' }, 'icmp-feedback'],
  ['socket events', { eventType: { type: 7, subType: 1 }, verdict: 'TRACED' }, 'socket'],
  ['multicast', { ip: { source: '10.0.0.1', destination: '224.0.0.251' } }, 'multicast'],
  [
    'link-level frames',
    { source: undefined, destination: undefined, ip: undefined, ethernet: { source: 'a', destination: 'b' } },
    'link-level',
  ],
  ['flows without ends', { source: undefined, destination: undefined, ip: undefined }, 'no-ends'],
] as const)('rule 6: %s make no edge, and are counted', (_, more, why) => {
  const rows = rowsOf(sampleFlow(more), sampleFlow());
  expect(undrawn(rows)).toMatchObject([{ events: 1, dims: { undrawn: why } }]);
  expect(arrows(rows)).toEqual(['backend > frontend TCP/80']);
});

test('rule 6: an echo request is traffic', () => {
  const echo = sampleFlow({ l4: { protocol: 'ICMPv4', type: 8, code: 0 } });
  expect(arrows(rowsOf(echo))).toEqual(['backend > frontend ICMPv4/0']);
});

test('rule 9: values that nobody knows are counted under what they are called', () => {
  const rows = rowsOf(
    sampleFlow({ verdict: '9' }),
    sampleFlow({ verdict: '__proto__' }),
    sampleDrop({ dropReason: '230', direction: '7', eventType: { type: 42, subType: 0 } }),
  );
  expect(Object.entries(eventsByVerdict(rows))).toEqual([
    ['9', 1],
    ['__proto__', 1],
    ['DROPPED', 1],
  ]);
  expect(denialGroups(rows)).toMatchObject([{ reason: '230', direction: '7', count: 1 }]);
});

test('rule 10: world is one end whatever its number, and numbers that nodes make up are no ends', () => {
  const outside = (identity: number, label: string) =>
    sampleFlow({
      destination: { identity, labels: [label], workloads: [] },
      ip: { source: '10.0.0.1', destination: '198.51.100.7' },
      l4: tcp(50_000, 443),
    });
  const world = [outside(2, 'reserved:world'), outside(9, 'reserved:world-ipv4'), outside(10, 'reserved:world-ipv6')];
  expect(arrows(rowsOf(...world))).toEqual(['backend > world TCP/443']);
  const cidr = [outside(16_777_217, 'cidr:198.51.100.0/24'), outside(16_777_300, 'cidr:198.51.100.0/24')];
  expect(arrows(rowsOf(...cidr))).toEqual(['backend > 198.51.100.0/24 TCP/443']);
});

const folder = path.resolve(import.meta.dirname, '../../../shared/cases');

describe.skipIf(!existsSync(folder))('recorded flows', () => {
  test('a refused packet of a pod no longer known is one denial beside its allowed twin (S11)', () => {
    const rows = recorded('policy.jsonl', 6, 9);
    expect(denialsOf(rows).total).toBe(1);
    expect(eventsByVerdict(rows)).toEqual({ FORWARDED: 2, DROPPED: 2 });
  });

  test('an audited connection and its packet are one (S10)', () => {
    const rows = recorded('policy.jsonl', 4, 5);
    expect([flowsShown(rows), audits(rows), denialsOf(rows).total]).toEqual([1, 1, 0]);
  });

  test('dropped DNS answers are late replies of one conversation (S12)', () => {
    const rows = recorded('policy.jsonl', 10, 12);
    expect(denialsOf(rows)).toMatchObject({ total: 3, lateReplies: 3 });
    expect(arrows(rows)).toEqual(['api > coredns UDP/53']);
  });

  test('two replies and a forward packet are one edge (S15)', () => {
    expect(arrows(recorded('export-1.19.jsonl', 4, 6))).toEqual(['kapinger-bad > kapinger-good TCP/8080']);
  });

  test('a request refused by the proxy and its 403 are one denial (S17)', () => {
    expect(denialsOf(recorded('l7.jsonl', 3, 4)).total).toBe(1);
  });

  test('a socket translation makes no edge and names the backend (S22)', () => {
    const flows = read('sock-tunnel.jsonl', 1, 4);
    const rows = rowsOf(...flows);
    expect(drawn(rows)).toEqual([]);
    expect(backendBehind(flows)).toBe('nginx');
  });

  test('replies without forward packets show the client (S30)', () => {
    const rows = recorded('double-sightings.jsonl', 1, 2);
    expect(arrows(rows)).toEqual(['toolbox-pod > dep-http TCP/80']);
    expect(eventsByVerdict(rows)).toEqual({ VERDICT_UNKNOWN: 2 });
  });

  test("an answer seen by the service's and by the pod's address is one, and names the backend (S31)", () => {
    const flows = read('double-sightings.jsonl', 3, 4);
    expect(flowsShown(rowsOf(...flows))).toBe(1);
    expect(backendBehind(flows)).toBe('coredns');
  });

  test('values of the future are kept (S39)', () => {
    const [row] = recorded('future.jsonl', 1, 1);
    expect(row?.dims).toMatchObject({ verdict: '9', eventType: 42, direction: '7' });
  });
});

function recorded(file: string, first: number, last: number): Row[] {
  return rowsOf(...read(file, first, last));
}

function read(file: string, first: number, last: number): FlowFacts[] {
  const lines = readFileSync(path.join(folder, file), 'utf8')
    .split('\n')
    .slice(first - 1, last);
  return lines.flatMap((line, place) => {
    const record = parseCaptureLine(line, first + place, noon);
    return record?.kind === 'flow' ? [record.flow] : [];
  });
}

function backendBehind(flows: readonly FlowFacts[]): string | undefined {
  const names = createServiceNames();
  for (const flow of flows) names.learn(flow, flow.timeMs ?? noon);
  const services = rowsOf(...flows)
    .map(({ dims }) => dims.server)
    .filter(({ kind }) => kind === 'service');
  return services.map(({ id }) => names.backendOf(id)?.name)[0];
}
