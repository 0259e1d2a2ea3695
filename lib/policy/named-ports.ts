// Whether policies hang on what a container's ports are called.
import type { Policy } from '@/lib/policy/policy';

export function namesPorts(policies: readonly Policy[]): boolean {
  const rules = policies.flatMap(({ specs }) => specs.flatMap((spec) => spec.rules));
  return rules.some((rule) => rule.ports?.some(({ ports }) => ports.some(({ port }) => typeof port === 'string')));
}
