import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseFilter } from '@/lib/filter/parse';
import { compileFilter } from '@/lib/filter/predicate';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import { destinationEntity, hiddenEnd, sourceEntity } from '@/lib/flow/ends';
import { entity } from '@/lib/flow/entity';
import type { Flow, FlowFacts } from '@/lib/flow/flow';
import { undrawnWhy } from '@/lib/flow/questions';
import { requestOf } from '@/lib/flow/request';
import { sampleFlow as sampleEvent } from '@/lib/flow/sample';
import { arbitraryFlow as arbitraryConversation } from '@/lib/rollup/arbitrary';
import { createRollup } from '@/lib/rollup/rollup';
import { conversationId } from '@/lib/rollup/row-table';
import { sightingOf, workloadOf } from '@/lib/rollup/sighting';
import { createLens, type Lens } from './lens';
import { farNamespace, sampleCrossing, sampleRequest, secret } from './sample';
import type { FarEnd } from './sight';
import { veilRequest } from './veil-row';

const shop = [{ cluster: '*', namespace: 'shop' }];
const lensOf = (farEnd: FarEnd): Lens => createLens({ grants: shop, farEnd });
const veils = ['namespace', 'hidden'] as const;

const crossings = fc.record({
  far: fc.constantFrom('source' as const, 'destination' as const),
  direction: fc.constantFrom('EGRESS', 'INGRESS', 'TRAFFIC_DIRECTION_UNKNOWN', '9'),
  isReply: fc.constantFrom(true, false, undefined),
  verdict: fc.constantFrom('FORWARDED', 'DROPPED', 'AUDIT'),
  type: fc.constantFrom('REQUEST' as const, 'RESPONSE' as const),
  l7: fc.constantFrom(null, 0, 1, 2),
});

/** With the strings of whichever end serves in the request. */
function crossing({ far, type, l7, ...more }: typeof crossings extends fc.Arbitrary<infer T> ? T : never): Flow {
  const isAnswer = more.isReply ?? type === 'RESPONSE';
  const farIsServer = (far === 'destination') !== isAnswer;
  const seen = l7 === null ? undefined : sampleRequest(type, farIsServer)[l7];
  return sampleCrossing(far, { ...more, ...(seen && { l7: seen }) });
}

describe.each(veils)('a far end that is shown by %s', (farEnd) => {
  const lens = lensOf(farEnd);

  it('leaves nothing of who it is in any field of the flow', () => {
    fc.assert(
      fc.property(crossings, (about) => {
        const seen = JSON.stringify(lens.flow(crossing(about)));
        expect(seen).not.toContain(secret);
        expect(seen).not.toContain('7777');
        if (farEnd === 'hidden') expect(seen).not.toContain(farNamespace);
        expect(seen).toContain('cart-0');
      }),
      { numRuns: 500 },
    );
  });

  it('leaves nothing of who it is in the row of the flow, and what was asked no longer than how', () => {
    fc.assert(
      fc.property(crossings, (about) => {
        const flow = crossing(about);
        const row = lens.row(createRollup({ retentionMs: Number.POSITIVE_INFINITY }).fold(flow, flow.arrivedMs));
        const told = JSON.stringify([row, row && veilRequest(requestOf(flow), row)]);
        expect(told).toContain('cart');
        expect(told).not.toContain(secret);
        if (farEnd === 'hidden') expect(told).not.toContain(farNamespace);
      }),
      { numRuns: 500 },
    );
  });

  it('is one and the same for all that may not be seen', () => {
    const seen = lens.flow(sampleCrossing('destination'));
    const other =
      farEnd === 'hidden'
        ? hiddenEnd
        : entity('namespace', farNamespace, { cluster: 'default', namespace: farNamespace, veiled: true });
    expect(seen && destinationEntity(seen)).toEqual(other);
    expect(seen && sourceEntity(seen).name).toBe('cart');
    expect(seen && undrawnWhy(seen)).toBe('');
  });

  it('is found by no filter that names it, however it is put', () => {
    const texts = [
      `pod:${farNamespace}/bank`,
      `workload:bank-${secret}`,
      `label:app=bank-${secret}`,
      `service:${farNamespace}/bank`,
      `fqdn:api.${secret}.example.com`,
      'identity:77777',
      `policy:deny-${secret}`,
      `http.path:/accounts/${secret}`,
      `bank-${secret}`,
    ];
    const flow = lens.flow(sampleCrossing('destination', { l7: sampleRequest('REQUEST', true)[0] }));
    for (const text of texts) {
      const parsed = parseFilter(text);
      expect(parsed.ok, text).toBe(true);
      expect(flow && parsed.ok && compileFilter(parsed.filter)(flow), text).toBe(false);
    }
  });

  it('says the same in a flow as in the row of it', () => {
    fc.assert(
      fc.property(arbitraryConversation, (flow) => {
        // Without a direction or an event the end that reported is known by a number of the far end.
        fc.pre(flow.direction !== 'TRAFFIC_DIRECTION_UNKNOWN' || flow.eventType !== undefined);
        expectSame(lens, flow);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The row of the veiled flow is the veiled row of the flow. */
function expectSame(lens: Lens, flow: FlowFacts) {
  const never = () => false;
  const rollup = createRollup({ retentionMs: Number.POSITIVE_INFINITY });
  const row = lens.row(rollup.fold(flow, flow.timeMs ?? 0));
  const seen = lens.flow(flow);
  expect(row === null).toBe(seen === null);
  if (row && seen) expect(sightingOf(seen, workloadOf, never)).toEqual(row.sighting);
}

describe('what is in sight', () => {
  it('is what has an end in a grant, whole where far ends are shown so', () => {
    const lens = lensOf('full');
    const flow = sampleCrossing('source');
    expect(lens.flow(flow)).toBe(flow);
    expect(lens.flow(sampleEvent({ source: flow.source, destination: flow.source }))).toBeNull();
  });

  it('goes by clusters too, and by the configured name of a cluster where several are', () => {
    const flow = sampleCrossing('source');
    const of = (cluster: string, home: string | null) =>
      createLens({ grants: [{ cluster, namespace: 'shop' }], farEnd: 'full' }, home).flow(flow) !== null;
    expect(of('default', null)).toBe(true);
    expect(of('west', null)).toBe(false);
    expect(of('west', 'west')).toBe(true);
    expect(of('default', 'west')).toBe(false);
    expect(of('w*t', 'west')).toBe(true);
  });

  it('is nothing where nothing is granted', () => {
    expect(createLens({ grants: [], farEnd: 'full' }).flow(sampleCrossing('source'))).toBeNull();
  });

  it('leaves the world, hosts, names and addresses as they are, without a namespace they may bring', () => {
    const near = sampleCrossing('source').destination;
    const world = { labels: ['reserved:world'], workloads: [] };
    const flow = sampleEvent({
      source: world,
      sourceNames: ['api.example.com'],
      destination: near,
      ip: { source: '192.0.2.1' },
    });
    for (const farEnd of veils) expect(lensOf(farEnd).flow(flow)).toBe(flow);
    const host = { labels: ['reserved:host', `k8s:app=${secret}`], namespace: secret, workloads: [] };
    expect(JSON.stringify(lensOf('hidden').flow(sampleEvent({ source: host, destination: near })))).not.toContain(
      secret,
    );
  });

  it('is the same for flows and rows, whatever they are', () => {
    fc.assert(
      fc.property(arbitraryFlow(), (flow) => {
        const lens = lensOf('hidden');
        const rollup = createRollup({ retentionMs: Number.POSITIVE_INFINITY });
        expect(lens.row(rollup.fold(flow, flow.arrivedMs)) === null).toBe(lens.flow(flow) === null);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('things named by a conversation are in sight as they stand where nothing of them is veiled', () => {
  const cart = entity('workload', 'cart', { cluster: 'default', namespace: 'shop' });
  const bank = entity('workload', 'bank of x', { cluster: 'default', namespace: farNamespace });
  const group = (client: typeof cart, server: typeof cart) =>
    `${conversationId(client, server, 'TCP', 80)} ["POLICY_DENIED"]`;
  const ofNamespace = entity('namespace', farNamespace, { cluster: 'default', namespace: farNamespace });
  const seen = (farEnd: FarEnd, id: string) => lensOf(farEnd).conversation(id);
  expect(seen('full', group(cart, bank))).toBe(true);
  expect(seen('namespace', group(cart, bank))).toBe(false);
  expect(seen('namespace', group(cart, ofNamespace))).toBe(true);
  expect(seen('hidden', group(cart, ofNamespace))).toBe(false);
  expect(seen('hidden', group(cart, hiddenEnd))).toBe(true);
  expect(seen('hidden', group(cart, cart))).toBe(true);
  expect(seen('full', group(bank, bank))).toBe(false);
  for (const id of ['', 'x', 'a>b', '>', `${cart.id}>${bank.id}`]) expect(seen('full', id)).toBe(false);
});
