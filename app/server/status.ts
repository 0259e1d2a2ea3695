// How this server fares: its live side, where it has policies from, and whom it tells of new drops.
import 'server-only';
import { liveFor } from '@/app/server/live-for';
import { getNotifier } from '@/app/server/notify';
import { getKubernetes } from '@/app/server/policies/kubernetes';
import { policiesFor } from '@/app/server/policies/policies-for';
import { type Reader, readsEverything } from '@/lib/sight/reader';
import type { ServerStatus } from '@/lib/wire/status';

export async function serverStatus(reader: Reader): Promise<ServerStatus> {
  const [live, given] = await Promise.all([liveFor(reader).status(), policiesFor(reader)]);
  const { from, readAt, policies, problems, notes = [], cluster = null } = given;
  // What was counted of all namespaces, and whom the server tells of all of them, is for those who see all.
  const seesAll = readsEverything(reader);
  const kinds = seesAll ? getKubernetes()?.kinds() : undefined;
  const notifications = seesAll ? getNotifier()?.status() : undefined;
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
