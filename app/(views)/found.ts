// What a question about policies is asked with, and its answer as it stands.
import type { Found } from '@/components/current-policy/current-policy';

/** Policies that were given on the page go along; without any those of the server count. */
export const withPolicies = (sent: string | null): RequestInit =>
  sent === null ? {} : { method: 'POST', body: sent, headers: { 'content-type': 'application/yaml' } };

export function foundOf<Answer>({ data, error }: { data: Answer | undefined; error: Error | null }): Found<Answer> {
  if (data !== undefined) return { state: 'found', answer: data };
  return error ? { state: 'failed', why: error.message } : { state: 'asking' };
}
