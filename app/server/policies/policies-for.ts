// The policies of now for one reader: of the namespaces that are open to them, whoever's flow they are asked about.
import 'server-only';
import { currentPolicies } from '@/app/server/policies/current-policies';
import type { GivenPolicies } from '@/lib/policy/answer';
import { createLens } from '@/lib/sight/lens';
import type { Reader } from '@/lib/sight/reader';
import { seesEverything } from '@/lib/sight/sight';

/**
 * A clusterwide policy speaks of any namespace: it is for those who see far ends whole. What is wrong with policies is told
 * in words that name them, and is left out.
 */
export async function policiesFor({ sight, within }: Pick<Reader, 'sight' | 'within'>): Promise<GivenPolicies> {
  const given = await currentPolicies();
  if (within) return { from: 'none', readAt: null, policies: [], problems: [] };
  if (seesEverything(sight)) return given;
  const lens = createLens(sight, given.cluster ?? null);
  const covers = (namespace: string) => (namespace === '' ? lens.isClear : lens.namespace(namespace));
  const { from, readAt, cluster } = given;
  return {
    ...{ from, readAt, cluster, covers },
    policies: given.policies.filter(({ namespace }) => covers(namespace)),
    partial: given.partial || !lens.isClear,
    problems: [],
    notes: readAt === null ? [] : [lens.isClear ? withoutOthers : `${withoutOthers} So are clusterwide ones.`],
  };
}

const withoutOthers = 'Policies of namespaces that are not open to you are left out: what they say is not known here.';
