// Three groups sign in; what is not theirs is looked for in every answer of every route there is, by every parameter that
// could lead to it. Nothing but the API: what a page shows comes from there.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { type App, freePort, startApp } from '../support/app';
import { type OidcProvider, signIn, startOidcProvider } from '../support/oidc-provider';
import { type RelayProcess, startRelay } from '../support/relay';
import { flowsAt, secret, type Told } from './foreign-flows';

interface Stand {
  readonly farEnd: string;
  readonly observe: string;
  readonly app: App;
  readonly provider: OidcProvider;
}

let relay: RelayProcess;
let folder: string;
let stands: readonly Stand[];

/** Times of all flows lie in a span that is over, so that answers about it are the same whenever they are asked. */
const toMs = Date.now() - 20_000;
const fromMs = toMs - 120_000;
const span = `from=${new Date(fromMs).toISOString()}&to=${new Date(toMs).toISOString()}`;
const { own, crossing, foreign, later } = flowsAt((index) => new Date(fromMs + 30_000 + index * 50).toISOString());

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'eyepiece-sight-'));
  const rules = path.join(folder, 'access.yaml');
  await writeFile(rules, 'groups: {team-shop: [storefront], team-payments: [payments, zq7-vault], sre: "*"}\n');
  const policies = path.join(folder, 'policies.yaml');
  await writeFile(
    policies,
    [policyOf('payments', `deny-${secret}`), policyOf('storefront', 'let-cart-out')].join('---\n'),
  );
  // Held from the start, and nothing beside it: a ring is read in the order of time.
  const lines = path.join(folder, 'flows.jsonl');
  const told = [...own, ...crossing, ...foreign];
  await writeFile(
    lines,
    told.map((flow) => JSON.stringify({ flow, node_name: flow.node_name, time: flow.time })).join('\n'),
  );
  relay = await startRelay('--steady', '--replay', lines);
  stands = await Promise.all([
    standing(rules, policies, 'namespace', 'always'),
    standing(rules, policies, 'hidden', 'on-demand'),
  ]);
});

test.afterAll(async () => {
  await Promise.all(stands.flatMap(({ app, provider }) => [app.kill(), provider.stop()]));
  await relay.stop();
  await rm(folder, { recursive: true });
});

async function standing(rules: string, policies: string, farEnd: string, observe: string): Promise<Stand> {
  const port = await freePort();
  const provider = await startOidcProvider(`http://127.0.0.1:${port}`);
  const app = await startApp(
    {
      ...provider.env,
      HUBBLE_SERVER: relay.address,
      EYEPIECE_ACCESS: rules,
      EYEPIECE_FAR_END: farEnd,
      EYEPIECE_OBSERVE: observe,
      EYEPIECE_POLICIES: policies,
    },
    port,
  );
  return { farEnd, observe, app, provider };
}

const policyOf = (namespace: string, name: string) =>
  `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: ${name}, namespace: ${namespace}}\n` +
  'spec: {endpointSelector: {}, ingress: [{fromEndpoints: [{matchLabels: {app: cart}}]}]}\n';

async function tell(flows: readonly Told[]): Promise<void> {
  for (const node of new Set(flows.map((flow) => flow.node_name)))
    await relay.control('push', { node, flows: flows.filter((flow) => flow.node_name === node) });
}

interface Ask {
  readonly path: string;
  readonly init?: RequestInit;
  /** About a span that is over: the answer stays the same, byte for byte, whatever happens elsewhere. */
  readonly still?: boolean;
}

/** What another reader holds, who sees everything. */
interface Others {
  readonly uuid: string;
  readonly crossingUuid: string;
  readonly cursor: string;
  readonly frame: string;
  readonly capture: string;
  /** A bundle that was opened as a file. */
  readonly bundle: string;
  readonly snapshot: string;
  readonly group: string;
}

/** A view whose filter and what is selected, folded and switched off in it name what is not theirs. */
const named =
  `q=${encodeURIComponent('-workload:zq7-none port:8080 -ns:zq7-none')}&off=${encodeURIComponent('ns:zq7-vault')}` +
  `&sel=${encodeURIComponent('node:demo/zq7-vault/workload/zq7-vault')}&fold=-zq7-vault&${span}`;

const json = { 'content-type': 'application/json' };
const post = (body: object): RequestInit => ({ method: 'POST', headers: json, body: JSON.stringify(body) });
const yaml: RequestInit = {
  method: 'POST',
  headers: { 'content-type': 'application/yaml' },
  body: policyOf('storefront', 'own'),
};

/** Filters that name what is not theirs, or leave it out by name, or look into what is veiled. */
const filters = [
  '',
  'verdict:denied',
  'ns:storefront',
  'ns:zq7-vault',
  'pod:payments/zq7',
  '-pod:payments/zq7',
  'workload:zq7-bank',
  '-workload:zq7-bank',
  'label:app=zq7-bank',
  'service:payments/zq7',
  'fqdn:*.zq7.example.com',
  'to.ip:10.7.7.0/24',
  '-ip:10.7.7.0/24',
  'identity:77777',
  'policy:*zq7*',
  'http.path:/zq7',
  'http.header:x-of:zq7',
  'dns.query:zq7',
  'interface:lxc-zq7-bank',
  'zq7',
  `cel:"_flow.destination.pod_name.startsWith('zq7')"`,
  `-cel:"_flow.destination.pod_name.startsWith('zq7')"`,
];

const scoped = (route: string, more: readonly string[] = ['']): Ask[] =>
  filters.flatMap((q) =>
    more.map((rest) => ({ path: `${route}?q=${encodeURIComponent(q)}&${span}${rest}`, still: true })),
  );

const groups = ['pod', 'workload', 'namespace', 'node', 'cluster'].map((group) => `&group=${group}`);
const listed = [
  'ns',
  'pod',
  'workload',
  'service',
  'label',
  'ip',
  'fqdn',
  'identity',
  'cluster',
  'policy',
  'node',
  'node.label',
  'snat',
  'interface',
  'uuid',
  'trace',
  'http.path',
  'http.url',
  'http.header',
  'http.method',
  'dns.query',
  'port',
];

/** Of each operation of the OpenAPI document what is tried; one that is missing here fails the first test. */
const matrix: Readonly<Record<string, (others: Others) => readonly Ask[]>> = {
  'GET /api/v1/status': () => [{ path: '/api/v1/status' }],
  'GET /api/v1/namespaces': () => scoped('/api/v1/namespaces'),
  'GET /api/v1/flows': ({ cursor, capture, bundle, snapshot }) => [
    ...scoped('/api/v1/flows', ['', '&limit=1']),
    ...['application/x-ndjson', 'text/csv'].map((accept) => ({
      path: `/api/v1/flows?${span}`,
      init: { headers: { accept } },
      still: true,
    })),
    { path: `/api/v1/flows?cursor=${cursor}&${span}` },
    { path: `/api/v1/flows?cluster=${capture}` },
    { path: `/api/v1/flows?cluster=${bundle}` },
    { path: `/api/v1/flows?cluster=snapshot:${snapshot}` },
  ],
  'GET /api/v1/flows/{id}': ({ uuid, crossingUuid, capture }) =>
    [uuid, crossingUuid].flatMap((id) =>
      ['', `?cluster=${capture}`].map((rest) => ({ path: `/api/v1/flows/${id}${rest}` })),
    ),
  'GET /api/v1/flows/{id}/related': ({ uuid, crossingUuid }) =>
    [uuid, crossingUuid].map((id) => ({ path: `/api/v1/flows/${id}/related` })),
  'GET /api/v1/flows/{id}/policies': ({ uuid, crossingUuid }) =>
    [uuid, crossingUuid].map((id) => ({ path: `/api/v1/flows/${id}/policies` })),
  'POST /api/v1/flows/{id}/policies': ({ uuid, crossingUuid }) =>
    [uuid, crossingUuid].map((id) => ({ path: `/api/v1/flows/${id}/policies`, init: yaml })),
  'GET /api/v1/policies/suggested': () =>
    filters
      .slice(1)
      .map((of) => ({ path: `/api/v1/policies/suggested?of=${encodeURIComponent(of)}&${span}`, still: true })),
  'POST /api/v1/policies/suggested': () => [
    { path: `/api/v1/policies/suggested?of=verdict:denied&${span}`, init: yaml },
  ],
  'GET /api/v1/map': ({ capture, bundle, snapshot }) => [
    ...scoped('/api/v1/map'),
    ...groups.map((group) => ({ path: `/api/v1/map?${span}${group}`, still: true })),
    ...groups.map((group) => ({ path: `/api/v1/map?q=port:8080&${span}${group}`, still: true })),
    ...[capture, bundle, `snapshot:${snapshot}`].map((cluster) => ({ path: `/api/v1/map?cluster=${cluster}` })),
  ],
  'GET /api/v1/pods': ({ capture, bundle, snapshot }) => [
    ...scoped('/api/v1/pods'),
    ...groups.map((group) => ({ path: `/api/v1/pods?${span}${group}`, still: true })),
    ...[capture, bundle, `snapshot:${snapshot}`].map((cluster) => ({ path: `/api/v1/pods?cluster=${cluster}` })),
  ],
  'GET /api/v1/drops': () => [...scoped('/api/v1/drops'), { path: `/api/v1/drops?show=audit&${span}`, still: true }],
  'GET /api/v1/marks': () => [{ path: '/api/v1/marks', still: true }],
  'PUT /api/v1/marks': ({ group }) => [
    { path: '/api/v1/marks', init: { ...post({ group, kind: 'acknowledged', note: 'x' }), method: 'PUT' } },
  ],
  'DELETE /api/v1/marks': ({ group }) => [
    { path: `/api/v1/marks?group=${encodeURIComponent(group)}`, init: { method: 'DELETE' } },
  ],
  'GET /api/v1/series': () => scoped('/api/v1/series', ['', '&by=reason', '&by=namespace']),
  'GET /api/v1/values': () => [
    ...listed.map((key) => ({ path: `/api/v1/values?key=${key}&${span}`, still: true })),
    ...listed.map((key) => ({ path: `/api/v1/values?key=${key}&prefix=q7&q=verdict:denied&${span}`, still: true })),
    ...listed.map((key) => ({
      path: `/api/v1/values?key=${key}&side=to&q=${encodeURIComponent('-pod:payments/zq7')}&${span}`,
      still: true,
    })),
  ],
  'GET /api/v1/live': ({ frame, capture, bundle, snapshot }) => [
    { path: '/api/v1/live?want=map,drops,audit,flows,series,namespaces,status' },
    { path: '/api/v1/live?want=map,flows&group=pod', init: { headers: { 'last-event-id': frame } } },
    { path: `/api/v1/live?want=map,flows,drops&${span}` },
    ...[capture, bundle, `snapshot:${snapshot}`].map((cluster) => ({
      path: `/api/v1/live?want=map,drops,flows,series,namespaces,status&cluster=${cluster}`,
    })),
  ],
  'POST /api/v1/live': ({ frame }) => [
    {
      path: '/api/v1/live',
      init: post({ views: [{ key: 'a', query: 'want=map,drops,flows,namespaces', lastId: frame }] }),
    },
  ],
  'POST /api/v1/captures': () => [
    { path: '/api/v1/captures?name=mine', init: { method: 'POST', body: JSON.stringify({ flow: own[0] }) } },
  ],
  'POST /api/v1/reconnect': () => [{ path: '/api/v1/reconnect?cluster=other', init: { method: 'POST' } }],
  'GET /api/v1/openapi.json': () => [{ path: '/api/v1/openapi.json' }],
  // Whoever signs out is told nothing.
  'DELETE /api/v1/session': () => [],
  'GET /api/v1/session': () => [{ path: '/api/v1/session' }],
  'POST /api/v1/embed-tokens': () => [
    {
      path: '/api/v1/embed-tokens',
      init: post({ views: ['map'], filter: '', origins: ['https://portal.example'], namespaces: ['zq7-vault'] }),
    },
  ],
  'GET /api/v1/snapshots': () => [{ path: '/api/v1/snapshots' }],
  'POST /api/v1/snapshots': () => [{ path: '/api/v1/snapshots', init: post({ page: 'map', view: span }) }],
  // The page of its link leads to its view, which its maker wrote.
  'GET /api/v1/snapshots/{id}': ({ snapshot }) => [
    { path: `/api/v1/snapshots/${snapshot}` },
    { path: `/s/${snapshot}`, init: { redirect: 'manual' } },
  ],
  'DELETE /api/v1/snapshots/{id}': ({ snapshot }) => [
    { path: `/api/v1/snapshots/${snapshot}`, init: { method: 'DELETE' } },
  ],
  'POST /api/v1/bundles': () => [{ path: '/api/v1/bundles', init: post({ page: 'map', view: span }) }],
};

test('every operation there is has its row in the matrix', async () => {
  const [{ app } = fail()] = stands;
  const cookie = await signIn(app, 'carla');
  const { paths } = await app.api<{ paths: Record<string, object> }>('/api/v1/openapi.json', { headers: { cookie } });
  const operations = Object.entries(paths).flatMap(([route, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${route}`),
  );
  expect(Object.keys(matrix).toSorted()).toEqual(operations.toSorted());
});

for (const [index, name] of ['their namespaces, all flows read', 'nothing, flows read on demand'].entries()) {
  test(`far ends by ${name}: three groups find what is theirs and nothing else`, async () => {
    const { app, farEnd, observe } = stands[index] ?? fail();
    const [anna, bert, carla] = await Promise.all(['anna', 'bert', 'carla'].map((user) => signIn(app, user)));
    const others = await heldBy(app, carla ?? '');

    const asks = Object.values(matrix).flatMap((row) => row(others));
    const before = await answersTo(app, anna ?? '', asks);
    for (const [at, { status, headers, text }] of before.entries()) {
      const { path: asked } = asks[at] ?? fail();
      expect(`${headers} ${text}`.toLowerCase(), asked).not.toContain(secret);
      expect(text, asked).not.toContain('77777');
      if (farEnd === 'hidden') expect(text, asked).not.toContain('payments');
      expect(status, `${asked}: ${text.slice(0, 200)}`).toBeLessThan(500);
    }

    // Traffic of others changes nothing: no count, no id, no cursor.
    const foreignNow = [...foreign, ...later.slice(0, index + 1).flat()];
    await tell(later[index] ?? fail());
    await expect.poll(() => countOf(app, carla ?? '', 'ns:zq7-vault')).toBe(foreignNow.length);
    const after = await answersTo(
      app,
      anna ?? '',
      asks.filter(({ still }) => still),
    );
    const stillBefore = before.filter((_, at) => asks[at]?.still);
    const stillAsks = asks.filter(({ still }) => still);
    const told = (text = '') => (observe === 'on-demand' ? withoutAsking(text) : text);
    for (const [at, { text }] of after.entries())
      expect(told(text), stillAsks[at]?.path).toBe(told(stillBefore[at]?.text));

    // What is out of sight is what does not exist.
    const about = async (cookie: string, where: string) => answerTo(app, cookie, { path: where });
    const nowhere = await about(anna ?? '', `/api/v1/flows/${randomUUID()}`);
    expect(await about(anna ?? '', `/api/v1/flows/${others.uuid}`)).toEqual(nowhere);
    expect((await about(anna ?? '', '/api/v1/flows?cursor=1~nobody~1')).text).toBe(
      (await about(anna ?? '', `/api/v1/flows?cursor=${others.cursor}`)).text,
    );

    // Filters see what is shown: a name that is veiled finds as much as one that is none.
    for (const [named, none] of [
      ['pod:payments/zq7', 'pod:payments/none'],
      ['-workload:zq7-bank', '-workload:none'],
      ['policy:*zq7*', 'policy:*none*'],
      [`cel:"_flow.destination.pod_name.startsWith('zq7')"`, `cel:"_flow.destination.pod_name.startsWith('none')"`],
    ] as const) {
      expect(await countOf(app, anna ?? '', named), named).toBe(await countOf(app, anna ?? '', none));
    }
    expect(await countOf(app, anna ?? '', 'ns:storefront')).toBe(own.length + crossing.length);
    expect(await countOf(app, anna ?? '', '')).toBe(own.length + crossing.length);
    // The others are shown theirs.
    expect(await countOf(app, bert ?? '', 'workload:zq7-bank')).toBeGreaterThan(0);
    expect(await countOf(app, bert ?? '', '')).toBe(crossing.length + foreignNow.length);
    expect(await countOf(app, carla ?? '', 'ns:storefront,payments,zq7-vault')).toBe(
      own.length + crossing.length + foreignNow.length,
    );
  });
}

async function heldBy(app: App, cookie: string): Promise<Others> {
  await expect
    .poll(() => countOf(app, cookie, 'ns:storefront,zq7-vault'))
    .toBeGreaterThanOrEqual(own.length + crossing.length + foreign.length);
  const asJson = async <T>(ask: Ask): Promise<T> => JSON.parse((await answerTo(app, cookie, ask)).text) as T;
  const page = await asJson<{ next: string }>({ path: `/api/v1/flows?limit=1&${span}` });
  const capture = await asJson<{ cluster: string }>({
    path: '/api/v1/captures?name=theirs',
    init: { method: 'POST', body: [...crossing, ...foreign].map((flow) => JSON.stringify({ flow })).join('\n') },
  });
  const { groups: dropped } = await asJson<{ groups: { id: string }[] }>({ path: `/api/v1/drops?${span}` });
  const group = dropped.find(({ id }) => id.includes('zq7-vault'))?.id ?? '';
  await answerTo(app, cookie, {
    path: '/api/v1/marks',
    init: { ...post({ group, kind: 'acknowledged', note: `of ${secret}` }), method: 'PUT' },
  });
  const made = await asJson<{ snapshot: { id: string } }>({
    path: '/api/v1/snapshots',
    init: post({ page: 'map', view: named }),
  });
  const frozen = await fetch(`${app.url}/api/v1/bundles`, {
    ...post({ page: 'map', view: named }),
    headers: { ...json, cookie },
  });
  const bundle = await asJson<{ cluster: string }>({
    path: '/api/v1/captures?name=theirs',
    init: { method: 'POST', body: await frozen.arrayBuffer() },
  });
  const frames = await answerTo(app, cookie, { path: '/api/v1/live?want=map,flows&group=pod' });
  return {
    uuid: foreign[0]?.uuid ?? '',
    crossingUuid: crossing[0]?.uuid ?? '',
    cursor: page.next,
    frame: /^id: (.*)$/m.exec(frames.text)?.[1] ?? '',
    capture: capture.cluster,
    bundle: bundle.cluster,
    snapshot: made.snapshot.id,
    group,
  };
}

/** Flows of the span that the filter finds, counted one by one. */
async function countOf(app: App, cookie: string, q: string): Promise<number> {
  const { text } = await answerTo(app, cookie, { path: `/api/v1/flows?q=${encodeURIComponent(q)}&${span}&limit=1000` });
  return (JSON.parse(text) as { flows?: unknown[] }).flows?.length ?? -1;
}

interface Answered {
  readonly status: number;
  /** Those that may tell of what is held. */
  readonly headers: string;
  /** Of a stream all up to its first frame. */
  readonly text: string;
}

async function answersTo(app: App, cookie: string, asks: readonly Ask[]): Promise<readonly Answered[]> {
  const answers: Answered[] = [];
  for (let at = 0; at < asks.length; at += 8)
    answers.push(...(await Promise.all(asks.slice(at, at + 8).map((ask) => answerTo(app, cookie, ask)))));
  return answers;
}

async function answerTo(app: App, cookie: string, { path: asked, init }: Ask): Promise<Answered> {
  const abort = new AbortController();
  const answer = await fetch(app.url + asked, { ...init, headers: { ...init?.headers, cookie }, signal: abort.signal });
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream');
  const text = isStream ? await firstEventOf(answer) : textOf(Buffer.from(await answer.arrayBuffer()));
  abort.abort();
  const headers = ['etag', 'location', 'x-next-cursor', 'content-disposition'].map((name) => answer.headers.get(name));
  return { status: answer.status, headers: headers.join(' '), text };
}

/** A bundle is compressed. */
const textOf = (bytes: Buffer): string => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();

async function firstEventOf(answer: Response): Promise<string> {
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (/^event: (?!reader).*\ndata: .*\n\n/m.test(text)) return text;
  }
  return text;
}

/** Where each question is put to Relay, its flows arrive anew, and cursors go on in the answer they are from. */
const withoutAsking = (text: string): string =>
  text.replaceAll(/"arrivedMs":[\d.]+/g, '').replaceAll(/"next":"[^"]*"/g, '');

function fail(): never {
  throw new Error('There is none.');
}
