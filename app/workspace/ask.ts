import { callApi } from '@/app/api-url';
import type { Problem } from '@/lib/wire/problem';

/** The answer of a route of our own API for one cluster, or all. Rejects with what the server says is wrong. */
export function ask<Answer>(
  route: string,
  cluster: string | null,
  signal: AbortSignal,
  request: RequestInit = {},
): Promise<Answer> {
  return askWith(route, new URLSearchParams(cluster === null ? {} : { cluster }), signal, request);
}

/** The same with any query. */
export async function askWith<Answer>(
  route: string,
  query: URLSearchParams,
  signal: AbortSignal,
  request: RequestInit = {},
): Promise<Answer> {
  const response = await callApi(query.size === 0 ? route : `${route}?${query}`, { ...request, signal });
  if (!response.ok) throw await refusalOf(response);
  return response.json();
}

/** What the server says is wrong. */
export async function refusalOf(response: Response): Promise<Error> {
  const problem: Partial<Problem> = await response.json().catch(() => ({}));
  return new Error(problem.detail ?? `The server answered ${response.status}.`);
}
