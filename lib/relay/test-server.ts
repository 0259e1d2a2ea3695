// A gRPC server for the tests of this folder: a real one, with a handler per method and nothing behind it.
import { type DescMessage, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import * as grpc from '@grpc/grpc-js';
import {
  type GetFlowsRequest,
  GetFlowsRequestSchema,
  GetNamespacesRequestSchema,
  GetNamespacesResponseSchema,
  GetNodesRequestSchema,
  GetNodesResponseSchema,
  ServerStatusRequestSchema,
  type ServerStatusResponse,
  ServerStatusResponseSchema,
} from '@/proto/gen/observer/observer_pb';

/** Sends raw GetFlowsResponse bytes; end it with `end()`, or fail it with `emit('error', {code, details})`. */
export type FlowsCall = grpc.ServerWritableStream<GetFlowsRequest, Uint8Array>;

/** What is absent answers Unimplemented. */
export interface Handlers {
  readonly flows?: (call: FlowsCall) => void;
  readonly status?: () => ServerStatusResponse | Partial<grpc.StatusObject>;
  readonly nodes?: () => MessageShape<typeof GetNodesResponseSchema>;
  readonly namespaces?: () => MessageShape<typeof GetNamespacesResponseSchema>;
}

export interface TestServer {
  readonly address: string;
  /** Breaks every connection and stops listening. */
  stop(): void;
}

/** Listens on a free port of 127.0.0.1, or where `at` says (`127.0.0.1:0`, `unix:/path`). */
export async function startServer(
  handlers: Handlers,
  credentials = grpc.ServerCredentials.createInsecure(),
  at = '127.0.0.1:0',
): Promise<TestServer> {
  const server = new grpc.Server();
  for (const [name, method] of Object.entries(methods)) {
    const handler = handlers[name as keyof typeof methods];
    if (handler) server.addService({ [name]: method }, { [name]: serve(name, handler) });
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(at, credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { address: at.startsWith('unix:') ? at : at.replace(/0$/, String(port)), stop: () => server.forceShutdown() };
}

function serve(name: string, handler: NonNullable<Handlers[keyof Handlers]>): grpc.UntypedHandleCall {
  if (name === 'flows') return handler as grpc.UntypedHandleCall;
  const answer = handler as () => object;
  const unary: grpc.handleUnaryCall<unknown, unknown> = (_, callback) => {
    const result = answer();
    if ('code' in result) callback(result as Partial<grpc.StatusObject>);
    else callback(null, result);
  };
  return unary as grpc.UntypedHandleCall;
}

const methods: Record<keyof Handlers, grpc.MethodDefinition<unknown, unknown>> = {
  flows: {
    ...method('GetFlows', GetFlowsRequestSchema, GetFlowsRequestSchema),
    responseStream: true,
    responseSerialize: (bytes) => Buffer.from(bytes as Uint8Array),
  },
  status: method('ServerStatus', ServerStatusRequestSchema, ServerStatusResponseSchema),
  nodes: method('GetNodes', GetNodesRequestSchema, GetNodesResponseSchema),
  namespaces: method('GetNamespaces', GetNamespacesRequestSchema, GetNamespacesResponseSchema),
};

function method(name: string, input: DescMessage, output: DescMessage): grpc.MethodDefinition<unknown, unknown> {
  return {
    path: `/observer.Observer/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: encode(input),
    requestDeserialize: (bytes) => fromBinary(input, bytes),
    responseSerialize: encode(output),
    responseDeserialize: (bytes) => fromBinary(output, bytes),
  };
}

function encode(schema: DescMessage): (message: unknown) => Buffer {
  // The handlers are typed where they are given.
  return (message) => Buffer.from(toBinary(schema, message as MessageShape<DescMessage>));
}
