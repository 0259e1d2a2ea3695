// Snapshots as they are told to readers.
import 'server-only';
import { readerBy } from '@/app/server/access/reader';
import { getLive } from '@/app/server/live';
import { getSnapshots, type Owner, ownerOf } from '@/app/server/snapshots/snapshots';
import { toldView } from '@/app/server/snapshots/told-view';
import type { AdmittedReader } from '@/lib/access/reader';
import { LiveError } from '@/lib/live/error';
import { toRfc3339 } from '@/lib/live/rfc3339';
import { noSuchSnapshot, snapshotPrefix } from '@/lib/live/scope';
import { type Reader, readsEverything } from '@/lib/sight/reader';
import type { Snapshot } from '@/lib/snapshots/snapshot';
import type { SnapshotAnswer, SnapshotView } from '@/lib/wire/snapshot';

export function snapshotAnswer(snapshot: Snapshot): SnapshotAnswer {
  const { flows, flowsLeftOut, rows, bytes } = snapshot;
  return { ...saidOf(snapshot), flows, flowsLeftOut, rows, bytes };
}

/** As whoever has its link is told. Rejects with `no-such-snapshot`, whatever became of it. */
export async function snapshotFor(reader: AdmittedReader, owner: Owner | null, id: string): Promise<SnapshotView> {
  const snapshot = await getSnapshots().get(id);
  if (!snapshot) throw new LiveError('no-such-snapshot', noSuchSnapshot);
  const { flows, flowsLeftOut, rows, bytes } = snapshot;
  const status = await getLive().snapshotStatus(id);
  const said = saidOf(snapshot);
  if (isWholeFor(snapshot, reader, owner))
    return { ...said, withheld: false, figures: { flows, flowsLeftOut, rows, bytes }, status };
  return { ...said, ...toldView(snapshot, reader.sight), figures: null, status: { ...status, ...untold } };
}

/** Where it is shown, as a link says it to whoever asks with these headers; null for one that is not there. */
export async function snapshotLink(headers: Headers, id: string): Promise<Pick<Snapshot, 'page' | 'view'> | null> {
  const snapshot = await getSnapshots().get(id);
  if (!snapshot) return null;
  const { reader } = await readerBy(headers);
  if (isWholeFor(snapshot, reader, ownerOf(reader, { headers }))) return snapshot;
  return { page: snapshot.page, view: toldView(snapshot, reader.sight).view };
}

/** Its maker knows what they asked by, and nothing is kept from who sees everything. */
const isWholeFor = (snapshot: Snapshot, reader: Reader, owner: Owner | null): boolean =>
  readsEverything(reader) || owner?.id === snapshot.owner;

/** Figures of flows that may be none of the reader's business. */
const untold = { flowsReceived: 0, lostEvents: '0', lostEventsUnknown: 0, held: { flows: 0, rows: 0, bytes: 0 } };

function saidOf({ id, page, view, filter, by, madeMs, expiresMs, fromMs, toMs }: Snapshot) {
  return {
    ...{ id, cluster: snapshotPrefix + id, path: `/s/${id}`, page, view, filter, by },
    madeAt: toRfc3339(madeMs),
    expiresAt: expiresMs === null ? null : toRfc3339(expiresMs),
    from: toRfc3339(fromMs),
    to: toRfc3339(toMs),
  };
}

/** Tells one snapshot from another in a log whose readers are not to open it. */
export const traceOf = (id: string): string => id.slice(0, 5);
