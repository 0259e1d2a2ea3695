// Cookies as text: one value may be longer than a cookie can be, so it comes in numbered parts.
import type { EpochMs } from '@/lib/flow/flow';

export interface CookieKind {
  /** Without what the browser's own rules add. */
  readonly name: string;
  /** Reached by https: the cookie is for this host alone, and never goes over plain http. */
  readonly secure: boolean;
}

/** One `Set-Cookie`. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  readonly expiresMs: EpochMs;
  readonly secure: boolean;
}

const partLength = 3_500;
/** Node takes 16 KiB of headers in all. */
const mostParts = 3;

const nameOf = ({ name, secure }: CookieKind) => (secure ? `__Host-${name}` : name);

/** The value that a `Cookie` header has for it; null where it has none, or not all parts. */
export function readCookie(header: string | null, kind: CookieKind): string | null {
  const held = cookiesOf(header);
  const name = nameOf(kind);
  const [, count, first] = /^(\d)~(.*)$/.exec(held.get(name) ?? '') ?? [];
  if (first === undefined) return null;
  const others = Array.from({ length: Number(count) - 1 }, (_, index) => held.get(`${name}.${index + 1}`));
  return others.includes(undefined) ? null : [first, ...others].join('');
}

/** Null where it is too long to be kept. Parts of a longer value before it are taken away. */
export function setCookies(kind: CookieKind, value: string, untilMs: EpochMs): readonly SetCookie[] | null {
  const parts = value.match(new RegExp(`.{1,${partLength}}`, 'gs')) ?? [''];
  if (parts.length > mostParts) return null;
  const first = `${parts.length}~${parts[0] ?? ''}`;
  const kept = [first, ...parts.slice(1)].map((text, index) => cookieOf(kind, index, text, untilMs));
  return [...kept, ...absent(kind, kept.length)];
}

/** Takes it away. */
export const dropCookies = (kind: CookieKind): readonly SetCookie[] => absent(kind, 0);

function absent(kind: CookieKind, from: number): readonly SetCookie[] {
  return Array.from({ length: mostParts - from }, (_, index) => cookieOf(kind, from + index, '', 0));
}

function cookieOf(kind: CookieKind, index: number, value: string, expiresMs: EpochMs): SetCookie {
  const name = index === 0 ? nameOf(kind) : `${nameOf(kind)}.${index}`;
  return { name, value, expiresMs, secure: kind.secure };
}

/** Scripts do not see it, and requests that other sites begin do not carry it, but for links that are followed. */
export function cookieLine({ name, value, expiresMs, secure }: SetCookie): string {
  const expires = new Date(expiresMs).toUTCString();
  return `${name}=${value}; Path=/; Expires=${expires}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

/** Names of the cookies that begin so, with the length of each. */
export function cookiesLike(header: string | null, kind: CookieKind): ReadonlyMap<string, number> {
  const found = [...cookiesOf(header)].filter(([name]) => name.startsWith(nameOf(kind)));
  return new Map(found.map(([name, value]) => [name, value.length]));
}

/** Of two of one name the first counts: browsers send the one for the narrower path first. */
function cookiesOf(header: string | null): ReadonlyMap<string, string> {
  const pairs = (header ?? '').split(';').map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? ([pair.trim(), ''] as const) : ([pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const);
  });
  return new Map(pairs.reverse());
}
