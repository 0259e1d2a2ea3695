// What really speaks at a target, for the failures of which grpc-js says only that it failed to connect.
import { isIP, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { readCertificates } from './certificates';
import type { RelayErrorCode, RelayTarget } from './relay';

/** A code where the probe found out more, with what the other side said. */
export interface Finding {
  readonly code: RelayErrorCode;
  readonly detail: string;
}

const probeMs = 2_000;

/** Opens one connection of its own and closes it. Resolves with undefined where it learns nothing; never rejects. */
export async function probe(target: RelayTarget): Promise<Finding | undefined> {
  try {
    return target.tls ? await probeTls(target) : await probePlaintext(target);
  } catch {
    return undefined;
  }
}

/** Plaintext was wanted: whoever answers a TLS greeting, if only with an alert, wants TLS. */
async function probePlaintext(target: RelayTarget): Promise<Finding | undefined> {
  const socket = tlsConnect({ ...place(target.address), ALPNProtocols: ['h2'], rejectUnauthorized: false });
  const ending = await endingOf(socket, 'secureConnect');
  const speaksTls = ending === 'secureConnect' || /alert|handshake/i.test(ending ?? '');
  return speaksTls ? { code: 'tls-expected', detail: '' } : undefined;
}

/**
 * TLS was wanted, and the server was fine or grpc-js would have said why: whoever hangs up right after the
 * handshake did not like our certificate, or that we have none.
 */
async function probeTls(target: RelayTarget): Promise<Finding | undefined> {
  const { tls } = target;
  if (!tls) return undefined;
  const { context } = readCertificates(target, tls);
  const { servername, ...at } = place(target.address);
  const socket = tlsConnect({
    ...at,
    servername: tls.serverName ?? servername,
    secureContext: context,
    ALPNProtocols: ['h2'],
    rejectUnauthorized: false,
  });
  let isSecure = false;
  socket.once('secureConnect', () => {
    isSecure = true;
    // A preface makes servers that verify late read, and hang up.
    socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0');
  });
  const ending = await endingOf(socket, 'data');
  if (ending === 'data' || ending === undefined) return undefined;
  if (isSecure || /alert/i.test(ending)) return { code: 'client-certificate-required', detail: alertOf(ending) };
  return undefined;
}

/** The name of the event, the text of an error, or undefined when nothing happened in time. */
function endingOf(socket: Socket, event: 'secureConnect' | 'data'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const finish = (ending: string | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(ending);
    };
    const timer = setTimeout(() => finish(undefined), probeMs);
    socket.once(event, () => finish(event));
    socket.once('error', (error) => finish(error.message));
    socket.once('close', () => finish('closed'));
  });
}

function alertOf(text: string): string {
  return /alert [a-z ]+/.exec(text)?.[0].trim() ?? '';
}

/** Where to connect, as node:net says it. A server name is never an address. */
function place(address: string): { host?: string; port?: number; path?: string; servername?: string } {
  if (address.startsWith('unix:')) return { path: address.slice('unix:'.length) };
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  return { host, port: Number(address.slice(colon + 1)), servername: isIP(host) ? undefined : host };
}
