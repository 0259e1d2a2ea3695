// What an embed token says of itself, for the page that holds it. Nothing of it is checked here: the server does that.

export interface TokenSays {
  readonly views: readonly string[];
  /** Epoch milliseconds. */
  readonly expiresMs: number;
}

/** null where it is no token. */
export function tokenSays(token: string): TokenSays | null {
  try {
    const claims: unknown = JSON.parse(decoded(token.split('.')[1] ?? ''));
    if (typeof claims !== 'object' || claims === null) return null;
    const { views, exp } = claims as { readonly views?: unknown; readonly exp?: unknown };
    if (!Array.isArray(views) || typeof exp !== 'number') return null;
    return { views: views.filter((view) => typeof view === 'string'), expiresMs: exp * 1_000 };
  } catch {
    return null;
  }
}

function decoded(part: string): string {
  const bytes = Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
