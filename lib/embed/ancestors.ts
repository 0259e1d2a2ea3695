// Which pages may put an embedded view into a frame: the sources of a `frame-ancestors` directive, and who is among them.

export type ReadAncestors =
  | { readonly ok: true; readonly sources: readonly string[] }
  | { readonly ok: false; readonly problem: string };

const ownOrigin = "'self'";
const nobody = "'none'";
const source =
  /^https?:\/\/(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::(?:\d{1,5}|\*))?$/;

/**
 * `self https://portal.example https://*.example:8443`, between blanks or commas, with or without the quotes that the
 * header wants. `problem` is the rest of a sentence that begins with the setting.
 */
export function readAncestors(text: string): ReadAncestors {
  const words = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const sources = words.map((word) => keywords[word] ?? word.replace(/\/$/, ''));
  const bad = sources.find((one) => one !== ownOrigin && one !== nobody && !source.test(one));
  if (bad !== undefined)
    return {
      ok: false,
      problem: `"${bad}" is no origin; write self, none, or origins such as https://portal.example.`,
    };
  if (sources.includes(nobody) && sources.length > 1)
    return { ok: false, problem: 'none stands beside others; write it alone or leave it out.' };
  return { ok: true, sources: sources.length === 0 ? [ownOrigin] : [...new Set(sources)] };
}

const keywords: Readonly<Record<string, string>> = {
  self: ownOrigin,
  none: nobody,
  [ownOrigin]: ownOrigin,
  [nobody]: nobody,
};

/** Value of a Content-Security-Policy header. */
export const frameAncestors = (sources: readonly string[]): string => `frame-ancestors ${sources.join(' ')}`;

/** Whether a page of `origin` is among the sources. `own` is the origin of the dashboard. As CSP matches sources. */
export function isAncestor(origin: string, sources: readonly string[], own: string): boolean {
  return sources.some((one) => (one === ownOrigin ? origin === own : one !== nobody && matches(origin, one)));
}

function matches(origin: string, pattern: string): boolean {
  const [, scheme, wild, host, port] = /^(https?):\/\/(\*\.)?([^:]+)(?::(.+))?$/.exec(pattern) ?? [];
  const page = URL.canParse(origin) ? new URL(origin) : null;
  if (!page || host === undefined) return false;
  // A source of http lets the same host by https, too.
  const fitsScheme = page.protocol === `${scheme}:` || (scheme === 'http' && page.protocol === 'https:');
  const fitsHost = wild ? page.hostname.endsWith(`.${host}`) : page.hostname === host;
  const fitsPort =
    port === '*' || page.port === (port ?? '') || (port === defaultPorts[page.protocol] && page.port === '');
  return fitsScheme && fitsHost && fitsPort;
}

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };
