// What a row remembers of a flow: everything that pictures and rollup filters speak of, nothing that is
// different for every packet.
import {
  destinationEntity,
  destinationPort,
  destinationVia,
  orientation,
  sourceEntity,
  sourcePort,
  sourceVia,
} from '@/lib/flow/ends';
import type { Entity, EntityId } from '@/lib/flow/entity';
import type { FlowFacts } from '@/lib/flow/flow';
import {
  allowedBy,
  deniedBy,
  dropReasonOf,
  isAuthenticated,
  l7Of,
  passesUnlimited,
  protocolOf,
  undrawnWhy,
} from '@/lib/flow/questions';
import type { RowDims } from '@/lib/rollup/row';
import { sideOf } from '@/lib/rollup/side';

/** The dimensions of a row before it has its place in a rollup. */
export type Sighting = Omit<RowDims, 'index' | 'conversation'>;

/** Who stands at one end of a flow, for rollups on another level than the workload's. */
export type EntityOf = (flow: FlowFacts, end: 'source' | 'destination') => Entity;

/** Whether an entity is known to serve a port; `entity` is always the workload-level one of lib/flow/ends. */
export type IsListener = (entity: EntityId, protocol: string, port: number) => boolean;

/** Linux' lowest ephemeral port: from here on a client's port names nothing. */
export const firstEphemeralPort = 32768;

/** The flow as a sighting of its conversation. `clientPort` is not yet limited in number. */
export function sightingOf(flow: FlowFacts, entityOf: EntityOf, isListener: IsListener): Sighting {
  const { client, reply } = orientation(flow, isListener);
  const forward = client === 'source';
  const { l7, l7Type, l7Code, searched } = l7Of(flow);
  return {
    client: entityOf(flow, client),
    server: entityOf(flow, forward ? 'destination' : 'source'),
    protocol: protocolOf(flow),
    port: forward ? destinationPort(flow) : sourcePort(flow),
    clientPort: nameablePort(forward ? sourcePort(flow) : destinationPort(flow)),
    reply,
    direction: flow.direction,
    side: sideOf(flow, client),
    node: flow.node ?? '',
    verdict: flow.verdict,
    eventType: flow.eventType?.type ?? 0,
    reason: dropReasonOf(flow),
    deniedBy: deniedBy(flow),
    allowedBy: allowedBy(flow),
    unlimited: passesUnlimited(flow),
    authenticated: isAuthenticated(flow),
    encrypted: flow.ip?.encrypted === true,
    service: serviceBehind(flow, forward),
    l7,
    l7Type,
    l7Code,
    searched,
    undrawn: undrawnWhy(flow),
  };
}

/** The workload-level entity at one end. */
export const workloadOf: EntityOf = (flow, end) => (end === 'source' ? sourceEntity(flow) : destinationEntity(flow));

/** Asks for the name only where there can be one: this is run for every flow. */
function serviceBehind(flow: FlowFacts, forward: boolean): string {
  if (forward) return flow.destinationService ? destinationVia(flow) : '';
  return flow.sourceService ? sourceVia(flow) : '';
}

/** 0 for a port that a client was given. */
export function nameablePort(port: number): number {
  return port < firstEphemeralPort ? port : 0;
}
