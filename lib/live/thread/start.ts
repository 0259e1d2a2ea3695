// Starts the live side in a thread of its own: what it does for one reader, or for thousands of flows, holds up nobody
// who asks over HTTP.
import { Worker } from 'node:worker_threads';
import type { LiveOptions } from '@/lib/live/create-live';
import type { Live } from '@/lib/live/live';
import { createRemoteLive } from '@/lib/live/thread/remote-live';

export interface LiveThread {
  readonly live: Live;
  /** Part of the time since this was asked last that the thread was at work, 0 to 1. */
  busy(): number;
}

/** Options that can cross into a thread. */
export type ThreadOptions = Omit<LiveOptions, 'now' | 'connect'>;

/** `onDeath` is called with the reason when the thread ends unasked; all that waited for it has failed by then. */
export function startLiveThread(options: ThreadOptions, onDeath: (reason: string) => void): LiveThread {
  const worker = new Worker(new URL('./live-worker.ts', import.meta.url), { workerData: options });
  const { live, fail } = createRemoteLive(worker);
  const { eventLoopUtilization } = worker.performance;
  let isOver = false;
  let asked = eventLoopUtilization();

  function died(reason: string) {
    fail(new Error(reason));
    if (isOver) return;
    isOver = true;
    onDeath(reason);
  }

  worker.on('error', (error) => died(`The thread that reads flows has failed. ${error.stack ?? error}`));
  worker.on('exit', (code) => died(`The thread that reads flows has ended with code ${code}.`));
  return {
    live: {
      ...live,
      /** The thread goes on to answer while the process lasts, and does not keep it from ending. */
      async close() {
        isOver = true;
        await live.close();
        worker.unref();
      },
    },
    busy() {
      const before = asked;
      asked = eventLoopUtilization();
      return eventLoopUtilization(asked, before).utilization;
    },
  };
}
