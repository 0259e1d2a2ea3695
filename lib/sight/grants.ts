// Whether somebody is in a grant.
import { compileGlob } from '@/lib/filter/match/glob';
import { nodeCluster } from '@/lib/flow/ends';
import type { Entity } from '@/lib/flow/entity';
import type { Grant } from '@/lib/sight/sight';

export interface CompiledGrants {
  /** Whether an end is in a grant; `node` is who told of it. */
  hasEnd(end: Pick<Entity, 'cluster' | 'namespace'>, node: string | undefined): boolean;
  hasNamespace(namespace: string): boolean;
}

/** Kept answers; names come from outside. */
const mostKnown = 10_000;

/**
 * `home` is the name under which a cluster is configured where several are: grants speak of it by that, for Cilium may
 * call all of them alike. null: grants go by the names in flows.
 */
export function compileGrants(grants: readonly Grant[], home: string | null): CompiledGrants {
  const tests = grants.map(({ cluster, namespace }) => ({
    cluster: compileGlob(cluster),
    namespace: compileGlob(namespace),
  }));
  let known = new Map<string, Map<string, boolean>>();
  let count = 0;

  function has(cluster: string, namespace: string): boolean {
    const before = known.get(cluster)?.get(namespace);
    if (before !== undefined) return before;
    const is = tests.some((test) => test.cluster(cluster) && test.namespace(namespace));
    if (count >= mostKnown) known = new Map();
    count = count >= mostKnown ? 1 : count + 1;
    const ofCluster = known.get(cluster) ?? new Map<string, boolean>();
    known.set(cluster, ofCluster.set(namespace, is));
    return is;
  }

  return {
    hasEnd({ cluster, namespace }, node) {
      const isOwn = home !== null && (cluster === '' || cluster === nodeCluster(node));
      return has(isOwn ? home : cluster, namespace);
    },
    hasNamespace: (namespace) =>
      home === null ? tests.some((test) => test.namespace(namespace)) : has(home, namespace),
  };
}

/** Whether there can be anything of this cluster in sight. */
export function grantsCluster(grants: readonly Grant[], cluster: string): boolean {
  return grants.some((grant) => compileGlob(grant.cluster)(cluster));
}
