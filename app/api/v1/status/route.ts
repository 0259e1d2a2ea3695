import { answer, jsonAnswer } from '@/app/api/respond';
import { serverStatus } from '@/app/server/status';

export const dynamic = 'force-dynamic';

export const GET = () => answer(async () => jsonAnswer(await serverStatus()));
