/** URL of a route of our own API, below the base path: `flows/abc` is `/api/v1/flows/abc`. */
export function apiUrl(route: string): string {
  return `${process.env.NEXT_PUBLIC_BASE_PATH ?? ''}/api/v1/${route}`;
}
