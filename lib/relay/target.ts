// Where a Relay is, from the text people write: the forms the hubble CLI takes, plus bare hosts and IPv6.
import { isIPv6 } from 'node:net';

/** The port of the hubble-relay container, and the one a port-forward lands on. */
export const defaultRelayPort = 4245;

/** `address` is `host:port`, `[v6]:port` or `unix:/path`; `tls` says that the text began with `tls://`. */
export interface Address {
  readonly address: string;
  readonly tls: boolean;
}

/** `message` is one sentence that says what is wrong and what to write. */
export type ParsedAddress = ({ readonly ok: true } & Address) | { readonly ok: false; readonly message: string };

/**
 * Reads `host`, `host:port`, `tls://host:port`, `unix:///path`, `[v6]:port` and a bare IPv6 address.
 * The port is 4245 where none is given. Never throws.
 */
export function parseAddress(text: string): ParsedAddress {
  const trimmed = text.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (trimmed === '') return bad(`The address is empty; write host:port, for example localhost:${defaultRelayPort}.`);
  if (scheme === 'unix' || /^unix:/i.test(trimmed)) return unixSocket(trimmed);
  if (scheme === undefined) return network(trimmed, false);
  const rest = trimmed.slice(scheme.length + '://'.length);
  if (scheme === 'tls') return network(rest, true);
  if (scheme === 'dns' || scheme === 'passthrough') return network(rest.replace(/^[^/]*\//, ''), false);
  if (scheme === 'http' || scheme === 'https')
    return bad(
      `${scheme}:// is for web pages, but Relay speaks gRPC; write ${scheme === 'https' ? 'tls://' : ''}host:port.`,
    );
  return bad(`"${scheme}://" is not known; write host:port, tls://host:port or unix:///path.`);
}

function unixSocket(text: string): ParsedAddress {
  const path = text.replace(/^unix:(\/\/)?/i, '');
  if (!path.startsWith('/')) return bad('A socket needs an absolute path; write unix:///var/run/cilium/hubble.sock.');
  return { ok: true, address: `unix:${path}`, tls: false };
}

function network(text: string, tls: boolean): ParsedAddress {
  const { host, port } = splitPort(text);
  if (host.startsWith('[') ? !isIPv6(host.slice(1, -1)) : !isHostName(host)) return badHost(text, host);
  const number = port === undefined ? defaultRelayPort : portNumber(port);
  if (number === undefined) return bad(`"${port}" is not a port; a port is a number from 1 to 65535.`);
  return { ok: true, address: `${host}:${number}`, tls };
}

/** A bare IPv6 address has no room for a port: it gets its brackets here. */
function splitPort(text: string): { readonly host: string; readonly port?: string } {
  if (isIPv6(text)) return { host: `[${text}]` };
  const bracketed = /^(\[[^\]]*\])(?::(.*))?$/.exec(text);
  if (bracketed?.[1] !== undefined) return { host: bracketed[1], port: bracketed[2] };
  const colon = text.indexOf(':');
  return colon < 0 ? { host: text } : { host: text.slice(0, colon), port: text.slice(colon + 1) };
}

function portNumber(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** Looser than DNS on purpose: underscores and trailing dots resolve in the wild. */
function isHostName(host: string): boolean {
  return host.length <= 253 && /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?$/i.test(host);
}

function badHost(text: string, host: string): ParsedAddress {
  if (host === '') return bad('The address has a port but no host; write host:port.');
  if (text.includes('/')) return bad('The address holds a path; it must end after the port: host:port.');
  if (text.includes('@')) return bad('The address holds a user name; write host:port.');
  if (host.startsWith('[')) return bad(`"${host}" holds no IPv6 address; write [2001:db8::1]:${defaultRelayPort}.`);
  return bad(`"${host}" is not a host name; write host:port, [IPv6]:port or unix:///path.`);
}

function bad(message: string): ParsedAddress {
  return { ok: false, message };
}
