// The policies that flows are judged by: those of the cluster where its API may be asked, else those of a folder.
import 'server-only';
import { getKubernetes } from '@/app/server/kubernetes';
import { policiesOfFolder } from '@/app/server/policy-folder';
import type { Flow } from '@/lib/flow/flow';
import type { Beside, GivenPolicies } from '@/lib/policy/answer';
import { namesPorts } from '@/lib/policy/named-ports';

/** As they are now. */
export async function currentPolicies(): Promise<GivenPolicies> {
  return getKubernetes()?.given() ?? policiesOfFolder();
}

/** What the cluster can say of the flow's destination, where the policies hang on it. */
export async function besideOf({ policies, cluster: own }: GivenPolicies, flow: Flow): Promise<Beside> {
  const { namespace = '', pod = '', cluster } = (flow.isReply === true ? flow.source : flow.destination) ?? {};
  const kubernetes = getKubernetes();
  const isElsewhere = own && cluster && cluster !== own;
  if (!kubernetes || pod === '' || isElsewhere || !namesPorts(policies)) return {};
  const found = await kubernetes.namedPorts(namespace, pod);
  if (found.ok) return { namedPorts: found.ports };
  return { notes: [`The names of the ports of ${pod} are not known. ${found.message}`] };
}
