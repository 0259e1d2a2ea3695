// Plain JSON of a policy object turned into a Policy, with everything that is wrong with it.
import { senseProblems } from '@/lib/policy/check';
import { type Policy, type PolicyKind, policyKinds } from '@/lib/policy/policy';
import type { Problem } from '@/lib/policy/problem';
import { readCilium } from '@/lib/policy/read-cilium';
import { readNetworkPolicy } from '@/lib/policy/read-network-policy';
import { schemas } from '@/lib/policy/schema';
import { type Fields, fieldsOf, isObject, shapeProblems, textOf } from '@/lib/policy/shape';

export interface ReadPolicy {
  readonly kind: PolicyKind;
  readonly namespace: string;
  readonly name: string;
  /** Null where a cluster would refuse the object; without the fields that it would drop. */
  readonly policy: Policy | null;
  readonly problems: readonly Problem[];
}

/** Null for an object that is no policy. A policy in a namespace that says none is in `default`, as for kubectl. */
export function readPolicy(object: unknown): ReadPolicy | null {
  const kind = kindOf(object);
  if (!kind || !isObject(object)) return null;
  const metadata = fieldsOf(object.metadata);
  const name = textOf(metadata.name);
  const namespace = kind === 'CiliumClusterwideNetworkPolicy' ? '' : textOf(metadata.namespace) || 'default';
  const problems = [...(name === '' ? [nameless] : []), ...problemsOf(kind, object)];
  const refused = problems.some(({ effect }) => effect === 'refused');
  return { kind, namespace, name, policy: refused ? null : built(kind, { name, namespace }, object), problems };
}

const nameless: Problem = { path: 'metadata.name', message: 'metadata.name is required.', effect: 'refused' };

/** Where fields are of the wrong kind, combinations of them are not looked at. */
function problemsOf(kind: PolicyKind, object: Fields): readonly Problem[] {
  const problems = shapeProblems(schemas[kind], object, '');
  return problems.some(({ effect }) => effect === 'refused') ? problems : [...problems, ...senseProblems(kind, object)];
}

function kindOf(object: unknown): PolicyKind | undefined {
  return isObject(object) ? policyKinds.find((kind) => kind === object.kind) : undefined;
}

function built(kind: PolicyKind, where: { name: string; namespace: string }, object: Fields): Policy {
  const specs =
    kind === 'NetworkPolicy' ? [readNetworkPolicy(object, where.namespace)] : readCilium(object, where.namespace);
  return { kind, ...where, specs, object };
}
