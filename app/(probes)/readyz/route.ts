import { notReady } from '@/app/server/readiness';

export const dynamic = 'force-dynamic';

/** 200 when every configured Relay has been reached, else 503 with the reason for each. */
export async function GET(): Promise<Response> {
  const waiting = await notReady();
  const body = { ready: waiting.length === 0, waiting };
  return Response.json(body, { status: body.ready ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}
