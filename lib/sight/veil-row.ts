// A row of a rollup without what would tell who its veiled end is: the row that the veiled flows would be counted in.
import type { Entity } from '@/lib/flow/entity';
import type { RowDims } from '@/lib/rollup/row';
import type { Sighting } from '@/lib/rollup/sighting';
import { veiledService } from '@/lib/sight/veil';
import { mayName, senderDecided } from '@/lib/sight/veil-policies';

export interface SeenRow {
  readonly sighting: Sighting;
  /** Which end is veiled. */
  readonly veiled: 'client' | 'server' | null;
}

/** `isSource`: the veiled end sent the packets of this row. */
export function veilRow(
  dims: RowDims,
  far: 'client' | 'server',
  { entity, isSource }: { readonly entity: Entity; readonly isSource: boolean },
): SeenRow {
  const near = far === 'client' ? dims.server : dims.client;
  const bySender = senderDecided(dims.direction);
  const sight = { near: near.namespace, decided: bySender !== null && bySender !== isSource };
  const may = (name: string) => mayName(name.slice(0, Math.max(0, name.lastIndexOf('/'))), sight);
  const { index: _, conversation: __, ...rest } = dims;
  const sighting: Sighting = {
    ...rest,
    [far]: entity,
    deniedBy: dims.deniedBy.filter(may),
    allowedBy: dims.allowedBy.filter(may),
    service: dims.service !== '' && far === 'server' ? veiledService.name : dims.service,
  };
  return { sighting, veiled: far };
}

/** Of what was asked no more than how, where the rest speaks of the veiled end: see `veilFlow`. */
export function veilRequest(request: string | undefined, { sighting, veiled }: SeenRow): string | undefined {
  if (request === undefined || veiled === null) return request;
  const isSecret = sighting.l7 === 'dns' ? veiled === 'client' : veiled === 'server';
  return isSecret ? request.slice(0, request.indexOf(' ') < 0 ? request.length : request.indexOf(' ')) : request;
}
