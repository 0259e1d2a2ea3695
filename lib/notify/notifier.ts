// Tells of new drop groups: watches them at its own pace, and sends few messages. Nobody waits for it: what it cannot
// send it gives up and counts.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DropGroup } from '@/lib/drops/group';
import { printFilter } from '@/lib/filter/print';
import type { EpochMs } from '@/lib/flow/flow';
import { createCourier } from '@/lib/notify/courier';
import { createGroupMemory } from '@/lib/notify/new-groups';
import type { NotifyStatus, NotifyTarget } from '@/lib/notify/notify';
import { createOutbox } from '@/lib/notify/outbox';
import { type NotifyPace, usualPace } from '@/lib/notify/pace';

export interface NotifierOptions {
  readonly target: NotifyTarget;
  /** Drop groups that changed, all of them first. */
  readonly groups: (signal: AbortSignal) => AsyncIterable<readonly DropGroup[]>;
  /** Groups that nobody wants to hear of, as of now. They are not told, and not told of any longer. */
  readonly isMuted?: (group: DropGroup) => boolean;
  readonly pace?: NotifyPace;
  readonly now?: () => EpochMs;
}

export interface Notifier {
  status(): NotifyStatus;
  /** What waits is given up. */
  close(): Promise<void>;
}

export function startNotifier(options: NotifierOptions): Notifier {
  const { target, now = Date.now, pace = usualPace[target.kind], isMuted = () => false } = options;
  const ending = new AbortController();
  const { signal } = ending;
  const url = addressOf(target);
  const memory = createGroupMemory({ startedMs: now(), quietMs: target.quietMs });
  const courier = createCourier({ url, pace, signal, now });
  const outbox = createOutbox({ target, courier, refreshMs: pace.refresh, isMuted, now, signal });
  let watching = false;

  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const groups of options.groups(signal)) {
          watching = true;
          take(groups);
          await pause(pace.look);
        }
      } catch {
        // The status says that nothing is watched; it is tried again.
      }
      watching = false;
      await pause(pace.rewatch);
    }
  }

  /** A clock that is ahead must not keep an alert from beginning, or from ending. */
  function take(seen: readonly DropGroup[]): void {
    const nowMs = now();
    const groups = seen.map((group) => ({
      ...group,
      firstMs: Math.min(group.firstMs, nowMs),
      lastMs: Math.min(group.lastMs, nowMs),
    }));
    outbox.see(groups);
    outbox.add(memory.take(groups, nowMs).filter((group) => !isMuted(group)));
  }

  async function tell(): Promise<void> {
    while (!signal.aborted) {
      await pause(pace.gap);
      if (!signal.aborted) await outbox.tell();
    }
  }

  const done = Promise.all([watch(), tell()]);
  return {
    status: () => ({
      kind: target.kind,
      target: new URL(url).origin,
      filter: printFilter(target.filter),
      watching,
      groups: outbox.counts(),
      ...courier.status(),
    }),
    async close() {
      ending.abort();
      await done;
    },
  };
}

const alertsPath = '/api/v2/alerts';

/** Alertmanager is named by its address, with or without the path of its API. */
function addressOf({ kind, url }: NotifyTarget): string {
  if (kind === 'webhook') return url;
  const address = new URL(url);
  if (!address.pathname.endsWith(alertsPath)) address.pathname = `${address.pathname.replace(/\/+$/, '')}${alertsPath}`;
  return address.href;
}
