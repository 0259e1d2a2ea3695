// Talks to one Hubble server, be it Relay or an agent: flows as a stream of batches, the rest as answers.
import {
  GetNamespacesResponseSchema,
  GetNodesResponseSchema,
  type Node,
  type ServerStatusResponse,
  ServerStatusResponseSchema,
} from '@/proto/gen/observer/observer_pb';
import type { ChannelOptions } from './channel';
import { createContact } from './contact';
import { nodeState } from './event';
import { createQuestions } from './questions';
import type { RelayNode, RelayStatus, RelayTarget } from './relay';
import { createStreams, type FlowStreams, type StreamOptions } from './streams';

export interface ClientOptions extends ChannelOptions, StreamOptions {
  /** How long an answer may take, connecting included. */
  readonly timeoutMs?: number;
}

export interface RelayNamespace {
  readonly cluster: string;
  readonly namespace: string;
}

/**
 * Every method rejects or throws RelayError; an aborted signal rejects with its reason, and ends `observe` and `watch`
 * quietly. A question with the signal of an open stream goes over the stream's own connection, and so tells whether that lives.
 */
export interface RelayClient extends FlowStreams {
  readonly target: RelayTarget;
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

/** Does not connect yet. Certificates are read at the first call and again whenever they have changed. */
export function createRelayClient(target: RelayTarget, options: ClientOptions = {}): RelayClient {
  const contact = createContact(target, options);
  const streams = createStreams(contact, options);
  const ask = createQuestions(contact, streams.clientOf, options.timeoutMs);
  return {
    target,
    observe: streams.observe,
    watch: streams.watch,
    status: async (signal) => statusOf(await ask('status', ServerStatusResponseSchema, signal)),
    nodes: async (signal) => (await ask('nodes', GetNodesResponseSchema, signal)).nodes.map(nodeOf),
    namespaces: async (signal) =>
      (await ask('namespaces', GetNamespacesResponseSchema, signal)).namespaces.map(({ cluster, namespace }) => ({
        cluster,
        namespace,
      })),
    version: contact.version,
    close: contact.close,
  };
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
