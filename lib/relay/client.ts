// Talks to one Hubble server, be it Relay or an agent: flows as a stream of batches, the rest as answers.
import { create, type DescMessage, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import {
  type Client,
  type ClientReadableStream,
  InterceptingCall,
  type Interceptor,
  Metadata,
  type ServiceError,
  type StatusObject,
} from '@grpc/grpc-js';
import {
  GetFlowsRequestSchema,
  GetNamespacesRequestSchema,
  GetNamespacesResponseSchema,
  GetNodesRequestSchema,
  GetNodesResponseSchema,
  type Node,
  ServerStatusRequestSchema,
  type ServerStatusResponse,
  ServerStatusResponseSchema,
} from '@/proto/gen/observer/observer_pb';
import { batches } from './batches';
import { type ChannelOptions, createChannel } from './channel';
import { type ErrorContext, RelayError } from './error';
import { nodeState } from './event';
import { factsFromResponse } from './partial';
import { probe } from './probe';
import type { RelayEvent, RelayNode, RelayStatus, RelayTarget } from './relay';
import { flowsRequest, type ObserveRequest } from './request';

export interface ClientOptions extends ChannelOptions {
  /** How long an answer may take, connecting included. */
  readonly timeoutMs?: number;
  /** What may pile up for a reader of `observe` that does not pull, before the sender is held back. */
  readonly pileBytes?: number;
  readonly now?: () => number;
}

export interface RelayNamespace {
  readonly cluster: string;
  readonly namespace: string;
}

/**
 * Every method rejects or throws RelayError; an aborted signal rejects with its reason, and ends `observe` and `watch`
 * quietly. A question with the signal of an open stream goes over the stream's own connection, and so tells whether that lives.
 */
export interface RelayClient {
  readonly target: RelayTarget;
  /** Ends when the server ends the stream, throws when it fails. Never an empty batch. */
  observe(request: ObserveRequest, signal: AbortSignal): AsyncIterable<readonly RelayEvent[]>;
  /**
   * The same for streams without end: each event is handed over in the turn it comes in, so that nothing piles up and
   * the sender waits while `take`, which must not throw, is at work. Its bytes are good for that long.
   */
  watch(request: ObserveRequest, signal: AbortSignal, take: (event: RelayEvent) => void): Promise<void>;
  /** Walks the ring buffers of all nodes: not more often than every five seconds. */
  status(signal?: AbortSignal): Promise<RelayStatus>;
  /** Rejects with `unimplemented` at an agent. */
  nodes(signal?: AbortSignal): Promise<readonly RelayNode[]>;
  /** Namespaces seen in flows during the last hour; rejects with `unimplemented` before 1.14. */
  namespaces(signal?: AbortSignal): Promise<readonly RelayNamespace[]>;
  /** Version of the Relay or agent from its response headers (1.18 and newer); '' until told. */
  version(): string;
  /** Calls under way go on until their signals abort. */
  close(): void;
}

const service = '/observer.Observer';
const defaultTimeoutMs = 10_000;
const defaultPileBytes = 8 * 1024 * 1024;

/** Does not connect yet. Certificates are read at the first call and again whenever they have changed. */
export function createRelayClient(target: RelayTarget, options: ClientOptions = {}): RelayClient {
  const channel = createChannel(target, options);
  const now = options.now ?? Date.now;
  const streaming = new WeakMap<AbortSignal, Client>();
  let version = '';
  const noteVersion = (metadata: Metadata): void => {
    const said = metadata.get('hubble-relay-version')[0] ?? metadata.get('hubble-server-version')[0];
    if (said !== undefined) version = String(said);
  };

  /** What the failure was; the next call connects from scratch unless the server itself answered. */
  const explained = async (
    cause: unknown,
    during: ErrorContext['during'],
    used: Client | undefined,
  ): Promise<RelayError> => {
    const error = RelayError.from(cause, { target, during });
    if (used && !isAnswer(error)) channel.drop(used);
    if (!isVague(cause)) return error;
    const finding = await probe(target);
    return finding ? RelayError.of(finding.code, target, finding.detail, cause) : error;
  };

  function begin(request: ObserveRequest, signal: AbortSignal, interceptors: Interceptor[] = []): Begun {
    const message = flowsRequest(request, now());
    const used = channel.open();
    const release = channel.hold(used);
    streaming.set(signal, used);
    const call = used.makeServerStreamRequest(
      `${service}/GetFlows`,
      encode(GetFlowsRequestSchema),
      asIs,
      message,
      new Metadata(),
      { interceptors },
    );
    const cancel = (): void => call.cancel();
    call.on('metadata', noteVersion);
    signal.addEventListener('abort', cancel);
    const end = (): void => {
      signal.removeEventListener('abort', cancel);
      streaming.delete(signal);
      release();
    };
    return { call, used, end };
  }

  async function* observe(request: ObserveRequest, signal: AbortSignal): AsyncGenerator<readonly RelayEvent[], void> {
    if (signal.aborted) return;
    let begun: Begun | undefined;
    try {
      begun = begin(request, signal);
      for await (const pile of batches(begun.call, { bytes: options.pileBytes ?? defaultPileBytes, weigh })) {
        for (let at = 0; at < pile.length; at += eventsPerBatch) {
          yield pile.slice(at, at + eventsPerBatch).map(factsFromResponse);
        }
      }
    } catch (cause) {
      if (!signal.aborted) throw await explained(cause, 'observe', begun?.used);
    } finally {
      begun?.end();
    }
  }

  async function watch(request: ObserveRequest, signal: AbortSignal, take: (event: RelayEvent) => void): Promise<void> {
    if (signal.aborted) return;
    let begun: Begun | undefined;
    try {
      const takeEach = (bytes: Buffer): void => {
        if (!signal.aborted) take(factsFromResponse(bytes));
      };
      begun = begin(request, signal, [beforeStream(takeEach)]);
      await ending(begun.call);
    } catch (cause) {
      if (!signal.aborted) throw await explained(cause, 'observe', begun?.used);
    } finally {
      begun?.end();
    }
  }

  async function ask<Out extends DescMessage>(
    during: keyof typeof methods,
    output: Out,
    signal: AbortSignal | undefined,
  ): Promise<MessageShape<Out>> {
    signal?.throwIfAborted();
    const { name, input } = methods[during];
    let cancel = (): void => {};
    let used: Client | undefined;
    try {
      const client = (signal && streaming.get(signal)) ?? channel.open();
      used = client;
      return await new Promise<MessageShape<Out>>((resolve, reject) => {
        const call = client.makeUnaryRequest(
          `${service}/${name}`,
          encode(input),
          (bytes: Buffer) => fromBinary(output, bytes),
          create(input),
          new Metadata(),
          { deadline: Date.now() + (options.timeoutMs ?? defaultTimeoutMs) },
          (error: ServiceError | null, answer) => (answer === undefined ? reject(error) : resolve(answer)),
        );
        cancel = () => call.cancel();
        call.on('metadata', noteVersion);
        signal?.addEventListener('abort', cancel);
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw await explained(cause, during, used);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  return {
    target,
    observe,
    watch,
    status: async (signal) => statusOf(await ask('status', ServerStatusResponseSchema, signal)),
    nodes: async (signal) => (await ask('nodes', GetNodesResponseSchema, signal)).nodes.map(nodeOf),
    namespaces: async (signal) =>
      (await ask('namespaces', GetNamespacesResponseSchema, signal)).namespaces.map(({ cluster, namespace }) => ({
        cluster,
        namespace,
      })),
    version: () => version,
    close: () => channel.close(),
  };
}

/** A stream under way, to be ended when its reader is done with it. */
interface Begun {
  readonly call: ClientReadableStream<Buffer>;
  readonly used: Client;
  end(): void;
}

/**
 * Takes messages before they come to the stream: there each costs some turns of promises and callbacks, and one that
 * waits has left the processor's cache. The next is asked for when one has been taken.
 */
function beforeStream(take: (bytes: Buffer) => void): Interceptor {
  return (options, nextCall) => {
    const call = nextCall(options);
    return new InterceptingCall(call, {
      start: (metadata, listener, next) =>
        next(metadata, {
          onReceiveMetadata: (received: Metadata) => listener.onReceiveMetadata(received),
          onReceiveMessage: (bytes: Buffer) => {
            take(bytes);
            call.startRead();
          },
          onReceiveStatus: (status: StatusObject) => listener.onReceiveStatus(status),
        }),
    });
  };
}

/** Resolves when the server ends the stream, rejects with what ended it otherwise. */
function ending(call: ClientReadableStream<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    call.on('error', reject).on('end', resolve).resume();
  });
}

const methods = {
  status: { name: 'ServerStatus', input: ServerStatusRequestSchema },
  nodes: { name: 'GetNodes', input: GetNodesRequestSchema },
  namespaces: { name: 'GetNamespaces', input: GetNamespacesRequestSchema },
} as const;

function encode<Desc extends DescMessage>(schema: Desc): (message: MessageShape<Desc>) => Buffer {
  return (message) => Buffer.from(toBinary(schema, message));
}

/** Messages wait as they came and are read a few at a time: facts that are soon done with cost the collector nothing. */
const eventsPerBatch = 256;

function asIs(bytes: Buffer): Buffer {
  return bytes;
}

/** What a message costs while it waits: its bytes and the object that holds them. */
function weigh(bytes: Buffer): number {
  return bytes.length + 128;
}

/** Whether a gRPC server took the call and said no: the connection itself is sound. */
function isAnswer({ code }: RelayError): boolean {
  return code === 'unimplemented' || code === 'invalid-request' || code === 'permission-denied' || code === 'ended';
}

/** grpc-js knows no reason of its own; the date behind its words is not part of them. */
function isVague(cause: unknown): boolean {
  const details = cause instanceof Error && 'details' in cause ? String(cause.details) : '';
  return /^No connection established\. Last error: (Failed to connect|.*(ECONNRESET|EPIPE|socket disconnected))/.test(
    details,
  );
}

function statusOf(status: ServerStatusResponse): RelayStatus {
  return {
    version: status.version,
    numFlows: String(status.numFlows),
    maxFlows: String(status.maxFlows),
    seenFlows: String(status.seenFlows),
    uptimeNs: String(status.uptimeNs),
    connectedNodes: status.numConnectedNodes ?? null,
    unavailableNodes: status.numUnavailableNodes ?? null,
    unavailableNames: status.unavailableNodes,
    flowsPerSecond: status.flowsRate,
  };
}

function nodeOf(node: Node): RelayNode {
  return {
    name: node.name,
    version: node.version,
    address: node.address,
    state: nodeState(node.state),
    tls: node.tls ? { enabled: node.tls.enabled, serverName: node.tls.serverName } : null,
    uptimeNs: String(node.uptimeNs),
    numFlows: String(node.numFlows),
    maxFlows: String(node.maxFlows),
    seenFlows: String(node.seenFlows),
  };
}
