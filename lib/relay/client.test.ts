import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { status as grpcStatus, Metadata, ServerCredentials } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from 'vitest';
import { type Certificates, makeCertificates } from '@/demo/certificates';
import {
  GetFlowsResponseSchema,
  GetNamespacesResponseSchema,
  GetNodesResponseSchema,
  ServerStatusResponseSchema,
} from '@/proto/gen/observer/observer_pb';
import type { NodeState } from '@/proto/gen/relay/relay_pb';
import { type ClientOptions, createRelayClient, type RelayClient } from './client';
import type { RelayEvent, RelayTarget, RelayTls } from './relay';
import { type FlowsCall, type Handlers, startServer } from './test-server';

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

function folder(): string {
  const name = mkdtempSync(path.join(tmpdir(), 'relay-client-'));
  closers.push(() => rmSync(name, { recursive: true }));
  return name;
}

async function connected(handlers: Handlers, options?: ClientOptions, at?: string): Promise<RelayClient> {
  const server = await startServer(handlers, undefined, at);
  closers.push(server.stop);
  return clientOf({ cluster: 'default', address: server.address, tls: null }, options);
}

function clientOf(target: RelayTarget, options?: ClientOptions): RelayClient {
  const client = createRelayClient(target, options);
  closers.push(client.close);
  return client;
}

function response(init: MessageInitShape<typeof GetFlowsResponseSchema>): Uint8Array {
  return toBinary(GetFlowsResponseSchema, create(GetFlowsResponseSchema, init));
}

function flow(uuid: string, labels: string[] = []): Uint8Array {
  return response({ responseTypes: { case: 'flow', value: { uuid, source: { labels } } } });
}

function sending(...messages: readonly Uint8Array[]): (call: FlowsCall) => void {
  return (call) => {
    for (const message of messages) call.write(message);
    call.end();
  };
}

const forever = new AbortController().signal;

async function collect(stream: AsyncIterable<readonly RelayEvent[]>): Promise<readonly RelayEvent[]> {
  const all: RelayEvent[] = [];
  for await (const batch of stream) all.push(...batch);
  return all;
}

async function untilTrue(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const kinds = (events: readonly RelayEvent[]): readonly string[] => events.map(({ kind }) => kind);
const uuids = (events: readonly RelayEvent[]) => events.map((event) => event.kind === 'flow' && event.facts.uuid);

describe('observing', () => {
  test('gives every message as an event, in order, and survives what is unknown, empty or broken', async () => {
    const messages = [
      response({ responseTypes: { case: 'nodeStatus', value: { stateChange: 1, nodeNames: ['a'] } } }),
      flow('1'),
      new Uint8Array(),
      Uint8Array.of(0xff, 0xff),
      response({ responseTypes: { case: 'lostEvents', value: { source: 3 } } }),
      flow('2'),
    ];
    const client = await connected({ flows: sending(...messages) });
    const events = await collect(client.observe({ follow: false }, forever));
    expect(kinds(events)).toEqual(['nodes', 'flow', 'unknown', 'malformed', 'lost', 'flow']);
  });

  test('puts what arrives together into one batch', async () => {
    const client = await connected({ flows: sending(...Array.from({ length: 1_000 }, (_, i) => flow(String(i)))) });
    const batches: (readonly RelayEvent[])[] = [];
    for await (const batch of client.observe({ follow: false }, forever)) batches.push(batch);
    expect(uuids(batches.flat())).toEqual(Array.from({ length: 1_000 }, (_, i) => String(i)));
    expect(batches.length).toBeLessThan(100);
  });

  test('sends the request it was given', async () => {
    let asked: unknown;
    const client = await connected({
      flows: (call) => {
        asked = call.request;
        call.end();
      },
    });
    await collect(client.observe({ follow: true, number: 7, whitelist: [{ source_pod: ['shop/'] }] }, forever));
    expect(asked).toMatchObject({ number: 7n, follow: true, whitelist: [{ sourcePod: ['shop/'] }] });
  });

  test('throws what ended the stream, after everything that came before it', async () => {
    const client = await connected({
      flows: (call) => {
        for (let i = 0; i < 50; i++) call.write(flow(String(i)));
        call.emit('error', { code: grpcStatus.UNAVAILABLE, details: 'transport is closing' });
      },
    });
    const seen: RelayEvent[] = [];
    const read = async (): Promise<void> => {
      for await (const batch of client.observe({ follow: true, number: 1 }, forever)) {
        seen.push(...batch);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await expect(read()).rejects.toMatchObject({ name: 'RelayError', code: 'unavailable' });
    expect(seen).toHaveLength(50);
  });

  test('hands over what it watches in order and in the turn it comes, and says what ended it', async () => {
    const client = await connected({
      flows: (call) => {
        for (let i = 0; i < 50; i++) call.write(flow(String(i)));
        call.write(Uint8Array.of(0xff, 0xff));
        call.emit('error', { code: grpcStatus.UNAVAILABLE, details: 'transport is closing' });
      },
    });
    const seen: RelayEvent[] = [];
    const watching = client.watch({ follow: true, number: 1 }, forever, (event) => seen.push(event));
    await expect(watching).rejects.toMatchObject({ name: 'RelayError', code: 'unavailable' });
    expect(uuids(seen.slice(0, 50))).toEqual(Array.from({ length: 50 }, (_, i) => String(i)));
    expect(kinds(seen.slice(50))).toEqual(['malformed']);
  });

  test('watches until the server ends or the signal aborts, and takes nothing after that', async () => {
    const ended = await connected({ flows: sending(flow('1')) });
    await ended.watch({ follow: false }, forever, () => {});
    const client = await connected({
      flows: (call) => {
        for (let i = 0; i < 50; i++) call.write(flow(String(i)));
      },
    });
    const abort = new AbortController();
    const seen: RelayEvent[] = [];
    await client.watch({ follow: true }, abort.signal, (event) => {
      seen.push(event);
      abort.abort();
    });
    expect(seen).toHaveLength(1);
  });

  test.each(['leaving the loop', 'aborting the signal'])('%s cancels the call at the server', async (how) => {
    let isCancelled = false;
    const client = await connected({
      flows: (call) => {
        call.on('cancelled', () => (isCancelled = true));
        call.write(flow('1'));
      },
    });
    const abort = new AbortController();
    for await (const _ of client.observe({ follow: true, number: 1 }, abort.signal)) {
      if (how === 'leaving the loop') break;
      abort.abort();
    }
    await untilTrue(() => isCancelled);
  });

  test('ends quietly when aborted before and while it waits', async () => {
    const client = await connected({ flows: () => {} });
    expect(await collect(client.observe({ follow: true }, AbortSignal.abort()))).toEqual([]);
    const abort = new AbortController();
    const waiting = collect(client.observe({ follow: true }, abort.signal));
    setTimeout(() => abort.abort(), 20);
    expect(await waiting).toEqual([]);
  });

  test('holds the sender back while the reader does not pull, and loses nothing', async () => {
    const large = ['x'.repeat(20_000)];
    const count = 1_000;
    let sent = 0;
    const flows = (call: FlowsCall): void => {
      const more = (): void => {
        while (sent < count) if (!call.write(flow(String(sent++), large))) return void call.once('drain', more);
        call.end();
      };
      more();
    };
    const client = await connected({ flows }, { pileBytes: 200_000, windowBytes: 65_535 });
    const stream = client.observe({ follow: false }, forever)[Symbol.asyncIterator]();
    const first = await stream.next();
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(sent).toBeLessThan(count);
    const rest = await collect({ [Symbol.asyncIterator]: () => stream });
    expect((first.value?.length ?? 0) + rest.length).toBe(count);
  });

  test('takes messages of many megabytes', async () => {
    const labels = Array.from({ length: 1_000 }, (_, i) => `k8s:${i}=${'x'.repeat(8_000)}`);
    const client = await connected({ flows: sending(flow('giant', labels), flow('small')) });
    expect(uuids(await collect(client.observe({ follow: false }, forever)))).toEqual(['giant', 'small']);
  });

  test('refuses a filter that is none before anything is sent', async () => {
    const client = await connected({ flows: sending() });
    const stream = client.observe({ follow: false, whitelist: [{ verdict: ['DENIED'] }] }, forever);
    await expect(collect(stream)).rejects.toThrow('DENIED');
  });
});

describe('asking', () => {
  test('status: 64-bit numbers as text, node counts absent at an agent', async () => {
    const client = await connected({
      status: () =>
        create(ServerStatusResponseSchema, {
          numFlows: 1n,
          seenFlows: 2n ** 64n - 1n,
          numConnectedNodes: 0,
          unavailableNodes: ['a'],
          version: 'v1.19.4',
          flowsRate: 1.5,
        }),
    });
    expect(await client.status()).toEqual({
      version: 'v1.19.4',
      numFlows: '1',
      maxFlows: '0',
      seenFlows: '18446744073709551615',
      uptimeNs: '0',
      connectedNodes: 0,
      unavailableNodes: null,
      unavailableNames: ['a'],
      flowsPerSecond: 1.5,
    });
  });

  test('nodes and namespaces, and which of them an agent does not have', async () => {
    const client = await connected({
      nodes: () =>
        create(GetNodesResponseSchema, {
          nodes: [
            { name: 'c/n', state: 1, tls: { enabled: true, serverName: 's' } },
            { name: 'm', state: 77 as NodeState },
          ],
        }),
      namespaces: () => create(GetNamespacesResponseSchema, { namespaces: [{ cluster: 'c', namespace: 'shop' }] }),
    });
    expect(await client.nodes()).toMatchObject([
      { name: 'c/n', state: 'connected', tls: { enabled: true, serverName: 's' }, seenFlows: '0' },
      { name: 'm', state: 'unknown', tls: null },
    ]);
    expect(await client.namespaces()).toEqual([{ cluster: 'c', namespace: 'shop' }]);
    const agent = await connected({ status: () => create(ServerStatusResponseSchema) });
    await expect(agent.nodes()).rejects.toMatchObject({ code: 'unimplemented' });
  });

  test('an aborted question rejects with the reason of the signal', async () => {
    const client = await connected({ status: () => create(ServerStatusResponseSchema) });
    await expect(client.status(AbortSignal.abort('enough'))).rejects.toBe('enough');
  });

  test('notes the version that Relay puts into its headers', async () => {
    const client = await connected({
      flows: (call) => {
        const headers = new Metadata();
        headers.set('hubble-relay-version', 'v1.18.2');
        call.sendMetadata(headers);
        call.end();
      },
    });
    expect(client.version()).toBe('');
    await collect(client.observe({ follow: false }, forever));
    expect(client.version()).toBe('v1.18.2');
  });
});

describe('reaching the server', () => {
  const answering: Handlers = { status: () => create(ServerStatusResponseSchema, { version: 'v1' }) };

  test('over a unix socket', async () => {
    const client = await connected(answering, {}, `unix:${folder()}/hubble.sock`);
    expect(await client.status()).toMatchObject({ version: 'v1' });
  });

  test('at an IPv6 address', async () => {
    const client = await connected(answering, {}, '[::1]:0');
    expect(client.target.address).toMatch(/^\[::1\]:\d+$/);
    expect(await client.status()).toMatchObject({ version: 'v1' });
  });

  test('with TLS against the server name, with a client certificate, or without looking', async () => {
    const made = await makeCertificates();
    const files = write(folder(), made);
    const mutual = await secureServer(answering, made, made.ca);
    expect(await clientOf({ ...mutual, tls: files }).status()).toMatchObject({ version: 'v1' });
    const oneWay = await secureServer(answering, made);
    const blind = { caFiles: [], allowInsecure: true };
    expect(await clientOf({ ...oneWay, tls: blind }).status()).toMatchObject({ version: 'v1' });
  });

  test('again after it was away, at once and not when grpc-js thinks fit', async () => {
    const first = await startServer(answering);
    const client = clientOf({ cluster: 'default', address: first.address, tls: null });
    await client.status();
    first.stop();
    for (let i = 0; i < 5; i++) await expect(client.status()).rejects.toMatchObject({ name: 'RelayError' });
    const second = await startServer(answering, undefined, first.address);
    closers.push(second.stop);
    expect(await client.status()).toMatchObject({ version: 'v1' });
  });

  test('a question that fails does not end a stream under way, though the next call connects anew', async () => {
    let call: FlowsCall | undefined;
    let isSlow = true;
    const client = await connected(
      {
        flows: (opened) => {
          call = opened;
          call.write(flow('1'));
        },
        status: () => (isSlow ? { code: grpcStatus.DEADLINE_EXCEEDED } : create(ServerStatusResponseSchema)),
      },
      { timeoutMs: 1_000 },
    );
    const stream = client.observe({ follow: true, number: 1 }, forever)[Symbol.asyncIterator]();
    await stream.next();
    await expect(client.status()).rejects.toMatchObject({ code: 'timeout' });
    isSlow = false;
    await client.status();
    call?.write(flow('2'));
    expect(uuids((await stream.next()).value ?? [])).toEqual(['2']);
    await stream.return?.();
  });

  test('a question of a stream finds the connection of that stream dead, though new ones work', async () => {
    const relay = await startServer({ ...answering, flows: (call) => void call.write(flow('1')) });
    closers.push(relay.stop);
    const line = await lineTo(relay.address);
    const client = clientOf({ cluster: 'default', address: line.address, tls: null }, { timeoutMs: 300 });
    const abort = new AbortController();
    const stream = client.observe({ follow: true, number: 1 }, abort.signal)[Symbol.asyncIterator]();
    await stream.next();
    await client.status(abort.signal);
    line.freeze();
    await expect(client.status()).rejects.toMatchObject({ code: 'timeout' });
    expect(await client.status()).toMatchObject({ version: 'v1' });
    await expect(client.status(abort.signal)).rejects.toMatchObject({ code: 'timeout' });
    expect(await client.status()).toMatchObject({ version: 'v1' });
    abort.abort();
    await stream.return?.();
  });

  test('with certificates that were replaced on disk meanwhile', async () => {
    const [old, next] = await Promise.all([makeCertificates(), makeCertificates()]);
    const place = folder();
    const files = write(place, old);
    const server = await secureServer(answering, next, next.ca);
    const client = clientOf({ ...server, tls: files });
    await expect(client.status()).rejects.toMatchObject({ code: 'tls-unknown-authority' });
    write(place, next);
    expect(await client.status()).toMatchObject({ version: 'v1' });
    // A running connection stays; only what is opened next uses the new files.
    writeFileSync(files.caFiles[0] ?? '', 'nonsense');
    await expect(client.status()).rejects.toMatchObject({ code: 'certificate-unreadable' });
  });

  /** A line to the server; what is connected when it freezes stays so, and nothing passes any more. */
  async function lineTo(address: string): Promise<{ address: string; freeze(): void }> {
    const sockets = new Set<net.Socket>();
    const listening = net.createServer((near) => {
      const far = net.connect(Number(address.split(':')[1]), '127.0.0.1');
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) sockets.add(socket.on('error', () => {}));
    });
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    closers.push(() => {
      listening.close();
      for (const socket of sockets) socket.destroy();
    });
    const { port } = listening.address() as net.AddressInfo;
    const freeze = (): void => {
      for (const socket of sockets) socket.unpipe().pause();
    };
    return { address: `127.0.0.1:${port}`, freeze };
  }

  async function secureServer(handlers: Handlers, made: Certificates, clientCa?: string): Promise<RelayTarget> {
    const pair = { private_key: Buffer.from(made.key), cert_chain: Buffer.from(made.cert) };
    const ca = clientCa === undefined ? null : Buffer.from(clientCa);
    const server = await startServer(handlers, ServerCredentials.createSsl(ca, [pair], ca !== null));
    closers.push(server.stop);
    return { cluster: 'default', address: server.address, tls: null };
  }

  function write(place: string, made: Certificates): RelayTls {
    const file = (name: string, text: string): string => {
      const full = path.join(place, name);
      writeFileSync(full, text);
      // Some file systems keep whole seconds; a real rotation is never that quick.
      utimesSync(full, new Date(), new Date(Date.now() + Math.random() * 1e6));
      return full;
    };
    return {
      caFiles: [file('ca.crt', made.ca)],
      certFile: file('client.crt', made.clientCert),
      keyFile: file('client.key', made.clientKey),
      serverName: 'ui.hubble-relay.cilium.io',
      allowInsecure: false,
    };
  }
});
