import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { getKubernetes } from '@/app/server/policies/kubernetes';
import { besideOf, sentPolicies } from '@/app/server/policies/policies';
import { type KubeApi, startKubeApi } from '@/e2e/support/kube-api';
import { sampleFlow, samplePod } from '@/lib/flow/sample';
import { cilium } from '@/lib/policy/sample';
import type { FarEnd } from '@/lib/sight/sight';

// What marks modules that no browser may have stands in the way of any test of them.
vi.mock('server-only', () => ({}));

const folder = mkdtempSync(path.join(tmpdir(), 'policies-'));
let api: KubeApi;

beforeAll(async () => {
  api = await startKubeApi();
  vi.stubEnv('EYEPIECE_KUBERNETES', 'true');
  vi.stubEnv('KUBECONFIG', await api.kubeconfig(folder));
  for (const namespace of ['shop', 'bank']) {
    const ports = [{ name: 'ledger', port: 7_001, protocol: 'TCP' }];
    api.put({
      kind: 'CiliumEndpoint',
      metadata: { name: podName('web'), namespace },
      status: { 'named-ports': ports },
    });
  }
});
afterAll(async () => {
  await getKubernetes()?.close();
  await api.close();
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

const podName = (workload: string) => samplePod('shop', workload).pod ?? '';
const named = { ledger: { port: 7_001, protocol: 'TCP' } };
const byName = cilium("ingress: [{toPorts: [{ports: [{port: 'ledger', protocol: TCP}]}]}]");

/** A flow as a reader may have made it up in a file that they opened. */
const flowTo = (namespace: string) =>
  sampleFlow({ source: samplePod('shop', 'cart'), destination: samplePod(namespace, 'web') });

it.each<FarEnd>(['full', 'namespace', 'hidden'])(
  'asks for ports of pods in namespaces that are open alone, with far ends %s',
  async (farEnd) => {
    const sight = { grants: [{ cluster: '*', namespace: 'shop' }], farEnd };
    const given = await sentPolicies(byName);
    expect(await besideOf(given, flowTo('shop'), { sight })).toMatchObject({ namedPorts: named });
    const [there, gone] = await Promise.all(
      [flowTo('bank'), sampleFlow({ destination: samplePod('bank', 'gone') })].map((flow) =>
        besideOf(given, flow, { sight }),
      ),
    );
    const note = (pod: string) => `The names of the ports of ${pod} are not known: its namespace is not open to you.`;
    expect([there?.namedPorts, there?.notes]).toEqual([undefined, [note(podName('web'))]]);
    expect([gone?.namedPorts, gone?.notes]).toEqual([undefined, [note(podName('gone'))]]);
  },
);

it('asks for those of all pods for readers who see everything', async () => {
  const sight = { grants: null, farEnd: 'full' } as const;
  expect(await besideOf(await sentPolicies(byName), flowTo('bank'), { sight })).toMatchObject({ namedPorts: named });
});
