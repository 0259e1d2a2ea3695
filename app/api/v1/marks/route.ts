import { readMarkedGroup, readMarkRequest } from '@/app/api/request';
import { answer, jsonAnswer, ProblemError } from '@/app/api/respond';
import { refuseOtherSites } from '@/app/api/same-origin';
import { getMarks, worstMinuteOf } from '@/app/server/marks';
import type { MarkStore } from '@/lib/marks/marks';
import { type MarksAnswer, usualMuteSeconds } from '@/lib/wire/mark';

export const dynamic = 'force-dynamic';

export const GET = () => answer(async () => jsonAnswer(answerOf(await getMarks())));

/** In place of an earlier mark of the group. */
export const PUT = (request: Request) =>
  answer(async () => {
    refuseOtherSites(request);
    const { forSeconds = usualMuteSeconds, ...asked } = await readMarkRequest(request);
    const isMute = asked.kind === 'muted';
    const [marks, perMinute] = await Promise.all([getMarks(), isMute ? 0 : worstMinuteOf(asked.group)]);
    const atMs = Date.now();
    const untilMs = isMute && forSeconds !== null ? atMs + forSeconds * 1_000 : null;
    if (!(await marks.set({ ...asked, atMs, untilMs, perMinute }))) {
      throw ProblemError.of('too-many-marks', 'There are 1000 marks already; end some that are no longer needed.');
    }
    return jsonAnswer(answerOf(marks));
  });

export const DELETE = (request: Request) =>
  answer(async () => {
    refuseOtherSites(request);
    const marks = await getMarks();
    if (!(await marks.remove(readMarkedGroup(new URL(request.url))))) {
      throw ProblemError.of('no-such-mark', 'The group has no mark; it may have run out, or somebody ended it.');
    }
    return jsonAnswer(answerOf(marks));
  });

const answerOf = (marks: MarkStore): MarksAnswer => ({ marks: [...marks.all()], kept: marks.kept() });
