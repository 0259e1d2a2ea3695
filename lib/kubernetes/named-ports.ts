// What the ports of one pod's containers are called, asked when a policy names a port and kept for a short while.
import type { EpochMs } from '@/lib/flow/flow';
import { KubernetesError } from '@/lib/kubernetes/error';
import { accepted } from '@/lib/kubernetes/list-watch';
import { type Ask, readJson } from '@/lib/kubernetes/request';
import { endpointResource, isName, objectPath } from '@/lib/kubernetes/resources';
import type { PolicyEnd } from '@/lib/policy/end';
import { transports } from '@/lib/policy/policy';
import { fieldsOf, objectsOf, textOf } from '@/lib/policy/shape';

export type NamedPorts = NonNullable<PolicyEnd['namedPorts']>;

export type FoundPorts =
  | { readonly ok: true; readonly ports: NamedPorts }
  /** One sentence why they are not known. */
  | { readonly ok: false; readonly message: string };

const keptMs = 30_000;
const mostKept = 1_000;
const waitMs = 3_000;
const mostBytes = 2 ** 20;

/** The returned function never throws. */
export function createNamedPorts(
  ask: Ask,
  now: () => EpochMs,
): (namespace: string, pod: string) => Promise<FoundPorts> {
  const kept = new Map<string, { readonly atMs: EpochMs; readonly found: Promise<FoundPorts> }>();
  return (namespace, pod) => {
    if (!isName(namespace) || !isName(pod)) return Promise.resolve(failed('The pod has no name to ask for.'));
    const key = `${namespace}/${pod}`;
    const known = kept.get(key);
    if (known && now() - known.atMs < keptMs) return known.found;
    const found = askFor(ask, namespace, pod);
    kept.delete(key);
    kept.set(key, { atMs: now(), found });
    for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
    return found;
  };
}

async function askFor(ask: Ask, namespace: string, pod: string): Promise<FoundPorts> {
  try {
    return { ok: true, ports: await readPorts(ask, namespace, pod, AbortSignal.timeout(waitMs)) };
  } catch (error) {
    const { code, message } = KubernetesError.from(error, 'the Kubernetes API');
    return failed(code === 'absent' ? 'The cluster has no CiliumEndpoint of that name any more.' : message);
  }
}

async function readPorts(ask: Ask, namespace: string, pod: string, signal: AbortSignal): Promise<NamedPorts> {
  const answer = accepted(await ask(objectPath(endpointResource, namespace, pod), signal), endpointResource, 'get');
  const { status } = fieldsOf(await readJson(answer, mostBytes));
  const listed = objectsOf(fieldsOf(status)['named-ports']).flatMap(({ name, port, protocol }) => {
    const transport = transports.find((known) => known === (textOf(protocol) || 'TCP').toUpperCase());
    return transport && typeof port === 'number' ? [[textOf(name), { port, protocol: transport }] as const] : [];
  });
  return Object.fromEntries(listed);
}

const failed = (message: string): FoundPorts => ({ ok: false, message });
