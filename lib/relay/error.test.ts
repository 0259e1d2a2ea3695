import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { create } from '@bufbuild/protobuf';
import { status as grpcStatus, ServerCredentials } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, makeCertificates } from '@/demo/certificates';
import { ServerStatusResponseSchema } from '@/proto/gen/observer/observer_pb';
import { createRelayClient } from './client';
import { isLasting, RelayError } from './error';
import { type RelayErrorCode, type RelayTls, relayErrorCodes } from './relay';
import { type Handlers, startServer } from './test-server';

const folder = mkdtempSync(path.join(tmpdir(), 'relay-error-'));
const closers: (() => unknown)[] = [];
let ours: Certificates;
let foreign: Certificates;
let expired: Certificates;

beforeAll(async () => {
  [ours, foreign, expired] = await Promise.all([
    makeCertificates(),
    makeCertificates(),
    makeCertificates({ expired: true }),
  ]);
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(text: string): string {
  const name = path.join(folder, `${files++}.pem`);
  writeFileSync(name, text);
  return name;
}

function tls(ca: string | null, options: Partial<RelayTls> = {}): RelayTls {
  const caFiles = ca === null ? [] : [file(ca)];
  return { caFiles, serverName: 'ui.hubble-relay.cilium.io', allowInsecure: false, ...options };
}

const answering: Handlers = { status: () => create(ServerStatusResponseSchema, { version: 'v1.19.4' }) };

async function relay(handlers: Handlers, certificates?: Certificates, clientCa?: string): Promise<string> {
  const credentials = certificates
    ? ServerCredentials.createSsl(
        clientCa === undefined ? null : Buffer.from(clientCa),
        [{ private_key: Buffer.from(certificates.key), cert_chain: Buffer.from(certificates.cert) }],
        clientCa !== undefined,
      )
    : undefined;
  const server = await startServer(handlers, credentials);
  closers.push(server.stop);
  return server.address;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failure(address: string, security: RelayTls | null = null): Promise<RelayError> {
  const client = createRelayClient({ cluster: 'default', address, tls: security }, { timeoutMs: 1_500 });
  closers.push(client.close);
  const error: unknown = await client.status().then(
    () => 'an answer',
    (cause: unknown) => cause,
  );
  if (error instanceof RelayError) return error;
  throw new Error(`expected a RelayError, got ${String(error)}`);
}

async function code(address: string, security: RelayTls | null = null): Promise<RelayErrorCode> {
  return (await failure(address, security)).code;
}

describe('what grpc-js reports becomes one code', () => {
  test('a name without an address', async () => {
    expect(await code('no-such-host.invalid:4245')).toBe('name-not-resolved');
  });

  test('nothing listening', async () => {
    const address = await relay(answering);
    for (const close of closers.splice(0)) close();
    expect(await code(address)).toBe('refused');
  });

  test('no such socket', async () => {
    const error = await failure('unix:/tmp/no-such-hubble.sock');
    expect(error.code).toBe('unreachable');
    expect(error.message).toContain('/tmp/no-such-hubble.sock');
  });

  test('a server that accepts and says nothing', async () => {
    expect(await code(await listening(createTcpServer(() => {})))).toBe('timeout');
  });

  test('a server that hangs up', async () => {
    const address = await listening(createTcpServer((socket) => socket.resetAndDestroy()));
    expect(await code(address)).toBe('unavailable');
  });

  test('a web server', async () => {
    expect(await code(await listening(createHttpServer((_, answer) => answer.end('hello'))))).toBe('not-a-relay');
  });

  test('a web server over TLS', async () => {
    const server = createHttpsServer({ key: ours.key, cert: ours.cert }, (_, answer) => answer.end('hello'));
    expect(await code(await listening(server), tls(ours.ca))).toBe('not-a-relay');
  });

  test('an HTTP/2 server that does not know gRPC', async () => {
    const server = createHttp2Server((_, answer) => answer.end('hello'));
    expect(await code(await listening(server))).toBe('not-a-relay');
  });

  test('a server of another protocol', async () => {
    const server = createTcpServer((socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await code(await listening(server))).toBe('not-a-relay');
  });

  test('a gRPC server that is not Hubble', async () => {
    expect(await code(await relay({}))).toBe('not-a-relay');
  });

  test('plaintext where TLS is served', async () => {
    expect(await code(await relay(answering, ours))).toBe('tls-expected');
  });

  test('plaintext where mutual TLS is served', async () => {
    expect(await code(await relay(answering, ours, ours.ca))).toBe('tls-expected');
  });

  test('TLS where plaintext is served', async () => {
    expect(await code(await relay(answering), tls(ours.ca))).toBe('plaintext-expected');
  });

  test('a certificate for another name', async () => {
    const error = await failure(await relay(answering, ours), tls(ours.ca, { serverName: undefined }));
    expect(error.code).toBe('tls-name-mismatch');
    expect(error.message).toContain('ui.hubble-relay.cilium.io');
  });

  test('a certificate of an authority that was not named', async () => {
    expect(await code(await relay(answering, ours), tls(foreign.ca))).toBe('tls-unknown-authority');
    expect(await code(await relay(answering, ours), tls(null))).toBe('tls-unknown-authority');
  });

  test('a certificate out of date', async () => {
    expect(await code(await relay(answering, expired), tls(expired.ca))).toBe('tls-expired');
  });

  test('no client certificate where one is wanted', async () => {
    expect(await code(await relay(answering, ours, ours.ca), tls(ours.ca))).toBe('client-certificate-required');
  });

  test('a client certificate of another authority', async () => {
    const pair = { certFile: file(foreign.clientCert), keyFile: file(foreign.clientKey) };
    const address = await relay(answering, ours, ours.ca);
    expect(await code(address, tls(ours.ca, pair))).toBe('client-certificate-required');
  });

  test.each<[string, () => Partial<RelayTls>, string]>([
    ['missing', () => ({ caFiles: ['/no/such/ca.crt'] }), '/no/such/ca.crt'],
    ['not a certificate', () => ({ caFiles: [file('nonsense')] }), 'holds no PEM certificate'],
    ['a key that is none', () => ({ certFile: file(ours.clientCert), keyFile: file('nonsense') }), 'No key can be'],
    ['of different pairs', () => ({ certFile: file(ours.clientCert), keyFile: file(foreign.clientKey) }), 'mismatch'],
  ])('a certificate file that is %s', async (_, options, words) => {
    const error = await failure('127.0.0.1:1', tls(ours.ca, options()));
    expect(error.code).toBe('certificate-unreadable');
    expect(error.message).toContain(words === 'No key can be' ? '.pem' : words);
  });

  test.each<[number, RelayErrorCode]>([
    [grpcStatus.CANCELLED, 'ended'],
    [grpcStatus.UNKNOWN, 'unknown'],
    [grpcStatus.INVALID_ARGUMENT, 'invalid-request'],
    [grpcStatus.DEADLINE_EXCEEDED, 'timeout'],
    [grpcStatus.PERMISSION_DENIED, 'permission-denied'],
    [grpcStatus.RESOURCE_EXHAUSTED, 'unavailable'],
    [grpcStatus.FAILED_PRECONDITION, 'invalid-request'],
    [grpcStatus.ABORTED, 'unknown'],
    [grpcStatus.INTERNAL, 'unavailable'],
    [grpcStatus.UNAVAILABLE, 'unavailable'],
    [grpcStatus.UNAUTHENTICATED, 'unauthenticated'],
  ])('status %i from the server is %s', async (status, expected) => {
    const error = await failure(await relay({ status: () => ({ code: status, details: 'because <b>' }) }));
    expect(error.code).toBe(expected);
  });
});

describe('a RelayError', () => {
  const target = { cluster: 'default', address: 'relay:4245', tls: null };

  test.each(relayErrorCodes)('%s has one sentence that ends in a full stop, with and without a detail', (code) => {
    for (const detail of ['', 'x'.repeat(1_000), 'ends in a dot.']) {
      const { message } = RelayError.of(code, target, detail);
      expect(message).toMatch(/^[A-Z a-z].*[^.]\.$/);
      expect(message.length).toBeLessThan(500);
    }
    expect(isLasting[code]).toBeTypeOf('boolean');
  });

  test('comes back from `from` as it is, and keeps the cause of everything else', () => {
    const error = RelayError.from('odd', { target, during: 'status' });
    expect(error).toMatchObject({ code: 'unknown', cause: 'odd', message: expect.stringContaining('odd') });
    expect(RelayError.from(error, { target, during: 'status' })).toBe(error);
  });

  test('Unimplemented is a missing call on a Relay, and no Relay where the call is as old as Hubble', () => {
    const cause = Object.assign(new Error('12'), { code: grpcStatus.UNIMPLEMENTED, details: 'unknown method' });
    expect(RelayError.from(cause, { target, during: 'nodes' }).code).toBe('unimplemented');
    expect(RelayError.from(cause, { target, during: 'observe' }).code).toBe('not-a-relay');
  });
});
