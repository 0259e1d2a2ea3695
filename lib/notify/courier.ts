// Hands messages over, each tried a bounded number of times, and keeps count of it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { EpochMs } from '@/lib/flow/flow';
import type { NotifyFailure, NotifyStatus } from '@/lib/notify/notify';
import type { NotifyPace } from '@/lib/notify/pace';
import { post } from '@/lib/notify/send';

export interface Courier {
  /** Whether it went through within the attempts that there are. Never throws. */
  deliver(body: string): Promise<boolean>;
  status(): Pick<NotifyStatus, 'messages' | 'lastSent' | 'failure'>;
}

export interface CourierOptions {
  readonly url: string;
  readonly pace: Pick<NotifyPace, 'wait' | 'retries' | 'longestWait'>;
  readonly signal: AbortSignal;
  readonly now: () => EpochMs;
}

export function createCourier({ url, pace, signal, now }: CourierOptions): Courier {
  let sent = 0;
  let failedAttempts = 0;
  let lastSentMs: EpochMs | null = null;
  let failure: NotifyFailure | null = null;

  function succeeded(): void {
    sent += 1;
    lastSentMs = now();
    failure = null;
  }

  function failed(message: string): void {
    failedAttempts += 1;
    failure = { message, sinceMs: failure?.sinceMs ?? now(), attempts: (failure?.attempts ?? 0) + 1 };
  }

  return {
    async deliver(body) {
      for (const retryMs of [...pace.retries, null]) {
        const outcome = await post({ url, body, waitMs: pace.wait, signal });
        if (signal.aborted) return false;
        if (outcome.kind === 'sent') {
          succeeded();
          return true;
        }
        failed(outcome.message);
        if (outcome.kind === 'never' || retryMs === null) return false;
        const waitMs = Math.min(Math.max(retryMs, outcome.afterMs ?? 0), pace.longestWait);
        await sleep(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
      return false;
    },
    status: () => ({
      messages: { sent, failedAttempts },
      lastSent: lastSentMs === null ? null : new Date(lastSentMs).toISOString(),
      failure,
    }),
  };
}
