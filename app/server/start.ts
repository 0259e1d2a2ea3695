// Start-up: a configuration that cannot work ends the process with every mistake named. And its end: a server that is
// told to stop waits for its readers, and those of a stream would stay for ever.
import 'server-only';
import type { Live } from '@/lib/live/live';
import { watchConnections } from './access/connections';
import { getLive } from './live';
import { closeMarks, getMarks } from './marks';
import { getNotifier } from './notify';
import { getKubernetes } from './policies/kubernetes';
import { closeSnapshots } from './snapshots/snapshots';

export function startServer(): void {
  try {
    watchConnections();
    const live = getLive();
    getKubernetes();
    getNotifier();
    void getMarks();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stopServer(live));
  } catch (error) {
    process.stderr.write(`eyepiece: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** What is being answered may be finished; a browser that asks again over the connection it kept may not. */
const graceMs = 2_000;

async function stopServer(live: Live): Promise<void> {
  setTimeout(() => process.exit(0), graceMs).unref();
  await Promise.all([live.close(), getKubernetes()?.close(), getNotifier()?.close(), closeMarks(), closeSnapshots()]);
}
