import { describe, expect, test } from 'vitest';
import type { Endpoint, FlowFacts } from '@/lib/flow/flow';
import { createClientNames } from '@/lib/rollup/client-names';
import { createRollup } from '@/lib/rollup/rollup';
import { noon, podEnd, sampleDrop, sampleFlow, sampleReply, tcp } from '@/lib/rollup/sample';

const reserved = (name: string): Endpoint => ({ labels: [`reserved:${name}`], workloads: [] });
const fromWorld = sampleFlow({ source: reserved('world'), ip: { source: '203.0.113.5', destination: '10.0.0.2' } });
const toHost = sampleReply({ destination: reserved('host'), ip: { source: '10.0.0.2', destination: '203.0.113.5' } });
const fromAddress = sampleDrop({ source: reserved('world'), direction: 'INGRESS', node: 'node-2' });

function learnt(flows: readonly FlowFacts[], about: FlowFacts): string | null {
  const names = createClientNames();
  for (const flow of flows) names.learn(flow, flow.timeMs ?? noon);
  return names.clientOf(createRollup().fold(about, noon).conversation)?.name ?? null;
}

describe('the client of a conversation', () => {
  test('is who asked, when the answer leaves through the host', () => {
    expect(learnt([fromWorld, toHost], toHost)).toBe('world');
  });

  test('is the pod whose packet was refused once only its address was known, whichever came first', () => {
    expect(learnt([sampleFlow(), fromAddress], fromAddress)).toBe('backend');
    expect(learnt([fromAddress, sampleFlow()], fromAddress)).toBe('backend');
  });

  test('stays who it is where its own flows say so', () => {
    expect(learnt([fromWorld, toHost], fromWorld)).toBe(null);
    expect(learnt([sampleFlow(), fromAddress], sampleFlow())).toBe(null);
    const byPod = sampleReply({ destination: podEnd('shop', 'proxy') });
    expect(learnt([sampleFlow(), byPod], byPod)).toBe(null);
  });

  test('is unknown while only the answer was seen', () => {
    expect(learnt([toHost], toHost)).toBe(null);
  });

  test.each([
    ['another address', { ...toHost, ip: { source: '10.0.0.2', destination: '203.0.113.6' } }],
    ['another client port', { ...toHost, l4: tcp(80, 50_001) }],
    ['another server port', { ...toHost, l4: tcp(81, 50_000) }],
    ['another protocol', { ...toHost, l4: { protocol: 'SCTP', sourcePort: 80, destinationPort: 50_000 } as const }],
    ['another minute', { ...toHost, timeMs: noon + 60_001 }],
  ])('is not learnt from a reply with %s', (_, other) => {
    expect(learnt([fromWorld, other], other)).toBe(null);
  });

  test('is none where there are several', () => {
    const second = { l4: tcp(50_001, 80), source: reserved('ingress') };
    const back = { ...toHost, l4: tcp(80, 50_001) };
    expect(learnt([fromWorld, toHost, { ...fromWorld, ...second }, back], toHost)).toBe(null);
  });
});

test('the version grows when an answer changes, and only then', () => {
  const names = createClientNames();
  const versions = [fromWorld, toHost, fromWorld, toHost].map((flow) => {
    names.learn(flow, noon);
    return names.version();
  });
  expect(versions).toEqual([0, 1, 1, 1]);
});

test('conversations beyond the limit are not learnt', () => {
  const names = createClientNames(1);
  const other = { ...toHost, source: podEnd('shop', 'other') };
  for (const flow of [fromWorld, toHost, other]) names.learn(flow, noon);
  expect(names.clientOf(createRollup().fold(toHost, noon).conversation)?.name).toBe('world');
  expect(names.clientOf(createRollup().fold(other, noon).conversation)).toBe(null);
});
