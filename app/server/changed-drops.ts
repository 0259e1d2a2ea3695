// Drop groups of the last 15 minutes as they change, for parts of the server that look at them as a reader would.
import 'server-only';
import { getLive } from '@/app/server/live';
import type { DropGroup } from '@/lib/drops/group';
import type { Filter } from '@/lib/filter/filter';
import type { Frame } from '@/lib/live/live';
import { frameText } from '@/lib/live/view/serial-frame';

export const dropsWindowMs = 15 * 60_000;

/** All of them first. */
export async function* changedDrops(filter: Filter, signal: AbortSignal): AsyncGenerator<readonly DropGroup[]> {
  const query = { filter, wants: ['drops'], group: 'workload', windowMs: dropsWindowMs, rows: 0 } as const;
  for await (const frame of await getLive().watch(query, signal)) {
    const { drops }: Frame = JSON.parse(frameText(frame));
    yield drops?.upserted ?? [];
  }
}
