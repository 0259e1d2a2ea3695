// Identity by headers that a trusted proxy sets. Who may set them is told by the address of the peer alone.
import { AccessError } from './error';
import { type Identity, identityOf } from './identity';

export interface ProxyHeaders {
  /** Names of headers, in lower case. */
  readonly user: string;
  readonly groups: string;
}

/** What came with a request over the connection itself. */
export interface Peer {
  /** '' where it is not known. */
  readonly address: string;
  /** Headers that came more than once, in lower case. */
  readonly twice: readonly string[];
}

/** Throws AccessError where nobody, or nobody who may be believed, says who asks. */
export function proxyIdentity(
  headers: Headers,
  peer: Peer,
  names: ProxyHeaders,
  isTrusted: (address: string) => boolean,
): Identity {
  if (!isTrusted(peer.address)) {
    throw new AccessError(
      'unauthenticated',
      `The request does not come by way of a trusted proxy${peer.address && ` but from ${peer.address}`}; open Eyepiece by the address at which you sign in.`,
    );
  }
  // A proxy that adds to what a reader sent, instead of replacing it, would let readers name themselves.
  const twice = [names.user, names.groups].find((name) => peer.twice.includes(name));
  if (twice !== undefined) {
    throw new AccessError(
      'unauthenticated',
      `The header ${twice} came twice; let the proxy replace it, not add to it.`,
    );
  }
  const groups = (headers.get(names.groups) ?? '').split(',');
  const identity = identityOf(textOf(headers.get(names.user)), groups.map(textOf));
  if (!identity) {
    throw new AccessError('unauthenticated', `The proxy did not say who asks: the header ${names.user} is missing.`);
  }
  return identity;
}

/** Headers are read byte by byte; names in them are UTF-8. */
function textOf(header: string | null): string {
  const text = header ?? '';
  return /[\u0080-\u00ff]/.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
}
