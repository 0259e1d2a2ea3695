import { readScope } from '@/app/api/request';
import { answer, jsonAnswer } from '@/app/api/respond';
import { liveOf } from '@/app/server/live-for';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) =>
  answer(async () => {
    const live = await liveOf(request);
    return jsonAnswer(await live.namespaces(readScope(new URL(request.url))));
  }, request);
