// What the server itself knows of a request's connection, handed to routes in a header that no client can make: it
// begins with a secret of this process. A header that comes from outside is taken away, and would not be believed.
import type { Peer } from './proxy-identity';

/** Name of the header. */
export const peerHeader = 'x-eyepiece-peer';

/** Believed about nothing. */
export const unknownPeer: Peer = { address: '', twice: [] };

/** `rawHeaders` as Node has them: name, value, name, value. */
export function writePeer(secret: string, address: string, rawHeaders: readonly string[]): string {
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return [secret, address, ...twice].join(' ');
}

/** The unknown peer for whatever this process did not write. */
export function readPeer(secret: string, header: string | null): Peer {
  const [told, address = '', ...twice] = (header ?? '').split(' ');
  return told === secret ? { address, twice } : unknownPeer;
}
