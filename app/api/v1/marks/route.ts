import { readMarkedGroup, readMarkRequest } from '@/app/api/request';
import { answer, jsonAnswer, ProblemError } from '@/app/api/respond';
import { refuseOtherSites } from '@/app/api/same-origin';
import { readerOf } from '@/app/server/access/reader';
import { marksFor, type ReaderMarks } from '@/app/server/marks-for';
import { type MarksAnswer, usualMuteSeconds } from '@/lib/wire/mark';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) =>
  answer(async () => jsonAnswer(answerOf(await marksFor(await readerOf(request)))));

/** In place of an earlier mark of the group. */
export const PUT = (request: Request) =>
  answer(async () => {
    refuseOtherSites(request);
    const marks = await marksFor(await readerOf(request));
    const { forSeconds = usualMuteSeconds, ...asked } = await readMarkRequest(request);
    if (!marks.has(asked.group)) throw ProblemError.of('no-such-group', 'There is no such drop group.');
    const isMute = asked.kind === 'muted';
    const perMinute = isMute ? 0 : await marks.worstMinuteOf(asked.group);
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
    const marks = await marksFor(await readerOf(request));
    if (!(await marks.remove(readMarkedGroup(new URL(request.url))))) {
      throw ProblemError.of('no-such-mark', 'The group has no mark; it may have run out, or somebody ended it.');
    }
    return jsonAnswer(answerOf(marks));
  });

const answerOf = (marks: ReaderMarks): MarksAnswer => ({ marks: [...marks.all()], kept: marks.kept() });
