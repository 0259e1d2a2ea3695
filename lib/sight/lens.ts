// What a reader may see, as a lens before flows and rows: those out of sight are not there, and of ends outside of the
// grants no more is left than the reader may know. The one place that decides it, for every answer.

import { rowEntity } from '@/lib/filter/row-facts';
import { destinationEntity, sourceEntity } from '@/lib/flow/ends';
import type { Entity, EntityKind } from '@/lib/flow/entity';
import type { FlowFacts } from '@/lib/flow/flow';
import type { BookedPod } from '@/lib/rollup/pod-book';
import type { RowDims } from '@/lib/rollup/row';
import { readConversation } from '@/lib/sight/conversation';
import { compileGrants } from '@/lib/sight/grants';
import type { Sight } from '@/lib/sight/sight';
import { veiledEntity, veiler } from '@/lib/sight/veil';
import { veilFlow, withoutPlace } from '@/lib/sight/veil-flow';
import { type SeenRow, veilRow } from '@/lib/sight/veil-row';

export interface Lens {
  /** null where it is out of sight; the same object where nothing of it is veiled. */
  flow<F extends FlowFacts>(flow: F): F | null;
  /** The same for a row of workloads. */
  row(dims: RowDims): SeenRow | null;
  /** A pod as far as its flows are in sight; null where none is, or where they do not show who it is. */
  pod(pod: BookedPod): BookedPod | null;
  /** An end that was learnt from flows which may be out of sight. */
  entity(end: Entity): Entity;
  namespace(name: string): boolean;
  /** Whether something that is known by the conversation it is of can be seen as it stands. */
  conversation(id: string): boolean;
  /** Whether ends outside of the grants are shown whole. */
  readonly isClear: boolean;
}

/** What lives in a cluster. Whatever else has no namespace that could be out of sight: the world, hosts, names and addresses. */
const living: ReadonlySet<EntityKind> = new Set(['workload', 'pod', 'service', 'namespace', 'identity']);

/** `home`: see `compileGrants`. A reader who sees everything needs no lens. */
export function createLens({ grants, farEnd }: Sight, home: string | null = null): Lens {
  const granted = compileGrants(grants ?? [{ cluster: '*', namespace: '*' }], home);
  const veil = veiler(farEnd);
  const isClear = farEnd === 'full';

  function flow<F extends FlowFacts>(seen: F): F | null {
    const [source, destination] = [sourceEntity(seen), destinationEntity(seen)];
    const hasSource = granted.hasEnd(source, seen.node);
    const hasDestination = granted.hasEnd(destination, seen.node);
    if (!hasSource && !hasDestination) return null;
    if (isClear || (hasSource && hasDestination)) return seen;
    const [far, end] = hasSource ? (['destination', destination] as const) : (['source', source] as const);
    return living.has(end.kind) ? veilFlow(seen, far, veil(end)) : withoutPlace(seen, far);
  }

  function row(dims: RowDims): SeenRow | null {
    const hasClient = granted.hasEnd(dims.client, dims.node);
    const hasServer = granted.hasEnd(dims.server, dims.node);
    if (!hasClient && !hasServer) return null;
    const [far, end] = hasClient ? (['server', dims.server] as const) : (['client', dims.client] as const);
    const isVeiled = !isClear && !(hasClient && hasServer) && living.has(end.kind);
    if (isVeiled)
      return veilRow(dims, far, { entity: veiledEntity(veil(end)), isSource: rowEntity(dims, 'source') === end });
    const { index: _, conversation: __, ...sighting } = dims;
    return { sighting, veiled: null };
  }

  function pod(booked: BookedPod): BookedPod | null {
    if (granted.hasEnd(booked.workload, booked.toldBy)) return booked;
    if (!isClear) return null;
    const meetings = booked.meetings.filter(({ place }) => place !== null && granted.hasEnd(place, place.node));
    return meetings.length > 0 ? { ...booked, meetings } : null;
  }

  function entity(end: Entity): Entity {
    return isClear || granted.hasEnd(end, undefined) || !living.has(end.kind) ? end : veiledEntity(veil(end));
  }

  return {
    flow,
    row,
    pod,
    entity,
    namespace: granted.hasNamespace,
    conversation(id) {
      const ends = readConversation(id);
      if (!ends?.some((end) => granted.hasEnd(end, undefined))) return false;
      return ends.every((end) => entity(end).id === end.id);
    },
    isClear,
  };
}
