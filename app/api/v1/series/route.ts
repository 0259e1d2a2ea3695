import { readSeries } from '@/app/api/request';
import { answer, jsonAnswer } from '@/app/api/respond';
import { liveOf } from '@/app/server/live-for';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) =>
  answer(async () => {
    const live = await liveOf(request);
    const { scope, by, stepMs } = readSeries(new URL(request.url));
    return jsonAnswer(await live.series(scope, by, stepMs));
  }, request);
