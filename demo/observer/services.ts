// The gRPC services of Relay over the simulated agents.
import {
  create,
  type DescMessage,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import * as grpc from '@grpc/grpc-js';
import type { Agent } from '@/demo/agent/agent';
import { sizeOf } from '@/demo/agent/ring';
import type { FlowsCall } from '@/demo/observer/flow-stream';
import {
  Health,
  HealthCheckResponseSchema,
  HealthCheckResponse_ServingStatus as Serving,
} from '@/proto/gen/grpc/health/v1/health_pb';
import {
  type GetNamespacesResponse,
  GetNamespacesResponseSchema,
  type GetNodesResponse,
  GetNodesResponseSchema,
  type Node,
  NodeSchema,
  Observer,
  type ServerStatusResponse,
  ServerStatusResponseSchema,
} from '@/proto/gen/observer/observer_pb';
import { NodeState } from '@/proto/gen/relay/relay_pb';

export interface ServiceHost {
  readonly version: string;
  readonly minor: number;
  readonly agents: () => readonly Agent[];
  readonly getFlows: (call: FlowsCall) => void;
  readonly onCall: (rpc: string) => void;
}

/** Adds Observer as Relay serves it, and grpc.health.v1. */
export function addServices(server: grpc.Server, host: ServiceHost): void {
  addObserver(server, host);
  addHealth(server, host);
}

function addObserver(server: grpc.Server, host: ServiceHost): void {
  const { getFlows, getNodes, getNamespaces, serverStatus, getAgentEvents, getDebugEvents } = Observer.method;
  server.addService(
    {
      getFlows: {
        ...methodDefinition(getFlows),
        responseSerialize: (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
      },
      getNodes: methodDefinition(getNodes),
      getNamespaces: methodDefinition(getNamespaces),
      serverStatus: methodDefinition(serverStatus),
      getAgentEvents: methodDefinition(getAgentEvents),
      getDebugEvents: methodDefinition(getDebugEvents),
    },
    {
      getFlows: (call: FlowsCall) => {
        host.onCall('GetFlows');
        call.sendMetadata(versionHeader(host));
        host.getFlows(call);
      },
      getNodes: unary(host, 'GetNodes', () => nodes(host)),
      getNamespaces: unary(host, 'GetNamespaces', () => namespaces(host)),
      serverStatus: unary(host, 'ServerStatus', () => serverStatusOf(host)),
      getAgentEvents: unimplementedStream(host, 'GetAgentEvents'),
      getDebugEvents: unimplementedStream(host, 'GetDebugEvents'),
    },
  );
}

const healthServices = ['', 'hubble.server.Observer'];

function addHealth(server: grpc.Server, host: ServiceHost): void {
  const { check, watch } = Health.method;
  const serving = create(HealthCheckResponseSchema, { status: Serving.SERVING });
  server.addService(
    { check: methodDefinition(check), watch: methodDefinition(watch) },
    {
      check: unary(host, 'Check', ({ service }: { service: string }) => {
        if (healthServices.includes(service)) return serving;
        throw Object.assign(new Error('unknown service'), { code: grpc.status.NOT_FOUND });
      }),
      watch: (call: grpc.ServerWritableStream<{ service: string }, unknown>) => {
        const known = healthServices.includes(call.request.service);
        call.write(known ? serving : create(HealthCheckResponseSchema, { status: Serving.SERVICE_UNKNOWN }));
      },
    },
  );
}

function methodDefinition<Input extends DescMessage, Output extends DescMessage>(
  method: DescMethod & { input: Input; output: Output },
): grpc.MethodDefinition<MessageShape<Input>, MessageShape<Output>> {
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    requestStream: false,
    responseStream: method.methodKind === 'server_streaming',
    requestSerialize: (message) => Buffer.from(toBinary(method.input, message)),
    requestDeserialize: (bytes) => fromBinary(method.input, bytes),
    responseSerialize: (message) => Buffer.from(toBinary(method.output, message)),
    responseDeserialize: (bytes) => fromBinary(method.output, bytes),
  };
}

function unary<Request, Response>(host: ServiceHost, rpc: string, answer: (request: Request) => Response) {
  return (call: grpc.ServerUnaryCall<Request, Response>, callback: grpc.sendUnaryData<Response>): void => {
    host.onCall(rpc);
    call.sendMetadata(versionHeader(host));
    try {
      callback(null, answer(call.request));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? Number(error.code) : grpc.status.INTERNAL;
      callback({ code, details: error instanceof Error ? error.message : String(error) });
    }
  };
}

function unimplementedStream(host: ServiceHost, rpc: string) {
  return (call: grpc.ServerWritableStream<unknown, unknown>): void => {
    host.onCall(rpc);
    call.emit('error', { code: grpc.status.UNIMPLEMENTED, details: `${rpc} not implemented` });
  };
}

/** The version travels in a header since 1.18. */
function versionHeader({ version, minor }: ServiceHost): grpc.Metadata {
  const metadata = new grpc.Metadata();
  if (minor >= 18) metadata.set('hubble-relay-version', version);
  return metadata;
}

function serverStatusOf(host: ServiceHost): ServerStatusResponse {
  const agents = host.agents();
  const connected = agents.filter((agent) => agent.connected);
  const unavailable = agents.filter((agent) => !agent.connected);
  const sum = (figure: (agent: Agent) => number) => connected.reduce((total, agent) => total + figure(agent), 0);
  const init: MessageInitShape<typeof ServerStatusResponseSchema> = {
    numFlows: BigInt(sum(({ ring }) => sizeOf(ring))),
    maxFlows: BigInt(sum(({ ring }) => ring.capacity)),
    seenFlows: BigInt(sum(({ seen }) => seen)),
    uptimeNs: nanoseconds(Math.max(0, ...connected.map((agent) => agent.uptimeMs()))),
    numConnectedNodes: connected.length,
    numUnavailableNodes: unavailable.length,
    unavailableNodes: unavailable.slice(0, 10).map(({ name }) => name),
    version: host.version,
    flowsRate: host.minor >= 15 ? sum((agent) => agent.flowsRate()) : 0,
  };
  return create(ServerStatusResponseSchema, init);
}

function nodes(host: ServiceHost): GetNodesResponse {
  return create(GetNodesResponseSchema, { nodes: host.agents().map(node) });
}

function node(agent: Agent): Node {
  const { name, options, connected } = agent;
  const [cluster, host] = name.includes('/') ? name.split('/') : ['default', name];
  return create(NodeSchema, {
    name,
    address: options.address,
    version: connected ? options.version : '',
    state: connected ? NodeState.NODE_CONNECTED : NodeState.NODE_UNAVAILABLE,
    tls: { enabled: true, serverName: `${dashed(host)}.${dashed(cluster)}.hubble-grpc.cilium.io` },
    ...(connected && {
      uptimeNs: nanoseconds(agent.uptimeMs()),
      numFlows: BigInt(sizeOf(agent.ring)),
      maxFlows: BigInt(agent.ring.capacity),
      seenFlows: BigInt(agent.seen),
    }),
  });
}

function nanoseconds(milliseconds: number): bigint {
  return BigInt(milliseconds) * 1_000_000n;
}

function dashed(name = ''): string {
  return name.replaceAll('.', '-');
}

function namespaces(host: ServiceHost): GetNamespacesResponse {
  if (host.minor < 14)
    throw Object.assign(new Error('unknown method GetNamespaces'), { code: grpc.status.UNIMPLEMENTED });
  const seen = host.agents().flatMap((agent) => (agent.connected ? agent.seenNamespaces() : []));
  const union = new Map(seen.map((one) => [`${one.cluster}/${one.namespace}`, one]));
  const sorted = [...union].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return create(GetNamespacesResponseSchema, { namespaces: sorted });
}
