import { answer, jsonAnswer } from '@/app/api/respond';
import { readerOf } from '@/app/server/access/reader';
import { serverStatus } from '@/app/server/status';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) => answer(async () => jsonAnswer(await serverStatus(await readerOf(request))));
