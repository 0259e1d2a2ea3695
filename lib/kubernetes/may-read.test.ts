import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type KubeApi, startKubeApi } from '@/e2e/support/kube-api';
import { createMayRead, type MayRead } from '@/lib/kubernetes/may-read';

let api: KubeApi;
let folder = '';
let mayRead: MayRead;
let nowMs = 0;
let complaints: string[] = [];
const known = ['default', 'payments', 'shop', 'shop-test', 'Not A Name'];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'may-read-'));
  api = await startKubeApi();
  api.letRead('team-shop', ['shop', 'shop-test']);
  api.letRead('anna', ['default']);
  api.letRead('system:authenticated', ['payments']);
  api.letRead('sre', ['*']);
  api.letRead('system:masters', ['*']);
  api.letRead('system:admin', ['*']);
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  api.fault('subjectaccessreviews', null);
  complaints = [];
  const surroundings = { env: await api.account(folder), accountFolder: folder };
  mayRead = createMayRead({
    surroundings,
    keptMs: 60_000,
    now: () => nowMs,
    complain: (sentence) => complaints.push(sentence),
  });
});

describe('what the cluster lets somebody read', () => {
  test('is what it lets them, their groups and everyone who is signed in', async () => {
    const anna = { user: 'anna', groups: ['team-shop'] };
    expect(await mayRead.namespaces(anna, known)).toEqual(['default', 'payments', 'shop', 'shop-test']);
    expect(await mayRead.namespaces({ user: 'bert', groups: [] }, known)).toEqual(['payments']);
    expect(await mayRead.namespaces({ user: 'carla', groups: ['sre'] }, known)).toBeNull();
  });

  test.each([
    { user: 'mallory', groups: ['system:masters'] },
    { user: 'system:admin', groups: [] },
  ])('is not what the names of its own are let: %o', async (subject) => {
    expect((await mayRead.namespaces(subject, known)) ?? 'everything').not.toContain('shop');
  });

  test('is asked once a minute', async () => {
    const bert = { user: 'bert', groups: [] };
    await mayRead.namespaces(bert, known);
    const before = api.requests.length;
    await mayRead.namespaces(bert, known);
    expect(api.requests.length).toBe(before);
    api.letRead('bert', ['shop']);
    nowMs += 60_000;
    expect(await mayRead.namespaces(bert, known)).toEqual(['payments', 'shop']);
  });

  test.each([
    ['refuses', { kind: 'status', code: 403 }, 'may not create subjectaccessreviews.authorization.k8s.io'],
    ['fails', { kind: 'status', code: 500 }, '500'],
    ['answers with something else', { kind: 'status', code: 201, body: '{"status":{}}' }, 'does not say'],
    ['breaks off', { kind: 'cut', afterBytes: 10 }, 'broke'],
  ] as const)('is not known while the API server %s, which is complained of once', async (_, fault, said) => {
    const carla = { user: 'carla', groups: ['sre'] };
    api.fault('subjectaccessreviews', fault);
    await expect(mayRead.namespaces(carla, known)).rejects.toThrow(said);
    await expect(mayRead.namespaces({ user: 'bert', groups: [] }, known)).rejects.toThrow();
    api.fault('subjectaccessreviews', null);
    expect(complaints).toEqual([expect.stringContaining(said)]);
    nowMs += 5_000;
    expect(await mayRead.namespaces(carla, known)).toBeNull();
  });

  test('is not known where one namespace of many cannot be asked about', async () => {
    const bert = { user: 'bert', groups: [] };
    expect(await mayRead.namespaces(bert, [])).toEqual([]);
    api.fault('subjectaccessreviews', { kind: 'status', code: 503 });
    await expect(mayRead.namespaces(bert, known)).rejects.toThrow();
  });

  test('and what the server has said holds for a minute while it is away', async () => {
    const anna = { user: 'anna', groups: ['team-shop'] };
    const before = await mayRead.namespaces(anna, known);
    api.fault('subjectaccessreviews', { kind: 'status', code: 503 });
    nowMs += 59_000;
    expect(await mayRead.namespaces(anna, known)).toEqual(before);
    nowMs += 1_000;
    await expect(mayRead.namespaces(anna, known)).rejects.toThrow();
  });

  test('is asked for as the API has it, by name, groups, verb, resource and namespace', async () => {
    const from = api.reviews.length;
    await mayRead.namespaces({ user: 'oidc:dora', groups: ['oidc:devs', 'system:masters'] }, ['shop']);
    const groups = ['oidc:devs', 'system:authenticated'];
    const resourceAttributes = { verb: 'get', resource: 'pods' };
    expect(api.reviews.slice(from)).toEqual(
      [resourceAttributes, { ...resourceAttributes, namespace: 'shop' }].map((attributes) => ({
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: { user: 'oidc:dora', groups, resourceAttributes: attributes },
      })),
    );
  });
});
