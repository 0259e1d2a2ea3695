import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type KubeApi, startKubeApi } from '@/e2e/support/kube-api';
import { sightOf } from './rights';

// What marks modules that no browser may have stands in the way of any test of them.
vi.mock('server-only', () => ({}));
// As one Relay tells them that knows flows of several clusters: under its own name.
const namespaces = ['bank', 'shop'].map((namespace) => ({ cluster: 'default', namespace }));
vi.mock('@/app/server/live', () => ({ getLive: () => ({ namespaces: async () => ({ namespaces }) }) }));

let api: KubeApi;
const folder = mkdtempSync(path.join(tmpdir(), 'rights-'));

beforeAll(async () => {
  api = await startKubeApi();
  api.letRead('anna', ['shop']);
  vi.stubEnv('EYEPIECE_AUTH', 'proxy');
  vi.stubEnv('EYEPIECE_TRUSTED_PROXIES', '192.0.2.1');
  vi.stubEnv('EYEPIECE_ACCESS', 'kubernetes');
  vi.stubEnv('EYEPIECE_KUBERNETES_CLUSTER', 'east');
  vi.stubEnv('KUBECONFIG', await api.kubeconfig(folder));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await api.close();
  rmSync(folder, { recursive: true });
});

test('what a cluster lets somebody read they see of that cluster alone, by whatever name its Relay goes', async () => {
  const { grants } = await sightOf({ name: 'anna', groups: [] });
  expect(grants).toEqual([{ cluster: 'east', namespace: 'shop' }]);
  expect((await sightOf({ name: 'bert', groups: [] })).grants).toEqual([]);
});
