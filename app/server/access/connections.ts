// Before anything else sees a request: what its connection is, written where routes can read it. Node tells of each
// request on a channel of its own, so that this holds however the server is started.
import 'server-only';
import { randomBytes } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { clientAddress, networkOf, plainAddress, readAddresses } from '@/lib/access/addresses';
import { peerHeader, readPeer, writePeer } from '@/lib/access/peer';
import type { Peer } from '@/lib/access/proxy-identity';
import { accessConfig } from './access-config';

const key = Symbol.for('eyepiece.connections');
const home = globalThis as typeof globalThis & { [key]?: string };

/** From now on; a request that was earlier is one of an unknown peer. */
export function watchConnections(): void {
  secretOf();
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as Started;
    const address = plainAddress(request.socket.remoteAddress);
    request.headers[peerHeader] = writePeer(secretOf(), address, request.rawHeaders);
    for (const [name, value] of corsHeaders(request)) response.setHeader(name, value);
  });
}

interface Started {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** For pages of the origins that were named, and of no other: they may read, and cookies do not count for them. */
function corsHeaders({ headers: { origin }, url = '' }: IncomingMessage): readonly (readonly [string, string])[] {
  if (origin === undefined || !url.includes('/api/v1/') || !accessConfig().corsOrigins.includes(origin)) return [];
  return [
    ['Access-Control-Allow-Origin', origin],
    ['Access-Control-Allow-Methods', 'GET'],
    ['Access-Control-Allow-Headers', 'accept, authorization, last-event-id'],
    ['Access-Control-Expose-Headers', 'retry-after, x-next-cursor'],
    ['Access-Control-Max-Age', '600'],
    ['Vary', 'Origin'],
  ];
}

export function peerOf(headers: Headers): Peer {
  return readPeer(secretOf(), headers.get(peerHeader));
}

/** Address of whoever asks; proxies in front that are trusted are seen through. '' where it is not known. */
export function addressOf(headers: Headers): string {
  return clientAddress(peerOf(headers).address, headers.get('x-forwarded-for'), isTrusted);
}

/** Whose limits are counted together where nobody has a name. */
export const atAddress = ({ headers }: Pick<Request, 'headers'>): string => `at ${networkOf(addressOf(headers))}`;

/** Whether a peer's word is taken. */
export function isTrusted(address: string): boolean {
  const { trustedProxies } = accessConfig();
  if (known?.text !== trustedProxies) known = { text: trustedProxies, read: readAddresses(trustedProxies) };
  return known.read.ok && known.read.includes(address);
}
let known: { readonly text: string; readonly read: ReturnType<typeof readAddresses> } | null = null;

function secretOf(): string {
  home[key] ??= randomBytes(16).toString('base64url');
  return home[key];
}
