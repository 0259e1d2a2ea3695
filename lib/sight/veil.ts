// What is left of an end that a reader may not see.
import { hiddenEnd } from '@/lib/flow/ends';
import { type Entity, entity } from '@/lib/flow/entity';
import type { Endpoint } from '@/lib/flow/flow';
import type { FarEnd } from '@/lib/sight/sight';

/** What stands for the name of a service by which a veiled end was seen: that there was one decides how it is counted. */
export const veiledService = { name: 'hidden', namespace: '' } as const;

const hidden: Endpoint = { labels: [], workloads: [], veiled: 'hidden' };
const mostKept = 10_000;

/** Makes the endpoint that stands for an entity: the same object for the same namespace. */
export function veiler(farEnd: FarEnd): (end: Pick<Entity, 'cluster' | 'namespace'>) => Endpoint {
  const known = new Map<string, Endpoint>();
  return ({ cluster, namespace }) => {
    if (farEnd !== 'namespace' || namespace === '') return hidden;
    const key = `${cluster}\n${namespace}`;
    const before = known.get(key);
    if (before) return before;
    if (known.size >= mostKept) known.clear();
    const made: Endpoint = { cluster, namespace, labels: [], workloads: [], veiled: 'namespace' };
    known.set(key, made);
    return made;
  };
}

/** The entity that lib/flow finds at such an endpoint. */
export function veiledEntity({ veiled, cluster = '', namespace = '' }: Endpoint): Entity {
  return veiled === 'namespace' ? entity('namespace', namespace, { cluster, namespace, veiled: true }) : hiddenEnd;
}
