// How this server fares: its live side, where it has policies from, and whom it tells of new drops.
import 'server-only';
import { getKubernetes } from '@/app/server/kubernetes';
import { liveFor } from '@/app/server/live-for';
import { getNotifier } from '@/app/server/notify';
import { currentPolicies } from '@/app/server/policies';
import type { Reader } from '@/lib/access/reader';
import type { ServerStatus } from '@/lib/wire/status';

export async function serverStatus(reader: Reader): Promise<ServerStatus> {
  const [live, given] = await Promise.all([liveFor(reader).status(), currentPolicies()]);
  const { from, readAt, policies, problems, notes = [], cluster = null } = given;
  const kinds = getKubernetes()?.kinds();
  const notifications = getNotifier()?.status();
  return {
    ...live,
    policies: {
      ...{ from, readAt, cluster, notes },
      policyCount: policies.length,
      problemCount: problems.length,
      ...(kinds && { kinds }),
    },
    ...(notifications && { notifications }),
  };
}
