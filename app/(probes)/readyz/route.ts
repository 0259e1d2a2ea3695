import { getLive } from '@/app/server/live';
import type { ClusterStatus } from '@/lib/wire/frame';

export const dynamic = 'force-dynamic';

interface Waiting {
  readonly cluster: string;
  readonly code: string;
  readonly message: string;
}

/** 200 when every configured Relay has been reached, else 503 with the reason for each. */
export async function GET(): Promise<Response> {
  const { clusters } = await getLive().status();
  const waiting = clusters.filter((cluster) => cluster.source === 'relay').flatMap(reasonNotReady);
  const body = { ready: waiting.length === 0, waiting };
  return Response.json(body, { status: body.ready ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}

function reasonNotReady({ cluster, connection, address }: ClusterStatus): Waiting[] {
  switch (connection.state) {
    case 'live':
      return [];
    case 'idle':
    case 'connecting':
      return [{ cluster, code: connection.state, message: `Connecting to Relay at ${address}.` }];
    case 'retrying':
    case 'refused':
      return [{ cluster, code: connection.code, message: connection.message }];
  }
}
