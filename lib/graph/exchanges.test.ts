import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Flow } from '@/lib/flow/flow';
import { pathTemplate } from '@/lib/flow/path-template';
import { sampleFlow } from '@/lib/flow/sample';
import { exchangesOf, failedOf, latenciesBy, servedBy, servedByServer } from '@/lib/graph/exchanges';
import { entityOfLevel } from '@/lib/graph/level';

const end = (name: string) => ({
  namespace: 'shop',
  pod: `${name}-0`,
  labels: [],
  workloads: [{ kind: 'Deployment', name }],
});

/** An answer of cart to gateway, as the server's side sees it. */
function answer(url: string, code: number, ms: number, more: Partial<Flow> = {}): Flow {
  return sampleFlow({
    id: `${url} ${code} ${ms}`,
    arrivedMs: ms * 1_000,
    verdict: 'FORWARDED',
    direction: 'EGRESS',
    isReply: true,
    l4: { protocol: 'TCP', sourcePort: 8080, destinationPort: 40_000, flags: [] },
    l7: {
      type: 'RESPONSE',
      latencyNs: String(ms * 1e6),
      http: { code, method: 'GET', url, protocol: 'HTTP/1.1', headers: [] },
    },
    source: end('cart'),
    destination: end('gateway'),
    ...more,
  });
}

const flows = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((ms) => answer(`http://cart/items/${ms}`, ms > 8 ? 503 : 200, ms));

describe('answers', () => {
  it('name client, server, port and the template of the path', () => {
    expect(exchangesOf(flows)[0]).toMatchObject({
      client: { name: 'gateway' },
      server: { name: 'cart' },
      port: 8080,
      method: 'GET',
      path: '/items/{id}',
      code: 200,
      ms: 1,
    });
  });

  it('seen by both sides count once', () => {
    const both = [...flows, ...flows.slice(0, 4).map((flow) => ({ ...flow, direction: 'INGRESS' }))];
    expect(exchangesOf(both)).toHaveLength(10);
  });

  it('that a rule refused count with the requests that they answer, and requests without an answer count too', () => {
    const request = (url: string, direction = 'INGRESS', verdict: Flow['verdict'] = 'DROPPED'): Flow => ({
      ...answer(url, 0, 1, { direction, verdict, isReply: false, eventType: { type: 129, subType: 0 } }),
      ...{ source: end('gateway'), destination: end('cart') },
      ...{ l4: { protocol: 'TCP', sourcePort: 40_000, destinationPort: 8080, flags: [] } },
      l7: { type: 'REQUEST', http: { code: 0, method: 'GET', url, protocol: 'HTTP/1.1', headers: [] } },
    });
    const seen = [
      ...[answer('http://cart/admin', 403, 1), request('http://cart/admin')],
      ...[request('http://cart/secret'), request('http://cart/secret', 'EGRESS')],
      ...[request('http://cart/open', 'INGRESS', 'FORWARDED'), answer('http://cart/open', 200, 2)],
    ];
    const { endpoints, answers } = servedBy(exchangesOf(seen));
    expect(answers).toBe(2);
    const told = endpoints.map((one) => [one.path, one.answers, one.refused, one.clientErrors, failedOf(one)]);
    expect(told).toEqual([
      ['/admin', 1, 1, 1, { count: 1, of: 1 }],
      ['/open', 1, 0, 0, { count: 0, of: 1 }],
      ['/secret', 0, 1, 0, { count: 1, of: 1 }],
    ]);
  });

  it('make one endpoint of a template, with errors, rate and percentiles', () => {
    const exchanges = exchangesOf(flows);
    const { endpoints, answers } = servedBy(exchanges);
    expect(answers).toBe(10);
    expect(endpoints).toHaveLength(1);
    expect(endpoints[0]).toMatchObject({ path: '/items/{id}', answers: 10, serverErrors: 2, clientErrors: 0 });
    expect(endpoints[0]?.latency).toEqual({ p50: 5, p95: 10, answers: 10 });
    expect(endpoints[0]?.perSecond).toBeCloseTo(10 / 9);
  });

  it('that were not measured have no latency', () => {
    const unmeasured = answer('/x', 200, 1, { l7: { type: 'RESPONSE', http: flows[0]?.l7?.http } as Flow['l7'] });
    expect(latenciesBy(exchangesOf([unmeasured]), () => ['all']).size).toBe(0);
  });

  it('are told of pods and of nodes where those are looked at', () => {
    const ends = { source: { ...end('cart'), id: 7 }, node: 'lab/worker-1' };
    const one = answer('/x', 200, 4, ends);
    expect(exchangesOf([one], entityOfLevel('pod'))[0]?.server).toMatchObject({ kind: 'pod', name: 'cart-0' });
    expect(exchangesOf([one], entityOfLevel('node'))[0]?.server).toMatchObject({ kind: 'node', name: 'lab/worker-1' });
  });

  it('are put together for each server that is drawn', () => {
    const other = answer('/pay', 200, 3, { source: end('payments') });
    const served = servedByServer(exchangesOf([...flows, other]), ({ name }) => (name === 'cart' ? 'cart' : null));
    expect([...served.keys()]).toEqual(['cart']);
    expect(served.get('cart')?.answers).toBe(10);
  });

  it('leave requests and other traffic out', () => {
    expect(exchangesOf([answer('/x', 0, 1, { l7: { type: 'REQUEST', dns: undefined } })])).toEqual([]);
  });
});

test.each([
  ['/products/355?limit=2', '/products/{id}'],
  ['http://api.shop:80/v1/things/694', '/v1/things/{id}'],
  ['/o/3f2504e0-4f89-11d3-9a0c-0305e82c3301/items', '/o/{id}/items'],
  ['/blob/deadbeef01', '/blob/{id}'],
  ['/facade/decade', '/facade/decade'],
  ['/t/eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9', '/t/{id}'],
  ['/at/2026-05-04', '/at/{id}'],
  ['', '/'],
  ['https://host', '/'],
])('the template of %s is %s', (url, template) => {
  expect(pathTemplate(url)).toBe(template);
});

test('a template never fails, and is its own template', () => {
  fc.assert(
    fc.property(fc.webUrl(), (url) => {
      expect(pathTemplate(pathTemplate(url))).toBe(pathTemplate(url));
    }),
  );
});
