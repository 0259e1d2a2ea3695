import { answer, jsonAnswer } from '@/app/api/respond';
import { getLive } from '@/app/server/live';

export const dynamic = 'force-dynamic';

export const GET = (request: Request, { params }: { params: Promise<{ id: string }> }) =>
  answer(async () => {
    const cluster = new URL(request.url).searchParams.get('cluster') ?? undefined;
    return jsonAnswer(await getLive().related(cluster, (await params).id));
  });
