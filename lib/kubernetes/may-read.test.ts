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
  complaints = [];
  const surroundings = { env: await api.account(folder), accountFolder: folder };
  mayRead = createMayRead({ surroundings, now: () => nowMs, complain: (sentence) => complaints.push(sentence) });
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

  test('is nothing while it cannot be asked, which is complained of once', async () => {
    api.fault('subjectaccessreviews', { kind: 'status', code: 403 });
    nowMs += 60_000;
    expect(await mayRead.namespaces({ user: 'carla', groups: ['sre'] }, known)).toEqual([]);
    api.fault('subjectaccessreviews', null);
    expect(complaints).toEqual([expect.stringContaining('may not create subjectaccessreviews.authorization.k8s.io')]);
  });
});
