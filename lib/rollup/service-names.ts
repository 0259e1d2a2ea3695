// Learns which workload answers behind a service, from flows that show one connection by the service's virtual address
// and by the pod's.
import { destinationEntity, destinationPort, orientation, sourceEntity, sourcePort } from '@/lib/flow/ends';
import type { Entity, EntityId } from '@/lib/flow/entity';
import type { EpochMs, FlowFacts } from '@/lib/flow/flow';
import { eventKind, protocolOf } from '@/lib/flow/questions';

/** What whole flows have and facts may lack: the surest sign that two socket events are of one connection. */
export type ServiceSighting = FlowFacts & { readonly socketCookie?: string; readonly cgroupId?: string };

export interface ServiceNames {
  /** To be told of every flow. Cheap for those that can teach nothing. */
  learn(flow: ServiceSighting, atMs: EpochMs): void;
  /** The only workload seen behind the service; null while none is known or when there are several. */
  backendOf(service: EntityId): Entity | null;
  /** Grows when `backendOf` may answer otherwise than before. */
  version(): number;
  /** Estimate of memory used. */
  bytes(): number;
}

/** The two ends of a connection as the client sees them. */
interface Connection {
  readonly server: Entity;
  readonly clientAddress: string;
  readonly clientPort: number;
  readonly serverPort: number;
  readonly protocol: string;
  readonly socket: string | null;
}

interface Waiting extends Connection {
  readonly atMs: EpochMs;
}

const bytesPerSighting = 180;
const bytesPerName = 420;

/** Client ports come back into use: sightings further apart than this are not taken for one connection. */
const sameConnectionMs = 60_000;

/**
 * Keeps up to `limit` services and two backends for each: more make no difference. A service with several backend
 * workloads (or one that moved from one to another) stays on the map as itself.
 */
export function createServiceNames(limit = 10_000): ServiceNames {
  // The last sighting by service for each client port, so it is bounded by the number of ports.
  const waiting = new Map<number, Waiting>();
  // The same ports as one byte each: asked for every flow.
  const awaited = new Uint8Array(65_536);
  const backends = new Map<EntityId, Map<EntityId, Entity>>();
  let version = 0;

  function learn(flow: ServiceSighting, atMs: EpochMs): void {
    const byService = flow.destinationService !== undefined || flow.sourceService !== undefined;
    if (!byService && !isAwaited(flow)) return;
    const connection = connectionOf(flow);
    if (connection === null) return;
    if (connection.server.kind === 'service') wait(connection, atMs);
    else match(connection, atMs);
  }

  function isAwaited(flow: FlowFacts): boolean {
    return awaited[sourcePort(flow) & 0xffff] === 1 || awaited[destinationPort(flow) & 0xffff] === 1;
  }

  function wait(connection: Connection, atMs: EpochMs): void {
    waiting.set(connection.clientPort, { ...connection, atMs });
    awaited[connection.clientPort & 0xffff] = 1;
  }

  function waitNoMore(port: number): void {
    waiting.delete(port);
    awaited[port & 0xffff] = 0;
  }

  function match(connection: Connection, atMs: EpochMs): void {
    const seen = waiting.get(connection.clientPort);
    if (seen === undefined) return;
    if (atMs - seen.atMs > sameConnectionMs) waitNoMore(connection.clientPort);
    if (Math.abs(atMs - seen.atMs) > sameConnectionMs || !isBackend(connection.server)) return;
    if (!isSame(seen, connection)) return;
    waitNoMore(connection.clientPort);
    link(seen.server.id, connection.server);
  }

  function link(service: EntityId, backend: Entity): void {
    const known = backends.get(service) ?? new Map<EntityId, Entity>();
    if (known.has(backend.id) || known.size === 2) return;
    if (known.size === 0 && backends.size >= limit) return;
    backends.set(service, known.set(backend.id, backend));
    version += 1;
  }

  function backendOf(service: EntityId): Entity | null {
    const known = backends.get(service);
    if (known?.size !== 1) return null;
    const [backend] = known.values();
    return backend ?? null;
  }

  const bytes = () => awaited.length + waiting.size * bytesPerSighting + backends.size * bytesPerName;
  return { learn, backendOf, version: () => version, bytes };
}

function connectionOf(flow: ServiceSighting): Connection | null {
  const forward = orientation(flow).client === 'source';
  const clientAddress = forward ? flow.ip?.source : flow.ip?.destination;
  const clientPort = forward ? sourcePort(flow) : destinationPort(flow);
  if (!clientAddress || clientPort === 0) return null;
  return {
    server: forward ? destinationEntity(flow) : sourceEntity(flow),
    clientAddress,
    clientPort,
    serverPort: forward ? destinationPort(flow) : sourcePort(flow),
    protocol: protocolOf(flow),
    socket: eventKind(flow) === 'socket' ? `${flow.socketCookie ?? ''} ${flow.cgroupId ?? ''}` : null,
  };
}

/** Socket events are told before and after translation, so the port may differ; other flows must agree on it. */
function isSame(a: Connection, b: Connection): boolean {
  if (a.clientAddress !== b.clientAddress || a.protocol !== b.protocol) return false;
  if (a.socket !== null && b.socket !== null) return a.socket === b.socket;
  return a.serverPort === b.serverPort;
}

function isBackend({ kind }: Entity): boolean {
  return kind === 'workload' || kind === 'pod';
}
