// The names by which the server may be asked for. Where nobody signs in, a page of another site could have its own name
// lead to this machine (DNS rebinding), and would then read as if it were ours; the name in the request tells it apart.
// Plain JavaScript with Node's own modules only: a container runs it without anything that builds.
import { isIP } from 'node:net';

const word = /^(\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*)$/;

/**
 * `eyepiece.kube-system.svc, *.example`: names between commas or blanks, `*` in place of the first labels, or alone for
 * any host.
 * @param {string} text
 * @returns {{ ok: true, names: readonly string[] } | { ok: false, problem: string }} the rest of a sentence that begins
 * with the setting
 */
export function readHosts(text) {
  const names = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const bad = names.find((name) => !word.test(name));
  if (bad === undefined) return { ok: true, names };
  return {
    ok: false,
    problem: `"${bad}" is no name of a host; write such as eyepiece.kube-system.svc or *.example, without scheme and port.`,
  };
}

/**
 * The name in a `Host` header, in lower case and without port; null where it is none.
 * @param {string | undefined} header
 */
export function hostName(header) {
  const found = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{0,5})?$/i.exec(header ?? '');
  return found?.[1]?.toLowerCase().replace(/\.$/, '') ?? null;
}

/**
 * Whether the server answers for a host. Where readers sign in, it does for each: another site's name has none of their
 * cookies, and only a list that was given says more.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {string} listensAt address or name that it listens at
 * @returns {(header: string) => boolean}
 */
export function hostsAnswered(env, listensAt) {
  const read = readHosts(env.EYEPIECE_ALLOWED_HOSTS ?? '');
  const listed = read.ok ? read.names : [];
  const isOpen = /^(none)?$/i.test((env.EYEPIECE_AUTH ?? '').trim());
  if (listed.includes('*') || (listed.length === 0 && !isOpen)) return () => true;
  const publicUrl = (env.EYEPIECE_PUBLIC_URL ?? '').trim();
  const own = URL.canParse(publicUrl) ? [new URL(publicUrl).hostname] : [];
  const known = new Set(['localhost', listensAt.toLowerCase(), ...own, ...listed]);
  const endings = ['.localhost', ...listed.filter((name) => name.startsWith('*.')).map((name) => name.slice(1))];
  return (header) => {
    const name = hostName(header);
    if (name === null) return false;
    const isAddress = isIP(name.replace(/^\[|\]$/g, '')) !== 0;
    return isAddress || known.has(name) || endings.some((ending) => name.endsWith(ending));
  };
}
