/** URL of a route of our own API, below the base path: `flows/abc` is `/api/v1/flows/abc`. */
export function apiUrl(route: string): string {
  return `${process.env.NEXT_PUBLIC_BASE_PATH ?? ''}/api/v1/${route}`;
}

/** Asks such a route, in an embedded view by the token of its address. */
export function callApi(route: string, request: RequestInit = {}): Promise<Response> {
  const headers = new Headers(request.headers);
  const token = tokenOfPage();
  if (token) headers.set('authorization', `Bearer ${token}`);
  return fetch(apiUrl(route), { ...request, headers });
}

/** A request that says something, as JSON. */
export const saying = (method: 'POST' | 'PUT', body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Its address always has the newest one. Pages of our own have none. */
function tokenOfPage(): string | null {
  const { pathname, search } = window.location;
  return pathname.includes('/embed/') ? new URLSearchParams(search).get('token') : null;
}
