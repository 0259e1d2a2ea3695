// A plain Observer client for the tests of this folder: what a stranger's client would send and see.
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import * as grpc from '@grpc/grpc-js';
import type { Flow } from '@/proto/gen/flow/flow_pb';
import { type GetFlowsRequestSchema, type GetFlowsResponse, Observer } from '@/proto/gen/observer/observer_pb';
import type { NodeState } from '@/proto/gen/relay/relay_pb';

type Method = Exclude<keyof typeof Observer.method, 'getFlows'>;

export interface Transcript {
  readonly flows: readonly Flow[];
  readonly lost: readonly bigint[];
  readonly nodes: readonly { readonly state: NodeState; readonly names: readonly string[]; readonly message: string }[];
  readonly responses: readonly GetFlowsResponse[];
  readonly error?: grpc.ServiceError;
  readonly ended: boolean;
}

export type RequestInit = MessageInitShape<typeof GetFlowsRequestSchema>;

export class TestClient {
  private readonly client: grpc.Client;

  constructor(address: string, credentials = grpc.credentials.createInsecure(), options: grpc.ClientOptions = {}) {
    this.client = new grpc.Client(address, credentials, options);
  }

  /** Reads until the stream ends or `enough` says so, and then cancels. */
  getFlows(request: RequestInit, enough: (seen: Transcript) => boolean = () => false): Promise<Transcript> {
    const call = this.open(request);
    const responses: GetFlowsResponse[] = [];
    return new Promise((resolve) => {
      const finish = (how: Partial<Transcript>) => resolve({ ...transcript(responses), ...how });
      call.on('data', (response: GetFlowsResponse) => {
        responses.push(response);
        const seen = transcript(responses);
        if (!enough(seen)) return;
        call.cancel();
        finish({});
      });
      call.on('error', (error: grpc.ServiceError) => finish({ error, ended: true }));
      call.on('end', () => finish({ ended: true }));
    });
  }

  open(request: RequestInit): grpc.ClientReadableStream<GetFlowsResponse> {
    const { input, output } = Observer.method.getFlows;
    return this.client.makeServerStreamRequest(
      '/observer.Observer/GetFlows',
      (message: RequestInit) => Buffer.from(toBinary(input, create(input, message))),
      (bytes) => fromBinary(output, bytes),
      request,
    );
  }

  call<Name extends Method>(name: Name): Promise<{ answer: unknown; metadata: grpc.Metadata }> {
    const { input, output, name: rpc } = Observer.method[name];
    return this.unary(`/observer.Observer/${rpc}`, Buffer.from(toBinary(input, create(input))), (bytes) =>
      fromBinary(output, bytes),
    );
  }

  unary<Answer>(
    path: string,
    request: Buffer,
    decode: (bytes: Buffer) => Answer,
  ): Promise<{ answer: Answer; metadata: grpc.Metadata }> {
    return new Promise((resolve, reject) => {
      let metadata = new grpc.Metadata();
      const call = this.client.makeUnaryRequest(
        path,
        (bytes: Buffer) => bytes,
        decode,
        request,
        (error, answer) => {
          if (error || answer === undefined) reject(error);
          else resolve({ answer, metadata });
        },
      );
      call.on('metadata', (received) => {
        metadata = received;
      });
    });
  }

  close(): void {
    this.client.close();
  }
}

function transcript(responses: readonly GetFlowsResponse[]): Transcript {
  const flows: Flow[] = [];
  const lost: bigint[] = [];
  const nodes: { state: NodeState; names: string[]; message: string }[] = [];
  for (const { responseTypes } of responses) {
    if (responseTypes.case === 'flow') flows.push(responseTypes.value);
    if (responseTypes.case === 'lostEvents') lost.push(responseTypes.value.numEventsLost);
    if (responseTypes.case === 'nodeStatus') {
      const { stateChange, nodeNames, message } = responseTypes.value;
      nodes.push({ state: stateChange, names: nodeNames, message });
    }
  }
  return { flows, lost, nodes, responses, ended: false };
}
