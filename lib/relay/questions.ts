// What one server answers once: its state, its nodes, its namespaces.
import { create, type DescMessage, fromBinary, type MessageShape } from '@bufbuild/protobuf';
import { type Client, Metadata, type ServiceError } from '@grpc/grpc-js';
import {
  GetNamespacesRequestSchema,
  GetNodesRequestSchema,
  ServerStatusRequestSchema,
} from '@/proto/gen/observer/observer_pb';
import { type Contact, service } from './contact';
import { encode, type Streams } from './streams';

const methods = {
  status: { name: 'ServerStatus', input: ServerStatusRequestSchema },
  nodes: { name: 'GetNodes', input: GetNodesRequestSchema },
  namespaces: { name: 'GetNamespaces', input: GetNamespacesRequestSchema },
} as const;

/** Rejects with RelayError, or with the reason of an aborted signal. */
export type Ask = <Out extends DescMessage>(
  during: keyof typeof methods,
  output: Out,
  signal: AbortSignal | undefined,
) => Promise<MessageShape<Out>>;

const defaultTimeoutMs = 10_000;

/** Over the connection that `streamOf` knows for a signal, if there is one. */
export function createQuestions(
  contact: Contact,
  streamOf: Streams['clientOf'],
  timeoutMs: number = defaultTimeoutMs,
): Ask {
  return async (during, output, signal) => {
    signal?.throwIfAborted();
    const { name, input } = methods[during];
    let cancel = (): void => {};
    let used: Client | undefined;
    try {
      const client = (signal && streamOf(signal)) ?? contact.open();
      used = client;
      return await new Promise((resolve, reject) => {
        const call = client.makeUnaryRequest(
          `${service}/${name}`,
          encode(input),
          (bytes: Buffer) => fromBinary(output, bytes),
          create(input),
          new Metadata(),
          { deadline: Date.now() + timeoutMs },
          (error: ServiceError | null, answer) => (answer === undefined ? reject(error) : resolve(answer)),
        );
        cancel = () => call.cancel();
        call.on('metadata', contact.noteVersion);
        signal?.addEventListener('abort', cancel);
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw await contact.explained(cause, during, used);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  };
}
