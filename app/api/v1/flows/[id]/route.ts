import { answer, jsonAnswer } from '@/app/api/respond';
import { liveOf } from '@/app/server/live-for';

export const dynamic = 'force-dynamic';

export const GET = (request: Request, { params }: { params: Promise<{ id: string }> }) =>
  answer(async () => {
    const live = await liveOf(request);
    const cluster = new URL(request.url).searchParams.get('cluster') ?? undefined;
    return jsonAnswer(await live.flow(cluster, (await params).id));
  });
