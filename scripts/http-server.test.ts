import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemTypes } from '@/lib/wire/problem';
import { isOfApi } from './base-path.mjs';
import { hostsAnswered } from './hosts.mjs';
import { createHttpServer, hardening, kinds, mostHead } from './http-server.mjs';

let server: Server;
let hasty: Server;
beforeAll(async () => {
  const answersFor = hostsAnswered({ EYEPIECE_PUBLIC_URL: 'https://eyepiece.example' }, '127.0.0.1');
  server = createHttpServer({ serve, answersFor, isOfApi });
  const limits = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };
  hasty = createHttpServer({ serve, answersFor, isOfApi, limits });
  for (const each of [server, hasty]) await once(each.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  for (const each of [server, hasty]) each.close().closeAllConnections();
});

/** Says what it was asked, once it has read all of it; throws where it is told to. */
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/fail') throw new Error('A test let it fail.');
  if (request.url === '/begun') return void response.writeHead(200).write('begun');
  if (request.url === '/api/early') return void response.end('early');
  if (request.url === '/api/enough') {
    for await (const _ of request) break;
    return void response.writeHead(413).end('enough');
  }
  if (request.url === '/own') response.setHeader('Content-Security-Policy', "default-src 'none'");
  let body = '';
  for await (const chunk of request) body += chunk;
  response.end(JSON.stringify({ asked: `${request.method} ${request.url}`, body, range: request.headers.range }));
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly text: string;
}

/** All that comes back over a connection on which this is sent. */
async function send(sent: string | Buffer, to = server): Promise<Answer> {
  const socket = connect((to.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk;
  });
  socket.end(sent);
  await once(socket, 'close');
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [line = '', ...fields] = head.split('\r\n');
  const pairs = fields.map((field): [string, string] => [
    field.slice(0, field.indexOf(':')),
    field.slice(field.indexOf(':') + 2),
  ]);
  return { status: Number(line.split(' ')[1]), headers: new Headers(pairs), body: rest.join('\r\n\r\n'), text };
}

const host = 'Host: localhost\r\n';
const get = (target: string, headers = host) => `GET ${target} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`;
const post = (headers: string, body: string) => `POST /api/v1/live HTTP/1.1\r\n${host}${headers}\r\n${body}`;
const chunked = 'Transfer-Encoding: chunked\r\n';

const answered: readonly (readonly [string, string, number, RegExp])[] = [
  ['a plain request', get('/map?q=a'), 200, /GET \/map\?q=a/],
  ['one with a whole address in it', get('http://localhost/map?q=a'), 200, /GET \/map\?q=a/],
  ['one with its host written otherwise', get('http://localhost:80/map', 'Host: LOCALHOST\r\n'), 200, /GET \/map/],
  ['one of HTTP/1.0 to a whole address', 'GET http://localhost/map HTTP/1.0\r\n\r\n', 200, /GET \/map/],
  ['one of HTTP/1.0 without a host', 'GET /healthz HTTP/1.0\r\n\r\n', 200, /GET \/healthz/],
  ['one that would speak otherwise', get('/map', `${host}Upgrade: websocket\r\n`), 200, /GET \/map/],
  ['one that expects something', get('/map', `${host}Expect: the unexpected\r\n`), 200, /GET \/map/],
  ['one for a part', get('/embed.js', `${host}Range: bytes=99-\r\n`), 200, /^(?!.*bytes)/],
  ['OPTIONS *', `OPTIONS * HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 204, /^$/],
  ['one by the public name', get('/map', 'Host: eyepiece.example\r\n'), 200, /GET \/map/],
];

const refused: readonly (readonly [string, string | Buffer, number, RegExp])[] = [
  ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n', 405, /This is no proxy/],
  ['TRACE', `TRACE /map HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 405, /^TRACE is not understood/],
  ['PROPFIND', `PROPFIND / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 405, /^PROPFIND is not/],
  ['a method that is none', `HELLO /map HTTP/1.1\r\n${host}\r\n`, 400, /Invalid method/],
  ['no host', get('/map', ''), 400, /Host header is missing/],
  ['two hosts', get('/map', `${host}hOST: evil.example\r\n`), 400, /Host header came twice/],
  ['an empty host', get('/map', 'Host:\r\n'), 400, /Host header names no host/],
  ['a host that is none', get('/map', 'Host: a b@c\r\n'), 400, /Host header names no host/],
  ['an address of another host', get('http://evil.example/map'), 400, /name two hosts/],
  ['an address of HTTP/1.0 elsewhere', 'GET http://evil.example/map HTTP/1.0\r\n\r\n', 421, /"evil\.example"/],
  ['an address that is none', get('http://[/map'), 400, /name two hosts|no request/],
  ['an address without a slash', get('ftp://localhost/map'), 400, /slash|no request/],
  ['GET *', get('*'), 400, /does not begin with a slash/],
  ['an escaped NUL', get('/map%00'), 400, /stands for no text/],
  ['an escape that is none', get('/s/%zz'), 400, /stands for no text/],
  ['half a character', get('/api/v1/flows/%ff'), 400, /stands for no text/],
  ['a raw NUL', get('/map\0'), 400, /no request of HTTP\/1\.1/],
  ['a NUL in a header', get('/map', `${host}x: a\0b\r\n`), 400, /Invalid header value/],
  ['a folded header', get('/map', `${host}x: a\r\n b\r\n`), 400, /no request of HTTP/],
  ['bare line feeds', `GET /map HTTP/1.1\nHost: localhost\n\n`, 400, /no request of HTTP/],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, /no request of HTTP/],
  ['TLS', Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]), 400, /speaks plain HTTP/],
  ['two lengths', post('Content-Length: 4\r\nContent-Length: 5\r\n', 'abcde'), 400, /Content-Length/],
  ['a length and chunks', post(`Content-Length: 4\r\n${chunked}`, '0\r\n\r\n'), 400, /Transfer-Encoding/],
  ['chunks that are none', post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'), 400, /Transfer-Encoding/],
  ['a blank before a colon', post('Transfer-Encoding : chunked\r\n', '0\r\n\r\n'), 400, /header/],
  ['a chunk without a size', post(chunked, 'zz\r\n'), 400, /chunk size/],
  ['many headers', get('/map', host + 'a: b\r\n'.repeat(300)), 431, /more than 200 headers/],
  ['a long address', get(`/map?q=${'a'.repeat(mostHead)}`), 431, /16 KiB\. .* shorten the filter, or share a snapshot/],
  ['a very long address', get(`/map?q=${'a'.repeat(2 ** 20)}`), 431, /16 KiB/],
  ['a long header', get('/map', `${host}Cookie: ${'a'.repeat(mostHead)}\r\n`), 431, /16 KiB/],
  [
    'a host of somebody else',
    get('/map', 'Host: evil.example:3000\r\n'),
    421,
    /the host "evil\.example": open .*EYEPIECE_PUBLIC_URL/,
  ],
  ['a forwarded one', get('/map', `${host}X-Forwarded-Host: evil.example, a\r\n`), 421, /"evil\.example"/],
];

test.each(answered)('%s is answered', async (_, sent, status, body) => {
  const answer = await send(sent);
  expect([answer.status, answer.body]).toEqual([status, expect.stringMatching(body)]);
});

test.each(refused)(
  '%s is refused with one sentence, and nothing behind it is answered',
  async (_, sent, status, sentence) => {
    const answer = await send(sent);
    expect([answer.status, answer.body]).toEqual([status, expect.stringMatching(sentence)]);
    expect(answer.text.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
  },
);

test.each([...answered, ...refused])('the answer to %s carries all that keeps it from other sites', async (_, sent) => {
  const { headers } = await send(sent);
  for (const [name, value] of Object.entries(hardening)) expect([name, headers.get(name)]).toEqual([name, value]);
});

test('what an answer says of that itself stays', async () => {
  const { headers } = await send(get('/own'));
  expect(headers.get('content-security-policy')).toBe("default-src 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('what is sent behind a request that cannot be told apart from it is not looked at', async () => {
  const { text } = await send(post(`Content-Length: 4\r\n${chunked}`, `0\r\n\r\n${get('/hidden')}`));
  expect(text).not.toContain('hidden');
});

test('no refusal is written into an answer that has begun, whatever came behind its request', async () => {
  for (const behind of ['', `GET /map HTTP/1.1\r\n${host}\r\n`]) {
    const { text } = await send(`GET /begun HTTP/1.1\r\n${host}\r\n${behind}no request\r\n\r\n`);
    expect(text).not.toContain('400');
  }
});

test('a request that does not come whole in its time is told so', async () => {
  const begun: readonly (readonly [string, string])[] = [
    ['its line', 'GET /ma'],
    ['its headers', `GET /map HTTP/1.1\r\n${host}`],
    ['its body', post('Content-Length: 10\r\n', 'slow')],
  ];
  for (const [what, text] of begun) {
    const socket = connect((hasty.address() as AddressInfo).port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      answer += chunk;
    });
    socket.write(text);
    await once(socket, 'close');
    expect([what, answer]).toEqual([what, expect.stringMatching(/^HTTP\/1\.1 408 [\s\S]*did not come whole/)]);
  }
});

test('who has an answer and goes on to send is soon let go', async () => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    answer += chunk;
  });
  const closed = new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
  socket.write(`POST /api/enough HTTP/1.1\r\n${host}Content-Length: 1000000000\r\n\r\n`);
  const send = () => void (socket.writable && socket.write('x'.repeat(100_000), send));
  send();
  await closed;
  expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*enough/);
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('a page is not sent anything by %s', async (method) => {
  const sent = `${method} /map HTTP/1.1\r\n${host}Content-Length: 1000000000\r\n\r\na`;
  const { status, headers, body } = await send(sent);
  expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  expect(body).toBe(`${method} is for the API; what is understood here: GET, HEAD.\n`);
});

test.each([
  ['is cut off', ''],
  ['goes on as no body does', 'zz\r\n'],
])('a request that has its answer is not given another when it %s', async (_, rest) => {
  const { text } = await send(`POST /api/early HTTP/1.1\r\n${host}${chunked}\r\n2\r\nab\r\n${rest}`);
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
});

test('who sends the rest at once keeps the connection', async () => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let answers = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    answers += chunk;
  });
  socket.write(`POST /api/early HTTP/1.1\r\n${host}Content-Length: 2\r\n\r\na`);
  await expect.poll(() => answers).toContain('early');
  socket.end(`b${get('/map')}`);
  await once(socket, 'close');
  expect(answers).toContain('GET /map');
});

describe('programs that ask the API', () => {
  test('are told as of every error there', async () => {
    const { status, headers, body } = await send(get('/api/v1/map', 'Host: evil.example\r\n'));
    expect([status, headers.get('content-type')]).toEqual([421, 'application/problem+json']);
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:eyepiece:problem:unknown-host', status: 421 });
  });

  test('know each kind of it from the description of the API', () => {
    const told = Object.entries(kinds).map(([kind, [status, title]]) => [kind, { status, title }]);
    expect(problemTypes).toMatchObject(Object.fromEntries(told));
  });
});

test('what fails behind it is a sentence too, without its inner text', async () => {
  const { status, body } = await send(get('/fail'));
  expect([status, body]).toEqual([500, 'The server log says why.\n']);
});
