import { viewToFreeze } from '@/app/api/frozen-view';
import { readSnapshotRequest } from '@/app/api/request';
import { answer, jsonAnswer, ProblemError } from '@/app/api/respond';
import { refuseOtherSites } from '@/app/api/same-origin';
import { logAccess } from '@/app/server/access/access-log';
import { readerOf } from '@/app/server/access/reader';
import { refuseTokens } from '@/app/server/access/refuse-tokens';
import { liveFor } from '@/app/server/live-for';
import { snapshotAnswer, traceOf } from '@/app/server/snapshots/snapshot-answer';
import { getSnapshots, newOwner, offeredKeeps, ownerOf } from '@/app/server/snapshots/snapshots';
import { printFilter } from '@/lib/filter/print';
import { endOf, type Keep } from '@/lib/wire/share';
import type { SnapshotList, SnapshotMade } from '@/lib/wire/snapshot';

export const dynamic = 'force-dynamic';

/** Those of whoever asks. */
export const GET = (request: Request) =>
  answer(async () => {
    const owner = ownerOf(await readerOf(request), request);
    const kept = getSnapshots();
    const own = owner ? await kept.of(owner.id) : [];
    const list: SnapshotList = { snapshots: own.map(snapshotAnswer), kept: kept.place, keeps: [...offeredKeeps()] };
    return jsonAnswer(list);
  });

export const POST = (request: Request) =>
  answer(async () => {
    refuseOtherSites(request);
    const reader = refuseTokens(await readerOf(request));
    const { keep, ...asked } = await readSnapshotRequest(request);
    const chosen = chosenOf(keep);
    const nowMs = Date.now();
    const { scope, group, about } = viewToFreeze(asked, nowMs);
    const owner = ownerOf(reader, request) ?? newOwner();
    const { bytes, ...frozen } = await liveFor(reader).freeze(scope, group, { ...about, by: reader.name });
    const kept = getSnapshots();
    const filter = printFilter(scope.filter);
    const made = await kept.add(
      { ...about, ...frozen, filter, by: reader.name, owner: owner.id, expiresMs: endOf(chosen, nowMs) },
      bytes,
    );
    if (!made.ok) throw ProblemError.of('no-room', made.problem);
    logAccess({
      event: 'snapshot',
      reader,
      request,
      q: filter,
      about: { trace: traceOf(made.snapshot.id), keep: chosen },
    });
    const told: SnapshotMade = { snapshot: snapshotAnswer(made.snapshot), kept: kept.place, owner: owner.secret };
    return jsonAnswer(told, 201);
  });

function chosenOf(keep: Keep | undefined): Keep {
  const offered = offeredKeeps();
  const chosen = keep ?? offered[0];
  if (chosen && offered.includes(chosen)) return chosen;
  const sentence =
    offered.length === 0
      ? 'No snapshots are made here: EYEPIECE_SNAPSHOT_EXPIRY is none.'
      : `keep: must be one of ${offered.join(', ')}.`;
  throw ProblemError.of('bad-request', sentence);
}
