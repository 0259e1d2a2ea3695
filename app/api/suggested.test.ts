import { expect, test } from 'vitest';
import type { ReaderLive } from '@/app/server/live-for';
import { compileFilter } from '@/lib/filter/predicate';
import type { Endpoint, Flow } from '@/lib/flow/flow';
import type { Scope } from '@/lib/live/live';
import { podEnd, sampleVerdict } from '@/lib/rollup/sample';
import { readSuggestion } from './request';
import { suggestedFor } from './suggested';

const reserved = (name: string, identity: number): Endpoint => ({
  labels: [`reserved:${name}`],
  workloads: [],
  identity,
});
const frontend = podEnd('shop', 'frontend');
const pod: Endpoint = {
  ...frontend,
  labels: ['k8s:app=frontend', 'k8s:io.kubernetes.pod.namespace=shop', 'k8s:io.cilium.k8s.policy.cluster=default'],
};

function refused(id: string, source: Endpoint): Flow {
  const flow = sampleVerdict({ source, destination: pod, direction: 'INGRESS' });
  return { ...flow, id } as unknown as Flow;
}

const flows = [refused('1', reserved('host', 1)), refused('2', reserved('kube-apiserver', 7))];

/** Holds these flows and answers as the real one does. */
const live = {
  flows: async ({ filter }: Scope) => ({ flows: flows.filter(compileFilter(filter)), next: null }),
} as unknown as ReaderLive;

const none = { policies: [], problems: [], from: 'none', readAt: null } as const;
const of = 'of=to.workload:frontend%20verdict:denied';
const group = (name: string) =>
  `group=${encodeURIComponent(`default//reserved/${name}>default/shop/workload/frontend TCP/80 ["POLICY_DENIED","INGRESS",false]`)}`;
const ask = (query: string) => suggestedFor(live, readSuggestion(new URL(`http://eyepiece/?${query}`)), none);
const opened = async (query: string) => (await ask(query)).policies.map(({ yaml }) => yaml).join('');

test('a policy for a drop group opens for nobody whom its filter has no word for', async () => {
  const suggested = await ask(`${of}&${group('host')}`);
  expect(suggested.policies.map(({ yaml }) => yaml).join('')).toMatch(/- host\n/);
  expect(suggested.policies.map(({ yaml }) => yaml).join('')).not.toContain('kube-apiserver');
  expect(suggested.proof).toMatchObject({ flows: 1, pass: 1, others: 1, othersPass: 0 });
});

test('without a group all that the filter selects is meant', async () => {
  expect(await opened(of)).toMatch(/- kube-apiserver\n +- host\n|- host\n +- kube-apiserver\n/);
});

test.each([
  [`${of}&${group('host')}&${group('world')}`, 'group: give the id of a drop group for the filter.'],
  [`${of}&group=x`, 'group: give the id of a drop group for the filter.'],
  [`${of}&${of}&${group('host')}`, 'group: give the id of a drop group for each of the filters, in their order.'],
])('%s is refused', async (query, why) => {
  await expect(async () => ask(query)).rejects.toThrow(why);
});
