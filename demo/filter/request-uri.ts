// The path of an HTTP request's URL, by the rules of Go's url.ParseRequestURI that Hubble uses.

/** Decoded path, or undefined when the URL is not one a request can carry. A fragment is part of the path. */
export function requestPath(url: string): string | undefined {
  if (url === '' || hasControl(url)) return undefined;
  if (url === '*') return '*';
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(url)?.[0] ?? '';
  const [rest = ''] = url.slice(scheme.length).split('?', 1);
  if (!rest.startsWith('/')) return scheme === '' ? undefined : '';
  return unescapePath(scheme !== '' && rest.startsWith('//') ? afterAuthority(rest) : rest);
}

function hasControl(text: string): boolean {
  return [...text].some((char) => char < ' ' || char === '\x7f');
}

function afterAuthority(rest: string): string {
  const slash = rest.indexOf('/', 2);
  return slash < 0 ? '' : rest.slice(slash);
}

function unescapePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
