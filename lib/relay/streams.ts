// Flows of one server as streams: pulled in batches, or handed over in the turn they come in.
import { type DescMessage, type MessageShape, toBinary } from '@bufbuild/protobuf';
import {
  type Client,
  type ClientReadableStream,
  InterceptingCall,
  type Interceptor,
  Metadata,
  type StatusObject,
} from '@grpc/grpc-js';
import { GetFlowsRequestSchema } from '@/proto/gen/observer/observer_pb';
import { batches } from './batches';
import { type Contact, service } from './contact';
import { factsFromResponse } from './partial';
import type { RelayEvent } from './relay';
import { flowsRequest, type ObserveRequest } from './request';

export interface StreamOptions {
  /** What may pile up for a reader of `observe` that does not pull, before the sender is held back. */
  readonly pileBytes?: number;
  readonly now?: () => number;
}

/** Both end quietly when the signal aborts. */
export interface FlowStreams {
  /** Ends when the server ends the stream, throws when it fails. Never an empty batch. */
  observe(request: ObserveRequest, signal: AbortSignal): AsyncIterable<readonly RelayEvent[]>;
  /**
   * The same for streams without end: each event is handed over in the turn it comes in, so that nothing piles up and
   * the sender waits while `take`, which must not throw, is at work. Its bytes are good for that long.
   */
  watch(request: ObserveRequest, signal: AbortSignal, take: (event: RelayEvent) => void): Promise<void>;
}

export interface Streams extends FlowStreams {
  /** The connection of the open stream that has this signal. */
  clientOf(signal: AbortSignal): Client | undefined;
}

const defaultPileBytes = 8 * 1024 * 1024;
/** Messages wait as they came and are read a few at a time: facts that are soon done with cost the collector nothing. */
const eventsPerBatch = 256;

/** A stream under way, to be ended when its reader is done with it. */
interface Begun {
  readonly call: ClientReadableStream<Buffer>;
  readonly used: Client;
  end(): void;
}

export function createStreams(contact: Contact, options: StreamOptions): Streams {
  const { pileBytes: bytes = defaultPileBytes, now = Date.now } = options;
  const streaming = new WeakMap<AbortSignal, Client>();

  function begin(request: ObserveRequest, signal: AbortSignal, interceptors: Interceptor[] = []): Begun {
    const message = flowsRequest(request, now());
    const used = contact.open();
    const release = contact.hold(used);
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
    call.on('metadata', contact.noteVersion);
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
      for await (const pile of batches(begun.call, { bytes, weigh })) {
        for (let at = 0; at < pile.length; at += eventsPerBatch) {
          yield pile.slice(at, at + eventsPerBatch).map(factsFromResponse);
        }
      }
    } catch (cause) {
      if (!signal.aborted) throw await contact.explained(cause, 'observe', begun?.used);
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
      if (!signal.aborted) throw await contact.explained(cause, 'observe', begun?.used);
    } finally {
      begun?.end();
    }
  }

  return { observe, watch, clientOf: (signal) => streaming.get(signal) };
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

export function encode<Desc extends DescMessage>(schema: Desc): (message: MessageShape<Desc>) => Buffer {
  return (message) => Buffer.from(toBinary(schema, message));
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}

/** What a message costs while it waits: its bytes and the object that holds them. */
function weigh(bytes: Buffer): number {
  return bytes.length + 128;
}
