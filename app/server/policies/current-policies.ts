// The policies that flows are judged by: those of the cluster where its API may be asked, else those of a folder.
import 'server-only';
import { getKubernetes } from '@/app/server/policies/kubernetes';
import { policiesOfFolder } from '@/app/server/policies/policy-folder';
import type { GivenPolicies } from '@/lib/policy/answer';

/** As they are now. */
export async function currentPolicies(): Promise<GivenPolicies> {
  return getKubernetes()?.given() ?? policiesOfFolder();
}
