// The path of the URL of a request, by the rules of Go's url.ParseRequestURI, which Hubble asks.

/** The decoded path; undefined where the text is no URL that a request can carry. A fragment belongs to the path. */
export function requestPath(url: string): string | undefined {
  if (url === '' || holdsControl(url)) return undefined;
  if (url === '*') return '*';
  const scheme = /^[a-z][a-z\d+.-]*:/i.exec(url)?.[0] ?? '';
  const query = url.indexOf('?', scheme.length);
  const rest = url.slice(scheme.length, query < 0 ? url.length : query);
  if (!rest.startsWith('/')) return scheme === '' ? undefined : '';
  if (scheme === '' || !rest.startsWith('//')) return decoded(rest);
  const slash = rest.indexOf('/', 2);
  const end = slash < 0 ? rest.length : slash;
  return isAuthority(rest.slice(2, end)) ? decoded(rest.slice(end)) : undefined;
}

function holdsControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** `user:password@host:port`, the host perhaps an IPv6 address in brackets. */
function isAuthority(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at >= 0 && !/^[\w\-.~!$&'()*+,;=:%@]*$/.test(text.slice(0, at))) return false;
  const host = text.slice(at + 1);
  if (!/^[\w\-.~!$&'()*+,;=:[\]<>"%\u0080-\uffff]*$/.test(host)) return false;
  const port = host.startsWith('[') ? /^\[.*\]((?::.*)?)$/.exec(host)?.[1] : (/:[^:]*$/.exec(host)?.[0] ?? '');
  return port !== undefined && /^(?::\d*)?$/.test(port);
}

/** Bytes that are no UTF-8 become U+FFFD, as regular expressions see them in Go. */
function decoded(path: string): string | undefined {
  if (!path.includes('%')) return path;
  if (/%(?![\da-f]{2})/i.test(path)) return undefined;
  const bytes = new TextEncoder().encode(path);
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const isEscape = bytes[at] === percent;
    out[length++] = isEscape ? Number.parseInt(path16(bytes, at + 1), 16) : (bytes[at] ?? 0);
    if (isEscape) at += 2;
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(out.subarray(0, length));
}

const percent = 0x25;

const path16 = (bytes: Uint8Array, at: number): string => String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0);
