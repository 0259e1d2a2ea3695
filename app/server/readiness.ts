// Which Relays have not been reached yet, for probes. Nothing of what they send.
import 'server-only';
import { getLive } from '@/app/server/live';
import type { ClusterStatus } from '@/lib/live/live';

export interface Waiting {
  readonly cluster: string;
  readonly code: string;
  readonly message: string;
}

export async function notReady(): Promise<readonly Waiting[]> {
  const { clusters } = await getLive().status();
  return clusters.filter((cluster) => cluster.source === 'relay').flatMap(reasonNotReady);
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
