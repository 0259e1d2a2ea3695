import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { z } from 'zod';
import { type DemoRelay, startDemoRelay } from '@/demo/demo';
import { everything } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { groupings } from '@/lib/graph/graph';
import { createLive } from '@/lib/live/create-live';
import { type Frame, type Live, type Scope, wants } from '@/lib/live/live';
import { frameText } from '@/lib/live/view/serial-frame';
import {
  captureReport,
  dropsAnswer,
  flowsAnswer,
  frame,
  mapAnswer,
  namespacesAnswer,
  relatedAnswer,
  seriesAnswer,
  status,
  valuesAnswer,
} from './answer';
import { flow } from './flow';
import { problem, problemOf, problemTypes } from './problem';

const fixtures = path.resolve(import.meta.dirname, '../capture/fixtures');

let demo: DemoRelay;
let live: Live;
beforeAll(async () => {
  demo = await startDemoRelay({ historyS: 120, seed: 7 });
  const clusters = [{ cluster: 'demo', address: demo.relay.address, tls: null }];
  live = createLive({ clusters, memoryBytes: 64 * 2 ** 20, version: 'test' });
  const held = async () => (await live.status()).clusters[0]?.held.flows;
  await vi.waitFor(async () => expect(await held()).toBeGreaterThan(500), { timeout: 30_000 });
  demo.relay.loseEvents({ source: 2, count: 250n }, demo.relay.nodeNames()[0]);
  demo.relay.setNode(demo.relay.nodeNames()[1] ?? '', 'down');
});
afterAll(async () => {
  await live.close();
  await demo.stop();
});

/** Says all that the schema wants and nothing that the schema does not know, as it goes over the wire. */
function expectToFit(schema: z.ZodType, answer: unknown): void {
  const sent = JSON.parse(JSON.stringify(answer));
  expect(schema.parse(sent)).toEqual(sent);
}

async function expectAllToFit(scope: Scope): Promise<void> {
  expectToFit(status, await live.status());
  expectToFit(namespacesAnswer, await live.namespaces(scope));
  const page = await live.flows(scope, { limit: 1000 });
  expectToFit(flowsAnswer, page);
  const [first] = page.flows;
  if (first) {
    expectToFit(flow, await live.flow(scope.cluster, first.id));
    expectToFit(relatedAnswer, await live.related(scope.cluster, first.id));
  }
  for (const group of groupings) expectToFit(mapAnswer, await live.map(scope, group));
  expectToFit(dropsAnswer, await live.drops(scope));
  for (const by of ['verdict', 'reason', 'namespace'] as const) {
    expectToFit(seriesAnswer, await live.series(scope, by, 30_000));
  }
  for (const key of ['ns', 'pod', 'verdict'] as const)
    expectToFit(valuesAnswer, await live.values(scope, { key, side: 'either', prefix: '', limit: 5 }));
  for (const one of await framesOf(scope)) expectToFit(frame, one);
}

/** A first frame and, while something moves, one that continues it. */
async function framesOf(scope: Scope, lastId?: string): Promise<readonly Frame[]> {
  const stop = new AbortController();
  const query = { ...scope, wants, group: 'workload', windowMs: 900_000, rows: 200 } as const;
  const frames: Frame[] = [];
  for await (const one of await live.watch(query, stop.signal, lastId)) {
    frames.push(JSON.parse(frameText(one)));
    if (frames.length === 2 || scope.cluster?.startsWith('capture:')) stop.abort();
  }
  return frames;
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  yield readFileSync(file);
}

describe('every answer is what its schema says, no more and no less', () => {
  test('of the demo cluster', () => expectAllToFit({ filter: everything }));

  test('of a cluster by name, for a filter and a span', () => {
    const filter = parseFilter('ns:shop -port:53');
    if (!filter.ok) throw new Error(filter.error.message);
    const toMs = Date.now();
    return expectAllToFit({ filter: filter.filter, cluster: 'demo', fromMs: toMs - 60_000, toMs });
  });

  test('of a reader who was away too long', async () => {
    const [first] = await framesOf({ filter: everything }, 'gone-1');
    expect(first?.missed).toMatchObject({ unknown: true });
    expectToFit(frame, first);
  });

  test.each(readdirSync(fixtures))('of the capture %s', async (name) => {
    const report = await live.openCapture(name, bytesOf(path.join(fixtures, name)));
    expectToFit(captureReport, report);
    await expectAllToFit({ filter: everything, cluster: report.cluster });
  });

  test.each(Object.keys(problemTypes) as (keyof typeof problemTypes)[])('of the problem %s', (type) => {
    expectToFit(problem, problemOf(type, 'A sentence.', { position: 1, length: 2, fix: 'ns:shop' }));
  });
});
