// The recorded cases sent by a Relay over gRPC: the same answers and the same pages, live.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { type RelayProcess, startRelay } from '../support/relay';
import { type Answers, type Case, expected, hasSharedCases, linesOf, told } from './case';
import { lookAt } from './look';
import { sharedCases } from './shared-cases';

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cases-'));
});
test.afterAll(() => rmSync(folder, { recursive: true }));

test.describe('a shared case sent by a Relay', () => {
  test.skip(!hasSharedCases, 'the folder of the shared cases is not beside this repository');

  for (const one of sharedCases) {
    test(`${one.id}: ${one.title}`, async ({ page }) => {
      const { app, stop } = await replay(one);
      try {
        const wanted = expected(one, 'relay');
        await expect(async () => expect(told(await answers(app), wanted)).toEqual(wanted)).toPass({ timeout: 15_000 });
        await lookAt(page, app.url, '', { ...one, page: { ...one.page, ...one.overRelay?.page } });
      } finally {
        await stop();
      }
    });
  }
});

/** A Relay that holds the lines, and a dashboard that follows it from then on. */
async function replay(one: Case): Promise<{ app: App; stop: () => Promise<void> }> {
  const file = path.join(folder, `${one.id}.jsonl`);
  writeFileSync(file, linesOf(one));
  const relay: RelayProcess = await startRelay('--replay', file, '--nodes', '1');
  const app = await startApp({ HUBBLE_SERVER: relay.address }).catch(async (error) => {
    await relay.stop();
    throw error;
  });
  return { app, stop: () => Promise.all([app.stop(), relay.stop()]).then(() => {}) };
}

async function answers(app: App): Promise<Answers> {
  const [map, drops, flows, namespaces, status] = await Promise.all([
    app.api<Answers['map']>('/api/v1/map'),
    app.api<Answers['drops']>('/api/v1/drops'),
    app.api<Answers['flows']>('/api/v1/flows'),
    app.api<Answers['namespaces']>('/api/v1/namespaces'),
    app.api<{ clusters: Answers['cluster'][] }>('/api/v1/status'),
  ]);
  const [cluster] = status.clusters;
  if (!cluster) throw new Error('no cluster');
  return { map, drops, flows, namespaces, cluster };
}
