import { answer } from '@/app/api/respond';
import { getLive } from '@/app/server/live';

export const dynamic = 'force-dynamic';

/** For whoever does not want to wait for the next attempt. The answer comes before the attempt does. */
export const POST = (request: Request) =>
  answer(async () => {
    await getLive().reconnect(new URL(request.url).searchParams.get('cluster') ?? undefined);
    return new Response(null, { status: 204 });
  });
