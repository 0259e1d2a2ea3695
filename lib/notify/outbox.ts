// What is owed to a receiver, by its kind: a webhook is told of each new group once, an Alertmanager for as long as the
// group lasts.
import type { DropGroup } from '@/lib/drops/group';
import type { EpochMs } from '@/lib/flow/flow';
import type { Courier } from '@/lib/notify/courier';
import { alertsBody, type ToldGroup, webhookBody } from '@/lib/notify/message';
import type { NotifyStatus, NotifyTarget } from '@/lib/notify/notify';

export interface Outbox {
  /** New groups. Those that there is no room for are lost. */
  add(fresh: readonly DropGroup[]): void;
  /** Groups as they are now, new or not. */
  see(groups: readonly DropGroup[]): void;
  /** Sends what is due. */
  tell(): Promise<void>;
  counts(): NotifyStatus['groups'];
}

export interface OutboxOptions {
  readonly target: NotifyTarget;
  readonly courier: Courier;
  readonly refreshMs: number;
  readonly isMuted: (group: DropGroup) => boolean;
  readonly now: () => EpochMs;
  readonly signal: AbortSignal;
}

const mostWaiting = 1_000;
const mostAlerts = 1_000;
const groupsPerMessage = 50;
const alertsPerMessage = 100;

export function createOutbox(options: OutboxOptions): Outbox {
  return options.target.kind === 'webhook' ? webhookOutbox(options) : alertOutbox(options);
}

function webhookOutbox({ target, courier, isMuted, now }: OutboxOptions): Outbox {
  const waiting: ToldGroup[] = [];
  let underWay = 0;
  let told = 0;
  let lost = 0;
  return {
    add(fresh) {
      lost += put(waiting, fresh);
    },
    see() {},
    async tell() {
      // Muted since it began to wait: nobody wants to hear of it any longer.
      const wanted = waiting.splice(0).filter(({ group }) => !isMuted(group));
      const some = wanted.splice(0, groupsPerMessage);
      waiting.push(...wanted);
      if (some.length === 0) return;
      underWay = some.length;
      const isTold = await courier.deliver(webhookBody(some, target, now(), waiting.length));
      underWay = 0;
      if (isTold) told += some.length;
      else lost += some.length;
    },
    counts: () => ({ told, waiting: waiting.length + underWay, lost }),
  };
}

/** Says how many there was no room for. */
function put(waiting: ToldGroup[], fresh: readonly DropGroup[]): number {
  const taken = fresh.slice(0, Math.max(0, mostWaiting - waiting.length));
  waiting.push(...taken.map((group) => ({ group, firstMs: group.firstMs })));
  return fresh.length - taken.length;
}

interface Alert extends ToldGroup {
  readonly isTold: boolean;
}

function alertOutbox({ target, courier, refreshMs, isMuted, now, signal }: OutboxOptions): Outbox {
  const waiting: ToldGroup[] = [];
  /** Until their group is quiet. */
  const alerts = new Map<string, Alert>();
  let refreshedMs = now();
  let told = 0;
  let lost = 0;

  /** Alertmanager ends an alert that is not sent again. */
  function endQuiet(): void {
    for (const [id, { group, isTold }] of alerts) {
      const muted = isMuted(group);
      if (!muted && now() - group.lastMs < target.quietMs) continue;
      alerts.delete(id);
      if (!muted && !isTold) lost += 1;
    }
  }

  /** Ids of the new ones, of all where they are to be sent again. */
  function due(): readonly string[] {
    const fresh = waiting.splice(0, Math.max(0, mostAlerts - alerts.size));
    for (const one of fresh) alerts.set(one.group.id, { ...one, isTold: false });
    if (now() - refreshedMs < refreshMs) return fresh.map(({ group }) => group.id);
    refreshedMs = now();
    return [...alerts.keys()];
  }

  async function send(ids: readonly string[]): Promise<void> {
    const some = ids.flatMap((id) => alerts.get(id) ?? []);
    if (!(await courier.deliver(alertsBody(some, target)))) return;
    for (const { group } of some) {
      const alert = alerts.get(group.id);
      if (!alert || alert.isTold) continue;
      told += 1;
      alerts.set(group.id, { ...alert, isTold: true });
    }
  }

  return {
    add(fresh) {
      lost += put(waiting, fresh);
    },
    see(groups) {
      for (const group of groups) {
        const alert = alerts.get(group.id);
        if (alert) alerts.set(group.id, { ...alert, group });
      }
    },
    async tell() {
      endQuiet();
      const ids = due();
      for (let at = 0; at < ids.length && !signal.aborted; at += alertsPerMessage) {
        await send(ids.slice(at, at + alertsPerMessage));
      }
    },
    counts: () => ({
      told,
      waiting: waiting.length + [...alerts.values()].filter(({ isTold }) => !isTold).length,
      lost,
    }),
  };
}
