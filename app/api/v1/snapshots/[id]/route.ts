import { answer, jsonAnswer, ProblemError } from '@/app/api/respond';
import { refuseOtherSites } from '@/app/api/same-origin';
import { logAccess } from '@/app/server/access/access-log';
import { readerOf } from '@/app/server/access/reader';
import { snapshotFor, traceOf } from '@/app/server/snapshots/snapshot-answer';
import { getSnapshots, ownerOf } from '@/app/server/snapshots/snapshots';
import { noSuchSnapshot } from '@/lib/live/scope';

export const dynamic = 'force-dynamic';

interface Context {
  readonly params: Promise<{ readonly id: string }>;
}

/** What it is of; its flows are asked for with `cluster=snapshot:<id>`. */
export const GET = (request: Request, { params }: Context) =>
  answer(async () => {
    const reader = await readerOf(request);
    return jsonAnswer(await snapshotFor(reader, ownerOf(reader, request), (await params).id));
  });

/** Takes it back. One that is not the reader's own is not there for them. */
export const DELETE = (request: Request, { params }: Context) =>
  answer(async () => {
    refuseOtherSites(request);
    const reader = await readerOf(request);
    const { id } = await params;
    const owner = ownerOf(reader, request);
    const isGone = owner !== null && (await getSnapshots().remove(id, owner.id));
    if (!isGone) throw ProblemError.of('no-such-snapshot', noSuchSnapshot);
    logAccess({ event: 'snapshot-revoked', reader, request, about: { trace: traceOf(id) } });
    return new Response(null, { status: 204 });
  });
