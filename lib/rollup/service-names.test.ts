import { describe, expect, test } from 'vitest';
import { destinationEntity, sourceEntity } from '@/lib/flow/ends';
import { noon, podEnd, sampleFlow, tcp } from '@/lib/rollup/sample';
import { createServiceNames, type ServiceSighting } from '@/lib/rollup/service-names';

const service = { name: 'web', namespace: 'shop' };
const virtual = { labels: ['reserved:world'], workloads: [], identity: 2 };
const toService = (more: Partial<ServiceSighting> = {}): ServiceSighting => ({
  ...sampleFlow({
    destination: virtual,
    destinationService: service,
    ip: { source: '10.0.0.1', destination: '10.96.0.1' },
  }),
  ...more,
});
const toPod = (more: Partial<ServiceSighting> = {}): ServiceSighting => ({ ...sampleFlow(), ...more });
const id = destinationEntity(toService()).id;

function learnt(...flows: ServiceSighting[]): string | null {
  const names = createServiceNames();
  for (const flow of flows) names.learn(flow, flow.timeMs ?? noon);
  return names.backendOf(id)?.name ?? null;
}

describe('the backend of a service', () => {
  test('is the workload that the same connection is seen with', () => {
    expect(learnt(toService(), toPod())).toBe('frontend');
  });

  test('is learnt from replies as well', () => {
    const { source, destination } = sampleFlow();
    const back = {
      isReply: true,
      l4: tcp(80, 50_000),
      destination: source,
      ip: { source: '10.96.0.1', destination: '10.0.0.1' },
    };
    const fromService = sampleFlow({ ...back, source: virtual, sourceService: service });
    const fromPod = sampleFlow({ ...back, source: destination, ip: { source: '10.0.0.2', destination: '10.0.0.1' } });
    expect(sourceEntity(fromService).id).toBe(id);
    expect(learnt(fromService, fromPod)).toBe('frontend');
  });

  test('is learnt from the two halves of a socket translation, whatever the target port', () => {
    const socket = { isReply: undefined, socketCookie: '7', cgroupId: '1' };
    const before = toService({ ...socket, eventType: { type: 7, subType: 1 } });
    const after = toPod({ ...socket, eventType: { type: 7, subType: 2 }, l4: tcp(50_000, 8080) });
    expect(learnt(before, after)).toBe('frontend');
    expect(learnt(before, { ...after, socketCookie: '8' })).toBe(null);
  });

  test('is unknown while only the service, or only the pod, was seen', () => {
    expect(learnt(toService())).toBe(null);
    expect(learnt(toPod())).toBe(null);
  });

  test.each([
    ['another client address', toPod({ ip: { source: '10.0.0.77', destination: '10.0.0.2' } })],
    ['another client port', toPod({ l4: tcp(50_001, 80) })],
    ['another server port', toPod({ l4: tcp(50_000, 81) })],
    ['another protocol', toPod({ l4: { protocol: 'UDP', sourcePort: 50_000, destinationPort: 80 } })],
    ['another minute', toPod({ timeMs: noon + 60_001 })],
    ['no pod', toPod({ destination: virtual })],
  ])('is not learnt from a flow with %s', (_, other) => {
    expect(learnt(toService(), other)).toBe(null);
  });

  test('is none when there are several', () => {
    const second = { l4: tcp(50_001, 80) };
    const canary = toPod({ ...second, destination: podEnd('shop', 'canary') });
    expect(learnt(toService(), toPod(), toService(second), canary)).toBe(null);
  });
});

test('the version grows when an answer changes, and only then', () => {
  const names = createServiceNames();
  const seen = [
    toService(),
    toPod(),
    toService(),
    toPod(),
    toService(),
    toPod({ destination: podEnd('shop', 'canary') }),
  ];
  const versions = seen.map((flow) => {
    names.learn(flow, noon);
    return names.version();
  });
  expect(versions).toEqual([0, 1, 1, 1, 1, 2]);
});

test('services beyond the limit are not learnt', () => {
  const names = createServiceNames(1);
  const other = { name: 'api', namespace: 'shop' };
  names.learn(toService(), noon);
  names.learn(toPod(), noon);
  names.learn(toService({ destinationService: other }), noon);
  names.learn(toPod(), noon);
  expect(names.backendOf(id)?.name).toBe('frontend');
  expect(names.backendOf(destinationEntity(toService({ destinationService: other })).id)).toBe(null);
});
