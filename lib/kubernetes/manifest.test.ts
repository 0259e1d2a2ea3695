// The manifest of deploy/ grants what is asked of the API and no more, and runs without privileges.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type KubeApi, type Rule, startKubeApi } from '@/e2e/support/kube-api';
import { createMayRead } from '@/lib/kubernetes/may-read';
import { startKubernetes } from '@/lib/kubernetes/policies';
import { resources } from '@/lib/kubernetes/resources';

const file = path.resolve(import.meta.dirname, '../../deploy/eyepiece.yaml');
const documents = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS());
const only = (kind: string) => {
  const found = documents.filter((document) => document.kind === kind);
  expect(found).toHaveLength(1);
  return found[0];
};

const rules: readonly Rule[] = only('ClusterRole').rules;
const permissions = (verbs: readonly string[], groups: readonly string[], plurals: readonly string[]) =>
  groups.flatMap((group) => plurals.flatMap((plural) => verbs.map((verb) => `${verb} ${plural}.${group}`)));
const granted = rules.flatMap((rule) => permissions(rule.verbs, rule.apiGroups, rule.resources)).sort();

let api: KubeApi;
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'manifest-'));
  api = await startKubeApi();
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

describe('the role', () => {
  test('is what the code says it asks for', () => {
    const asked = resources.flatMap(({ verbs, group, plural }) => permissions(verbs, [group], [plural]));
    expect(granted).toEqual(asked.sort());
    expect(JSON.stringify(rules)).not.toContain('*');
  });

  test('is enough, and all of it is used', async () => {
    api.grant(rules);
    api.put({ kind: 'CiliumEndpoint', metadata: { name: 'web', namespace: 'shop' }, status: {} });
    const surroundings = { env: await api.account(folder), accountFolder: folder };
    const kubernetes = startKubernetes({ surroundings, cluster: null });
    await vi.waitFor(() => expect(api.watches()).toBe(3), { timeout: 30_000 });
    expect(await kubernetes.namedPorts('shop', 'web')).toEqual({ ok: true, ports: {} });
    api.put({ kind: 'Service', metadata: { name: 'old', namespace: 'shop' }, spec: {} });
    const named = [{ kind: 'service', namespace: 'shop', name: 'old' }] as const;
    expect(await kubernetes.services(named)).toMatchObject({ ok: true, services: [{ name: 'old' }] });
    expect(kubernetes.kinds().map(({ state }) => state)).toEqual(['current', 'current', 'current']);
    await kubernetes.close();
    const mayRead = createMayRead({
      ...{ surroundings, keptMs: 60_000 },
      complain: (sentence) => expect.unreachable(sentence),
    });
    expect(await mayRead.namespaces({ user: 'anna', groups: [] }, ['shop'])).toEqual([]);
    const used = api.requests.map(({ verb, group, resource }) => `${verb} ${resource}.${group}`);
    expect([...new Set(used)].sort()).toEqual(granted);
  });

  test('is bound to the account that the pod runs as', () => {
    const { metadata } = only('ServiceAccount');
    const binding = only('ClusterRoleBinding');
    expect(binding.roleRef).toMatchObject({ kind: 'ClusterRole', name: only('ClusterRole').metadata.name });
    expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', ...metadata }]);
    const { metadata: deployed, spec } = only('Deployment');
    expect(deployed.namespace).toBe(metadata.namespace);
    expect(spec.template.spec.serviceAccountName).toBe(metadata.name);
  });
});

test('the pod has no privileges, and a file system that is read only', () => {
  const { securityContext, containers, volumes, ...pod } = only('Deployment').spec.template.spec;
  expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(containers).toHaveLength(1);
  expect(containers[0].securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  for (const volume of volumes) expect(volume).toHaveProperty('emptyDir');
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) expect(pod).not.toHaveProperty(field);
});

test('the Service leads to the pod', () => {
  const { selector, ports } = only('Service').spec;
  const { metadata, spec } = only('Deployment').spec.template;
  expect(metadata.labels).toMatchObject(selector);
  expect(spec.containers[0].ports.map(({ name }: { name: string }) => name)).toContain(ports[0].targetPort);
});
