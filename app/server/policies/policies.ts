// Policies that a reader sent, and what else the cluster can say of a connection.
import 'server-only';
import { config } from '@/app/server/config';
import { getKubernetes } from '@/app/server/policies/kubernetes';
import { readPolicyTexts } from '@/app/server/policies/policy-text';
import type { Flow } from '@/lib/flow/flow';
import type { Beside, GivenPolicies } from '@/lib/policy/answer';
import { namesPorts } from '@/lib/policy/named-ports';
import { unreadable } from '@/lib/policy/read-text';
import { servicesNamed } from '@/lib/policy/services';
import { createLens } from '@/lib/sight/lens';
import { type Reader, readsEverything } from '@/lib/sight/reader';
import { type Sight, seesEverything } from '@/lib/sight/sight';

/** Those of a text that a reader gave, for one answer. */
export async function sentPolicies(text: string): Promise<GivenPolicies> {
  const [read = unreadable(whatWasSent, 1, '')] = await readPolicyTexts([{ text, name: whatWasSent }]);
  return { from: 'sent', readAt: new Date().toISOString(), policies: read.policies, problems: read.problems };
}

const whatWasSent = 'what was sent';

/** What the cluster can say of the connection besides, where the policies hang on it. */
export async function besideOf(
  given: GivenPolicies,
  flow: Flow,
  reader: Pick<Reader, 'sight' | 'within'>,
): Promise<Beside> {
  const [ports, services] = await Promise.all([
    portsBeside(given, flow, reader.sight),
    // A policy may name any service: what stands behind it is for those who see all.
    readsEverything(reader) ? servicesBeside(given, flow) : nothing,
  ]);
  return { ...ports, ...services, notes: [...(ports.notes ?? []), ...(services.notes ?? [])] };
}

const nothing: Beside = {};

/** What the destination calls its ports. In a file that a reader opened, it may be any pod that they care to write there. */
async function portsBeside({ policies, cluster: own }: GivenPolicies, flow: Flow, sight: Sight): Promise<Beside> {
  const { namespace = '', pod = '', cluster } = (flow.isReply === true ? flow.source : flow.destination) ?? {};
  const kubernetes = getKubernetes();
  const isElsewhere = own && cluster && cluster !== own;
  if (!kubernetes || pod === '' || isElsewhere || !namesPorts(policies)) return {};
  if (!isOpen(namespace, sight))
    return { notes: [`The names of the ports of ${pod} are not known: its namespace is not open to you.`] };
  const found = await kubernetes.namedPorts(namespace, pod);
  if (found.ok) return { namedPorts: found.ports };
  return { notes: [`The names of the ports of ${pod} are not known. ${found.message}`] };
}

function isOpen(namespace: string, sight: Sight): boolean {
  return seesEverything(sight) || createLens(sight, config().kubernetes?.cluster ?? null).namespace(namespace);
}

/** What stands behind the services that the source may speak to. */
async function servicesBeside({ policies }: GivenPolicies, flow: Flow): Promise<Beside> {
  const kubernetes = getKubernetes();
  const named = kubernetes ? servicesNamed(policies, flow) : [];
  if (!kubernetes || named.length === 0) return {};
  const found = await kubernetes.services(named);
  if (found.ok) return { services: found.services };
  return { notes: [`What stands behind the services of toServices is not known. ${found.message}`] };
}
