import { readScope } from '@/app/api/request';
import { answer, jsonAnswer } from '@/app/api/respond';
import { getLive } from '@/app/server/live';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) =>
  answer(async () => jsonAnswer(await getLive().drops(readScope(new URL(request.url)))), request);
