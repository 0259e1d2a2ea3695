import { answer, jsonAnswer } from '@/app/api/respond';
import { getLive } from '@/app/server/live';

export const dynamic = 'force-dynamic';

export const GET = () => answer(async () => jsonAnswer(await getLive().status()));
