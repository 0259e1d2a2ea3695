// How fast notifications are made and sent, in milliseconds.
import type { NotifyKind } from '@/lib/notify/notify';

export interface NotifyPace {
  /** Between two looks at the drop groups. */
  readonly look: number;
  /** Before watching again after the watch broke. */
  readonly rewatch: number;
  /** Between two messages. */
  readonly gap: number;
  /** Alertmanager: after this long all alerts that last are sent again, as it expects. */
  readonly refresh: number;
  /** One attempt. */
  readonly wait: number;
  /** Before each further attempt. */
  readonly retries: readonly number[];
  /** How long a receiver may ask to wait. */
  readonly longestWait: number;
}

const common = { look: 5_000, rewatch: 10_000, gap: 10_000, refresh: 60_000, wait: 10_000, longestWait: 300_000 };

export const usualPace: Readonly<Record<NotifyKind, NotifyPace>> = {
  webhook: { ...common, retries: [1_000, 5_000, 15_000, 60_000, 120_000, 240_000] },
  // What fails is part of the next refresh.
  alertmanager: { ...common, retries: [1_000, 5_000, 15_000] },
};
