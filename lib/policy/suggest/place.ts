// Suggested policies as text, beside those that are there: added to the one of the same name, or under another name.
import { createTwoFilesPatch } from 'diff';
import type { Policy } from '@/lib/policy/policy';
import { isObject } from '@/lib/policy/shape';
import type { Manifest } from '@/lib/policy/suggest/manifest';
import type { SuggestedKind } from '@/lib/policy/suggest/need';
import { yamlOf } from '@/lib/policy/suggest/yaml-text';

export interface SuggestedPolicy {
  readonly kind: SuggestedKind;
  readonly namespace: string;
  readonly name: string;
  /** The workload it is laid on, and its cluster; '' where that is not known. */
  readonly subject: string;
  readonly cluster: string;
  /** One document, ready to be applied. */
  readonly yaml: string;
  /** Unified diff to the policy of that name which is there already; null where there is none. */
  readonly diff: string | null;
}

export interface Written {
  readonly manifest: Manifest;
  readonly subject: string;
  readonly cluster: string;
}

/** Where a policy of the name is laid on the same pods it is added to; where it is laid on others, the name is taken. */
export function place(manifests: readonly Written[], given: readonly Policy[]): readonly SuggestedPolicy[] {
  const taken = new Set<string>();
  return manifests.map(({ manifest, subject, cluster }) => {
    const { kind } = manifest;
    const { name, namespace } = manifest.metadata;
    for (let attempt = 1; ; attempt += 1) {
      const tried = attempt === 1 ? name : `${name.slice(0, 60)}-${attempt}`;
      const key = `${cluster} ${namespace}/${tried}`;
      const there = given.find(
        (policy) =>
          policy.kind === kind &&
          policy.namespace === namespace &&
          policy.name === tried &&
          (policy.cluster ?? cluster) === cluster,
      );
      const object = { ...manifest, metadata: { name: tried, namespace } };
      const whole = there ? addedTo(there.object, object) : object;
      if (taken.has(key) || whole === null) continue;
      taken.add(key);
      const yaml = yamlOf(whole);
      return {
        kind,
        namespace,
        name: tried,
        subject,
        cluster,
        yaml,
        diff: there ? diffOf(yamlOf(bare(there.object)), yaml) : null,
      };
    }
  });
}

/** The policy that is there with the new items behind its own; null where it selects other pods. */
function addedTo(
  there: Readonly<Record<string, unknown>>,
  { spec }: Manifest,
): Readonly<Record<string, unknown>> | null {
  const before = bare(there);
  if (!isObject(before.spec) || before.specs !== undefined) return null;
  const selectorField = 'podSelector' in spec ? 'podSelector' : 'endpointSelector';
  if (!isEqual(before.spec[selectorField], spec[selectorField])) return null;
  const merged: Record<string, unknown> = { ...before.spec };
  for (const field of ['ingress', 'egress', 'policyTypes'] as const) {
    const added = Array.isArray(spec[field]) ? spec[field] : [];
    const held = Array.isArray(merged[field]) ? merged[field] : [];
    const fresh = added.filter((item) => !held.some((one) => isEqual(one, item)));
    if (fresh.length > 0) merged[field] = [...held, ...fresh];
  }
  return { ...before, spec: merged };
}

/** Without what the cluster itself writes into an object. */
function bare(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { status: _, ...rest } = object;
  if (!isObject(rest.metadata)) return rest;
  const { managedFields, resourceVersion, uid, generation, creationTimestamp, selfLink, ...metadata } = rest.metadata;
  return { ...rest, metadata };
}

const isEqual = (first: unknown, second: unknown): boolean =>
  JSON.stringify(sorted(first)) === JSON.stringify(sorted(second));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}

/** From the first hunk on. */
function diffOf(before: string, after: string): string {
  return createTwoFilesPatch('now', 'suggested', before, after).split('\n').slice(1).join('\n');
}
