import { apiUrl } from '@/app/api-url';
import type { Problem } from '@/lib/wire/problem';

/** The answer of a route of our own API for one cluster, or all. Rejects with what the server says is wrong. */
export async function ask<Answer>(route: string, cluster: string | null, signal: AbortSignal): Promise<Answer> {
  const query = cluster === null ? '' : `?${new URLSearchParams({ cluster })}`;
  const response = await fetch(apiUrl(route) + query, { signal });
  if (!response.ok) throw await refusalOf(response);
  return response.json();
}

/** What the server says is wrong. */
export async function refusalOf(response: Response): Promise<Error> {
  const problem: Partial<Problem> = await response.json().catch(() => ({}));
  return new Error(problem.detail ?? `The server answered ${response.status}.`);
}
