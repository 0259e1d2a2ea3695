// The recorded cases sent by a Relay over gRPC: the same answers and the same pages, live.
import { Readable } from 'node:stream';
import { expect, type Page as Tab, test } from '@playwright/test';
import { type Relay, startRelay } from '@/demo/relay-server';
import { replayChunks } from '@/demo/replay';
import { type App, freePort, startApp } from '../support/app';
import { type Answers, type Case, expected, hasSharedCases, linesOf, type Page, told } from './case';
import { lookAt } from './look';
import { sharedCases } from './shared-cases';

let relay: Relay | undefined;
let app: App | undefined;
/** One address and one page for all: what the browser has read and compiled for the first it has for the others. */
let port = 0;
let page: Tab;
test.beforeAll(async ({ browser }) => {
  [port, page] = await Promise.all([freePort(), browser.newPage()]);
});
test.afterEach(async () => {
  await page.goto('about:blank');
  await Promise.all([app?.kill(), relay?.stop()]);
});
test.afterAll(() => page.close());

test.describe('a shared case sent by a Relay', () => {
  test.skip(!hasSharedCases, 'the folder of the shared cases is not beside this repository');

  for (const one of sharedCases) {
    test(`${one.id}: ${one.title}`, async () => {
      relay = await replay(one);
      const { url, api } = await start(relay);
      const wanted = expected(one, 'relay');
      await expect(async () => expect(told(await answers(api), wanted)).toEqual(wanted)).toPass({
        timeout: 20_000,
        intervals: [100],
      });
      await lookAt(page, url, '', { ...one, page: whereToLook({ ...one.page, ...one.overRelay?.page }) });
    });
  }
});

test('a missing node is named until Relay has it again', async () => {
  relay = await startRelay({ nodes: ['lab/a', 'lab/b', 'lab/c'] });
  relay.setNode('lab/c', 'down');
  const { url } = await start(relay);
  await page.goto(`${url}/flows`);
  await expect(page.getByText('1 of 3 nodes is not sending flows.')).toBeVisible();
  await expect(page.getByText('Traffic of lab/c is missing')).toBeVisible();
  relay.setNode('lab/c', 'up');
  await expect(page.getByText('is not sending flows')).toBeHidden();
});

/** A Relay that holds the lines before anyone asks for them. */
async function replay(one: Case): Promise<Relay> {
  const made = await startRelay({ nodes: ['replay'] });
  await replayChunks(made, Readable.from([Buffer.from(linesOf(one))]), 'keep');
  return made;
}

async function start({ address }: Relay): Promise<App> {
  app = await startApp({ HUBBLE_SERVER: address }, port);
  return app;
}

/** All pages are read when the case is opened as a capture; one of them shows whether live says the same. */
function whereToLook({ map, drops, flows, nowhere }: Page): Page {
  return { ...(drops ? { drops } : map ? { map } : { flows }), nowhere };
}

async function answers(api: App['api']): Promise<Answers> {
  const [map, drops, flows, namespaces, status] = await Promise.all([
    api<Answers['map']>('/api/v1/map'),
    api<Answers['drops']>('/api/v1/drops'),
    api<Answers['flows']>('/api/v1/flows'),
    api<Answers['namespaces']>('/api/v1/namespaces'),
    api<{ clusters: Answers['cluster'][] }>('/api/v1/status'),
  ]);
  const [cluster] = status.clusters;
  if (!cluster) throw new Error('no cluster');
  return { map, drops, flows, namespaces, cluster };
}
