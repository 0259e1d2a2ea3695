// What a platform asks: is it alive, is it ready, and figures that Prometheus can read.
import { expect, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { type RelayProcess, startRelay } from '../support/relay';

let relay: RelayProcess;
let app: App;
test.beforeAll(async () => {
  relay = await startRelay('--steady');
  app = await startApp({ HUBBLE_SERVER: relay.address });
  await expect.poll(async () => (await fetch(`${app.url}/readyz`)).status).toBe(200);
});
test.afterAll(() => Promise.all([app.kill(), relay.stop()]));

interface Metrics {
  readonly types: ReadonlyMap<string, string>;
  readonly samples: ReadonlyMap<string, number>;
}

/** The text format: HELP and TYPE before the samples of a metric, each sample once. Throws at the first line that is neither. */
function parse(text: string): Metrics {
  const types = new Map<string, string>();
  const samples = new Map<string, number>();
  const help = new Set<string>();
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, about, what = ''] = /^# (HELP|TYPE) ([a-z_:][a-z0-9_:]*) .+$/i.exec(line) ?? [];
    if (about === 'HELP') help.add(what);
    else if (about === 'TYPE') types.set(what, line.split(' ')[3] ?? '');
    else {
      const found = /^(([a-z_:][a-z0-9_:]*)(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})?) (\S+)$/i.exec(line);
      const [, sample = '', name = '', value = ''] = found ?? [];
      const metric = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
      if (!found || !types.has(metric) || !help.has(metric) || samples.has(sample)) throw new Error(`what is ${line}`);
      samples.set(sample, Number(value.replace('Inf', 'Infinity')));
    }
  }
  return { types, samples };
}

async function scrape(): Promise<Metrics> {
  const answer = await fetch(`${app.url}/metrics`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return parse(await answer.text());
}

test('the process is alive whatever Relay does, and ready while flows can arrive', async () => {
  expect(await (await fetch(`${app.url}/healthz`)).text()).toBe('ok\n');
  expect(await app.api('/readyz')).toEqual({ ready: true, waiting: [] });
  await relay.control('crash', {});
  await expect.poll(async () => (await fetch(`${app.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  await relay.control('revive', {});
  await expect.poll(async () => (await fetch(`${app.url}/readyz`)).status).toBe(200);
});

test('metrics are Prometheus text: of the process and of the streams, counters named as such', async () => {
  const { types, samples } = await scrape();
  for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'nodejs_eventloop_lag_seconds']) {
    expect(
      [...samples.keys()].some((sample) => sample.startsWith(name)),
      name,
    ).toBe(true);
  }
  for (const [name, type] of types) {
    if (name.startsWith('eyepiece_')) expect(type === 'counter', `${name} is a ${type}`).toBe(name.endsWith('_total'));
  }
  expect(samples.get('eyepiece_relay_connected{cluster="default"}')).toBe(1);
  expect(samples.get('eyepiece_nodes_connected{cluster="default"}')).toBe(3);
});

test('they say what the status says', async () => {
  await relay.control('pause', {});
  await relay.control('lose', { source: 'PERF_EVENT_RING_BUFFER', count: '250' });
  await expect.poll(async () => Number((await status()).lostEvents)).toBeGreaterThanOrEqual(250);
  await expect(async () => {
    const [cluster, { samples }] = [await status(), await scrape()];
    const read = (name: string) => samples.get(`eyepiece_${name}{cluster="default"}`);
    expect(read('flows_received_total')).toBe(cluster.flowsReceived);
    expect(read('held_flows')).toBe(cluster.held.flows);
    expect(read('lost_events_total')).toBe(Number(cluster.lostEvents));
  }).toPass();
  await relay.control('resume', {});
});

test('readers and views are counted, and a capture is no cluster', async () => {
  const abort = new AbortController();
  const body = '{"flow":{"verdict":"FORWARDED"}}';
  await app.api('/api/v1/captures', { method: 'POST', body });
  const streams = await Promise.all(
    [1, 2, 3].map(() => fetch(`${app.url}/api/v1/live?want=map`, { signal: abort.signal })),
  );
  expect(streams.every(({ ok }) => ok)).toBe(true);
  await expect.poll(async () => (await scrape()).samples.get('eyepiece_readers')).toBe(3);
  expect((await scrape()).samples.get('eyepiece_views')).toBe(1);
  expect([...(await scrape()).samples.keys()].some((sample) => sample.includes('capture:'))).toBe(false);
  abort.abort();
  await expect.poll(async () => (await scrape()).samples.get('eyepiece_readers')).toBe(0);
});

interface Cluster {
  readonly flowsReceived: number;
  readonly lostEvents: string;
  readonly held: { readonly flows: number };
}

async function status(): Promise<Cluster> {
  const [cluster] = (await app.api<{ clusters: Cluster[] }>('/api/v1/status')).clusters;
  if (!cluster) throw new Error('no cluster');
  return cluster;
}
