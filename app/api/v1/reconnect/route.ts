import { answer } from '@/app/api/respond';
import { liveOf } from '@/app/server/live-for';

export const dynamic = 'force-dynamic';

/** For whoever does not want to wait for the next attempt. The answer comes before the attempt does. */
export const POST = (request: Request) =>
  answer(async () => {
    const live = await liveOf(request);
    await live.reconnect(new URL(request.url).searchParams.get('cluster') ?? undefined);
    return new Response(null, { status: 204 });
  });
