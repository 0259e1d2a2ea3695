// The HTTP server, and what stands before all pages and routes: a request that none of them could make sense of gets one
// sentence, none hangs, and whatever is answered carries the headers that keep it from other sites.
// Plain JavaScript with Node's own modules only: a container runs it without anything that builds.
import { createServer, ServerResponse, STATUS_CODES } from 'node:http';
import { hostName } from './hosts.mjs';

/** Of every answer, also of redirects and errors. Pages and routes say more where they need to. */
export const hardening = {
  'Content-Security-Policy': "frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  // A link may hold a filter; other sites are not told it.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** Of the line of a request and its headers together, in bytes. */
export const mostHead = 16 * 1024;
const mostHeaders = 200;
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const reading = ['GET', 'HEAD'];
const allowing = (some) => ({ Allow: some.join(', ') });

/** Status and title, as lib/wire/problem.ts has them. */
export const kinds = {
  'bad-request': [400, 'The request cannot be understood'],
  'no-such-method': [405, 'There is no such method'],
  'too-slow': [408, 'The request took too long'],
  'unknown-host': [421, 'The host is not known here'],
  'too-long': [431, 'The request is too long'],
  internal: [500, 'Eyepiece failed to answer'],
};

/**
 * @typedef {object} Refusal
 * @property {keyof typeof kinds} kind
 * @property {string} detail one sentence
 * @property {Readonly<Record<string, string>>} [headers]
 *
 * @typedef {object} Options
 * @property {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => Promise<void>} serve
 * @property {(host: string) => boolean} answersFor by the value of a `Host` header
 * @property {(url: string) => boolean} isOfApi by path and query; all else is only read
 * @property {import('node:http').ServerOptions} [limits] in place of those that hold otherwise
 */

/** @param {Options} options */
export function createHttpServer({ serve, limits = {}, ...knows }) {
  /** The answers that are owed on each connection: into one that has begun no other is written. */
  const owed = new WeakMap();
  /** The last request on each connection that had its answer before it came whole. */
  const early = new WeakMap();
  const server = createServer(
    {
      ServerResponse: HardenedResponse,
      maxHeaderSize: mostHead,
      connectionsCheckingInterval: 5_000,
      // Longer than proxies keep theirs: one that is closed while a request is on its way is a 502 to its reader.
      keepAliveTimeout: 75_000,
      requireHostHeader: false,
      ...limits,
    },
    async (request, response) => {
      const { socket } = request;
      const answers = owed.get(socket) ?? new Set();
      owed.set(socket, answers.add(response));
      response.once('close', () => answers.delete(response));
      response.once('finish', () => {
        if (request.complete) return;
        early.set(socket, request);
        endSoon(request, socket);
      });
      const refusal = tidy(request) ?? refusalOf(request, knows);
      if (refusal) return refuse(request, response, refusal);
      if (request.url === '*') return void response.writeHead(204, allowing(methods)).end();
      try {
        await serve(request, response);
      } catch (error) {
        // Whoever asked is gone.
        if (request.destroyed && !request.complete) return;
        process.stderr.write(`eyepiece: request failed: ${error instanceof Error ? error.stack : String(error)}\n`);
        refuse(request, response, { kind: 'internal', detail: 'The server log says why.' });
      }
    },
  );
  // All headers are looked at: one that was silently left out could be what a proxy says of a reader.
  server.maxHeadersCount = 0;
  // What else a client expects is no reason to refuse what it asks for.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('connect', (_, socket) => endWith(socket, notAProxy));
  server.on('clientError', (error, socket) => {
    const answers = [...(owed.get(socket) ?? [])];
    const isBegun = answers.some(({ headersSent, writableEnded }) => headersSent && !writableEnded);
    const isAnswered = early.get(socket)?.complete === false;
    if (error.code === 'ECONNRESET' || isBegun || isAnswered) socket.destroy();
    else if (socket.writable) endWith(socket, faultOf(error));
  });
  return server;
}

/** What an answer says itself stays; where nothing was said before it goes out, it is said here. */
class HardenedResponse extends ServerResponse {
  writeHead(...said) {
    for (const [name, value] of Object.entries(hardening)) if (!this.hasHeader(name)) this.setHeader(name, value);
    return super.writeHead(...said);
  }
}

/** What a request says in an unusual way is said in the usual one. Null, or why it cannot be. */
function tidy(request) {
  if (/^https?:\/\//i.test(request.url)) {
    const url = URL.canParse(request.url) ? new URL(request.url) : null;
    const named = `${url?.protocol}//${request.headers.host ?? url?.host}`;
    if (!url || !URL.canParse(named) || new URL(named).host !== url.host)
      return bad('The address and the Host header name two hosts; send one.');
    request.headers.host ??= url.host;
    request.url = url.pathname + url.search;
  }
  // Nothing need be sent in parts or on conditions, and Next.js answers 500 where 416 or 412 would be right.
  for (const name of ['range', 'if-range', 'if-match', 'if-unmodified-since']) delete request.headers[name];
  return null;
}

const bad = (detail) => ({ kind: 'bad-request', detail });

/** @returns {Refusal | null} */
function refusalOf({ method, url, rawHeaders, headers, httpVersion }, { answersFor, isOfApi }) {
  if (!methods.includes(method)) return noSuchMethod(`${method} is not understood here`);
  if (rawHeaders.length > 2 * mostHeaders)
    return { kind: 'too-long', detail: `The request has more than ${mostHeaders} headers; send fewer.` };
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  if (hosts.length > 1) return bad('The Host header came twice; send one.');
  // HTTP/1.0 had none, and no browser speaks that.
  if (hosts.length === 0 && httpVersion !== '1.0') return bad('The Host header is missing; name the host.');
  if (hosts.length === 1 && hostName(headers.host) === null) return bad('The Host header names no host.');
  const isOfServer = method === 'OPTIONS' && url === '*';
  if (!isOfServer && !url.startsWith('/')) return bad('The address of the request does not begin with a slash.');
  if (!isText(url.split('?')[0])) return bad('The path holds what stands for no text; look at what follows each %.');
  // Of what is sent to a page Next.js would keep up to 10 MB for as long as the rest takes to come.
  if (!reading.includes(method) && !isOfServer && !isOfApi(url))
    return noSuchMethod(`${method} is for the API`, reading);
  return hostRefusal(headers, answersFor);
}

const noSuchMethod = (what, some = methods) => ({
  kind: 'no-such-method',
  detail: `${what}; what is understood here: ${some.join(', ')}.`,
  headers: allowing(some),
});

const notAProxy = noSuchMethod('This is no proxy, and CONNECT is not understood here');

/** A proxy in front may ask by another name than the one that its reader asked by. */
function hostRefusal(headers, answersFor) {
  const forwarded = headers['x-forwarded-host']?.split(',')[0].trim();
  const unknown = [headers.host, forwarded].find((host) => host && !answersFor(host));
  if (unknown === undefined) return null;
  const name = hostName(unknown) ?? unknown.slice(0, 100);
  const detail = `Eyepiece does not answer for the host "${name}": open it as localhost or by its address, or name that host in EYEPIECE_PUBLIC_URL or EYEPIECE_ALLOWED_HOSTS.`;
  return { kind: 'unknown-host', detail };
}

function isText(path) {
  try {
    return !decodeURIComponent(path).includes('\0');
  } catch {
    return false;
  }
}

/** What is wrong with a request that could not be read to its end. */
function faultOf({ code, reason, rawPacket }) {
  if (code === 'HPE_HEADER_OVERFLOW') return { kind: 'too-long', detail: tooLong };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { kind: 'too-slow', detail: 'The request did not come whole in its time; send it again.' };
  // So a handshake of TLS begins.
  if (rawPacket?.[0] === 0x16) return bad('This port speaks plain HTTP; begin the address with http://.');
  return bad(`This is no request of HTTP/1.1${reason ? `: ${reason}` : ''}.`);
}

const tooLong = `The address and the headers of the request are longer than ${mostHead / 1024} KiB. Where a filter makes a link that long, shorten the filter, or share a snapshot: its link is short.`;

/** Whoever asks the API is told as of every error there, others are told the sentence. */
function refuse(request, response, { kind, detail, headers }) {
  if (response.headersSent) return void response.destroy();
  const [status, title] = kinds[kind];
  const isProblem = request.url.includes('/api/');
  const problem = { type: `urn:eyepiece:problem:${kind}`, title, status, detail };
  const body = isProblem ? JSON.stringify(problem) : `${detail}\n`;
  const type = isProblem ? 'application/problem+json' : plainText;
  const length = Buffer.byteLength(body);
  const about = { 'Content-Type': type, 'Content-Length': length, 'Cache-Control': 'no-store' };
  response.writeHead(status, { ...headers, ...about }).end(body);
}

const plainText = 'text/plain; charset=utf-8';

/** How long somebody who still sends is listened to, so that they come to read what they are told. */
const lingerMs = 1_000;

/** The request has its answer before it came whole: most browsers read one only once they can send no more. */
function endSoon(request, socket) {
  setTimeout(() => request.complete || socket.destroy(), lingerMs).unref();
}

/** On a connection whose request could not be read, or is none of those that are answered. */
function endWith(socket, { kind, detail, headers }) {
  const [status] = kinds[kind];
  const body = `${detail}\n`;
  const length = Buffer.byteLength(body);
  const about = { 'Content-Type': plainText, 'Content-Length': length, 'Cache-Control': 'no-store' };
  const all = Object.entries({ ...hardening, ...headers, ...about, Connection: 'close' });
  const head = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`);
  socket.resume();
  setTimeout(() => socket.destroy(), lingerMs).unref();
}
