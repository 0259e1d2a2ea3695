// One request to the Kubernetes API over a connection of its own. Node's https and not fetch: fetch takes no authority
// and no client certificate.
import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { Access } from '@/lib/kubernetes/access';
import { KubernetesError } from '@/lib/kubernetes/error';

/**
 * How to ask: the access of the moment, and what to do with a path on it. With a body it is a POST. Bodies of answers end
 * when `signal` aborts.
 */
export type Ask = (path: string, signal: AbortSignal, body?: object) => Promise<Answered>;

export interface Answered {
  readonly server: string;
  readonly status: number;
  readonly retryAfterMs: number | null;
  readonly body: AsyncIterable<Buffer>;
  readonly signal: AbortSignal;
  /** Ends the connection where the body is not read. */
  close(): void;
}

/** Throws KubernetesError for whatever keeps an answer from coming; the status is not judged. */
export async function askKubernetes(
  access: Access,
  path: string,
  signal: AbortSignal,
  body?: object,
): Promise<Answered> {
  try {
    const answer = await send(access, path, signal, body);
    return {
      server: access.server,
      status: answer.statusCode ?? 0,
      retryAfterMs: retryAfterOf(answer.headers['retry-after']),
      body: answer,
      signal,
      close: () => void answer.destroy(),
    };
  } catch (error) {
    throw KubernetesError.from(signal.aborted ? signal.reason : error, access.server);
  }
}

function send(access: Access, path: string, signal: AbortSignal, body?: object): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const url = new URL(access.server + path);
    const headers = {
      accept: 'application/json',
      'user-agent': 'eyepiece',
      ...(access.token !== null && { authorization: `Bearer ${access.token}` }),
      ...(body && { 'content-type': 'application/json' }),
    };
    // Without an agent: certificates may be others at the next request.
    const common = { method: body ? 'POST' : 'GET', headers, signal, agent: false } as const;
    const outgoing =
      url.protocol === 'http:' ? overHttp(url, common) : overHttps(url, { ...common, ...tlsOptions(access) });
    const late = setTimeout(() => outgoing.destroy(new DOMException('', 'TimeoutError')), headMs);
    outgoing.on('socket', (socket) => socket.setKeepAlive(true, keepAliveMs));
    outgoing.once('response', (answer) => {
      clearTimeout(late);
      resolve(answer);
    });
    outgoing.once('close', () => clearTimeout(late));
    outgoing.on('error', reject);
    outgoing.end(body && JSON.stringify(body));
  });
}

const keepAliveMs = 30_000;
/** How long the head of an answer may take. */
const headMs = 20_000;

function tlsOptions({ ca, cert, key, serverName, insecure }: Access) {
  return {
    ...(ca !== null && { ca }),
    ...(cert !== null && { cert }),
    ...(key !== null && { key }),
    ...(serverName !== null && { servername: serverName }),
    rejectUnauthorized: !insecure,
  };
}

/** Seconds, as the API server gives them. */
function retryAfterOf(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : null;
}

/** A body as JSON; `mostBytes` at most. Throws KubernetesError. */
export async function readJson({ body, server, signal }: Answered, mostBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > mostBytes) throw notKubernetes(server, 'sends more than is read at once');
      chunks.push(chunk);
    }
  } catch (error) {
    throw KubernetesError.from(signal.aborted ? signal.reason : error, server);
  }
  return parseJson(Buffer.concat(chunks), server);
}

/** Each line of a body as JSON, as it comes; empty ones are passed over. Throws KubernetesError. */
export async function* readLines({ body, server, signal }: Answered, mostBytes: number): AsyncGenerator<unknown> {
  let open: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      let start = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        const line = Buffer.concat([...open, chunk.subarray(start, end)]);
        open = [];
        length = 0;
        start = end + 1;
        if (line.length > 0) yield parseJson(line, server);
      }
      open.push(chunk.subarray(start));
      length += chunk.length - start;
      if (length > mostBytes) throw notKubernetes(server, 'sends a longer line than is read');
    }
  } catch (error) {
    throw KubernetesError.from(signal.aborted ? signal.reason : error, server);
  }
}

const newline = 0x0a;

function parseJson(text: Buffer, server: string): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    throw notKubernetes(server, 'does not answer in JSON');
  }
}

export function notKubernetes(server: string, how: string): KubernetesError {
  return new KubernetesError('malformed', `What answers at ${server} is no Kubernetes API: it ${how}.`);
}
