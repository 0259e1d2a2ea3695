import { answer, jsonAnswer } from '@/app/api/respond';
import { refuseOtherSites } from '@/app/api/same-origin';
import { readerOf } from '@/app/server/access/reader';
import { signOut } from '@/app/server/access/sign-in';
import type { SessionAnswer } from '@/lib/wire/session';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) =>
  answer(async () => {
    const { name, by, groups, sight } = await readerOf(request);
    const session: SessionAnswer = {
      name,
      by,
      groups: [...groups],
      sees: sight.grants && [...sight.grants],
      farEnd: sight.farEnd,
    };
    return jsonAnswer(session);
  });

/** Signs out. Whoever is not signed in is signed out as well. */
export const DELETE = (request: Request) =>
  answer(async () => {
    refuseOtherSites(request);
    return signOut(request);
  });
