import { readMap } from '@/app/api/request';
import { answer, jsonAnswer } from '@/app/api/respond';
import { liveOf } from '@/app/server/live-for';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) =>
  answer(async () => {
    const live = await liveOf(request);
    const { scope, group } = readMap(new URL(request.url));
    return jsonAnswer(await live.pods(scope, group));
  }, request);
