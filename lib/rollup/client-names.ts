// Learns who the client of a connection is where some of its flows call it otherwise: a reply that leaves through SNAT
// is addressed to the host, and a packet refused beyond its pod's node may come from a bare address.
import { destinationEntity, destinationPort, orientation, sourceEntity, sourcePort } from '@/lib/flow/ends';
import type { Entity, EntityId } from '@/lib/flow/entity';
import type { Endpoint, EpochMs, FlowFacts } from '@/lib/flow/flow';
import { eventKind, protocolOf } from '@/lib/flow/questions';
import { conversationId } from '@/lib/rollup/row-table';

export interface ClientNames {
  /** To be told of every flow. Cheap for those that can teach nothing. */
  learn(flow: FlowFacts, atMs: EpochMs): void;
  /**
   * The one client whose connections the flows of this conversation belong to; null while none is known or when there
   * are several. It holds for flows from an address and for replies, not for requests of an end with a name.
   */
  clientOf(conversation: string): Entity | null;
  /** Grows when `clientOf` may answer otherwise than before. */
  version(): number;
  /** Estimate of memory used. */
  bytes(): number;
}

/** A connection as one of its flows tells of it. */
interface Sighting {
  readonly client: Entity;
  readonly server: Entity;
  readonly endpoint: Endpoint | undefined;
  readonly address: string;
  readonly protocol: string;
  readonly serverPort: number;
  atMs: EpochMs;
}

const bytesPerRequest = 180;
const bytesPerName = 420;

/** Client ports come back into use: sightings further apart than this are not taken for one connection. */
const sameConnectionMs = 60_000;
const firstClientPort = 1024;
const lastPort = 65_535;

/** Keeps up to `limit` conversations and two clients for each: more make no difference. */
export function createClientNames(limit = 10_000): ClientNames {
  // The last request for each client port.
  const requests: (Sighting | undefined)[] = [];
  let held = 0;
  const clients = new Map<string, Map<EntityId, Entity>>();
  let version = 0;

  function learn(flow: FlowFacts, atMs: EpochMs): void {
    if (!flow.l4 || !('sourcePort' in flow.l4) || eventKind(flow) === 'socket') return;
    const { client: end, reply } = orientation(flow);
    const forward = end === 'source';
    const port = forward ? sourcePort(flow) : destinationPort(flow);
    const address = flow.ip?.[end];
    if (!address || port < firstClientPort || port > lastPort) return;
    const serverPort = forward ? destinationPort(flow) : sourcePort(flow);
    const request = requestOf(port, address, serverPort, protocolOf(flow), atMs);
    if (request !== undefined && request.endpoint === flow[end]) {
      request.atMs = atMs;
      return;
    }
    const isReply = reply === 'reply' || reply === 'late';
    if (request === undefined && isReply) return;
    const sighting = sightingOf(flow, forward, { address, serverPort, atMs });
    if (request !== undefined) compare(request, sighting, isReply);
    if (!isReply && (request === undefined || sighting.client.kind !== 'ip')) remember(port, sighting);
  }

  function remember(port: number, sighting: Sighting): void {
    // Of its full length from the start: an array with holes is looked up like a Map.
    if (requests.length === 0) for (let each = 0; each <= lastPort; each++) requests.push(undefined);
    if (requests[port] === undefined) held += 1;
    requests[port] = sighting;
  }

  function requestOf(port: number, address: string, serverPort: number, protocol: string, atMs: EpochMs) {
    const known = requests[port];
    if (known === undefined || known.address !== address || known.serverPort !== serverPort) return undefined;
    return known.protocol === protocol && Math.abs(atMs - known.atMs) <= sameConnectionMs ? known : undefined;
  }

  function compare(request: Sighting, other: Sighting, isReply: boolean): void {
    if (request.client.id === other.client.id) return;
    if (isReply) {
      if (isNodeOrAddress(other.client)) link(other, request.client);
    } else if (other.client.kind === 'ip' && isPod(request.client)) link(other, request.client);
    else if (request.client.kind === 'ip' && isPod(other.client)) link(request, other.client);
  }

  function link({ client, server, protocol, serverPort }: Sighting, really: Entity): void {
    const conversation = conversationId(client, server, protocol, serverPort);
    const known = clients.get(conversation) ?? new Map<EntityId, Entity>();
    if (known.has(really.id) || known.size === 2) return;
    if (known.size === 0 && clients.size >= limit) return;
    clients.set(conversation, known.set(really.id, really));
    version += 1;
  }

  function clientOf(conversation: string): Entity | null {
    const known = clients.get(conversation);
    if (known?.size !== 1) return null;
    const [client] = known.values();
    return client ?? null;
  }

  const bytes = () => requests.length * 8 + held * bytesPerRequest + clients.size * bytesPerName;
  return { learn, clientOf, version: () => version, bytes };
}

function sightingOf(
  flow: FlowFacts,
  forward: boolean,
  more: Pick<Sighting, 'address' | 'serverPort' | 'atMs'>,
): Sighting {
  const [source, destination] = [sourceEntity(flow), destinationEntity(flow)];
  return {
    client: forward ? source : destination,
    server: forward ? destination : source,
    endpoint: forward ? flow.source : flow.destination,
    protocol: protocolOf(flow),
    ...more,
  };
}

function isPod({ kind }: Entity): boolean {
  return kind === 'workload' || kind === 'pod';
}

function isNodeOrAddress({ kind }: Entity): boolean {
  return kind === 'reserved' || kind === 'ip';
}
