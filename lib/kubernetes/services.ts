// Services that policies name, asked for when a connection is judged by such a policy and kept for a short while.
import type { EpochMs } from '@/lib/flow/flow';
import { KubernetesError } from '@/lib/kubernetes/error';
import { listAll } from '@/lib/kubernetes/list-watch';
import type { Ask } from '@/lib/kubernetes/request';
import { isName, listPath, namespacePath, serviceResource, sliceResource } from '@/lib/kubernetes/resources';
import type { KnownService } from '@/lib/policy/end';
import { inNamespace, readSelector } from '@/lib/policy/selector';
import { isMeant, type ServicePeer } from '@/lib/policy/services';
import { type Fields, fieldsOf, isObject, objectsOf, textOf, textsOf } from '@/lib/policy/shape';

export type FoundServices =
  /** All that are meant; one that does not exist is not among them. */
  | { readonly ok: true; readonly services: readonly KnownService[] }
  /** One sentence why they are not known. */
  | { readonly ok: false; readonly message: string };

const keptMs = 30_000;
const mostKept = 200;
const waitMs = 5_000;
/** More would be slower to read than anybody waits. */
const mostNamed = 50;

/** The returned function never throws. */
export function createServices(
  ask: Ask,
  now: () => EpochMs,
): (named: readonly ServicePeer[]) => Promise<FoundServices> {
  const kept = new Map<string, { readonly atMs: EpochMs; readonly found: Promise<FoundServices> }>();

  function one(peer: ServicePeer): Promise<FoundServices> {
    const key = JSON.stringify(peer);
    const known = kept.get(key);
    if (known && now() - known.atMs < keptMs) return known.found;
    const found = askFor(ask, peer);
    kept.delete(key);
    kept.set(key, { atMs: now(), found });
    for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
    return found;
  }

  return async (named) => {
    if (named.length > mostNamed) return { ok: false, message: `The policies name more than ${mostNamed} services.` };
    const found = await Promise.all(named.map(one));
    const failed = found.find(({ ok }) => !ok);
    return failed ?? { ok: true, services: found.flatMap((each) => (each.ok ? each.services : [])) };
  };
}

async function askFor(ask: Ask, peer: ServicePeer): Promise<FoundServices> {
  try {
    return { ok: true, services: await readServices(ask, peer, AbortSignal.timeout(waitMs)) };
  } catch (error) {
    return { ok: false, message: KubernetesError.from(error, 'the Kubernetes API').message };
  }
}

/** Names come from policies, which anybody can send. What is no name names nothing. */
async function readServices(ask: Ask, peer: ServicePeer, signal: AbortSignal): Promise<readonly KnownService[]> {
  const { namespace } = peer;
  if (namespace !== '' && !isName(namespace)) return [];
  if (peer.kind === 'service' && (namespace === '' || !isName(peer.name))) return [];
  const path = namespace === '' ? listPath(serviceResource) : namespacePath(serviceResource, namespace);
  const query: Record<string, string> = peer.kind === 'service' ? { fieldSelector: `metadata.name=${peer.name}` } : {};
  const { objects } = await listAll({ resource: serviceResource, path, query, ask, signal });
  const meant = objects.map(readService).filter(({ service }) => isMeant(service, peer));
  return Promise.all(
    meant.map(async ({ service, hasAddresses }) =>
      hasAddresses ? { ...service, backends: await readBackends(ask, service, signal) } : service,
    ),
  );
}

interface ReadService {
  readonly service: KnownService;
  /** It selects no pods, and its addresses are written down beside it. */
  readonly hasAddresses: boolean;
}

function readService({ metadata, spec }: Fields): ReadService {
  const { name, namespace, labels } = fieldsOf(metadata);
  const { selector, type } = fieldsOf(spec);
  const place = textOf(namespace);
  const selects = isObject(selector) && Object.keys(selector).length > 0;
  const own = Object.entries(fieldsOf(labels)).map(([key, value]) => ({ source: 'k8s', key, value: textOf(value) }));
  const pods = selects ? [...readSelector({ matchLabels: textsIn(selector) }, 'k8s'), inNamespace(place)] : null;
  return {
    service: { namespace: place, name: textOf(name), labels: own, pods, backends: [] },
    hasAddresses: !selects && type !== 'ExternalName',
  };
}

const textsIn = (fields: Fields): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, textOf(value)]));

async function readBackends(
  ask: Ask,
  { namespace, name }: KnownService,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const path = namespacePath(sliceResource, namespace);
  const query = { labelSelector: `kubernetes.io/service-name=${name}` };
  const { objects } = await listAll({ resource: sliceResource, path, query, ask, signal });
  return objects.flatMap(({ endpoints }) => objectsOf(endpoints).filter(serves).flatMap(addressesOf));
}

/** What is not ready is no backend, unless it serves until it ends. */
function serves({ conditions }: Fields): boolean {
  const { ready, serving } = fieldsOf(conditions);
  return ready !== false || serving === true;
}

const addressesOf = ({ addresses }: Fields): readonly string[] => textsOf(addresses);
