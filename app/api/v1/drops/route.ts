import { readDrops } from '@/app/api/request';
import { answer, jsonAnswer } from '@/app/api/respond';
import { getLive } from '@/app/server/live';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) =>
  answer(async () => {
    const { scope, shown } = readDrops(new URL(request.url));
    return jsonAnswer(await getLive().drops(scope, shown));
  }, request);
