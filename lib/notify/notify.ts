// The words of notifications: where they go, and how they fare.
import type { Filter } from '@/lib/filter/filter';
import type { EpochMs, Rfc3339 } from '@/lib/flow/flow';

/** `webhook`: our own JSON, each group once. `alertmanager`: alerts, sent again for as long as a group lasts. */
export const notifyKinds = ['webhook', 'alertmanager'] as const;
export type NotifyKind = (typeof notifyKinds)[number];

export interface NotifyTarget {
  readonly kind: NotifyKind;
  /** As configured: a secret as a whole. */
  readonly url: string;
  /** Drop groups of this view are told of. */
  readonly filter: Filter;
  /** A group is new again when it was not refused for this long. At least the 15 minutes of a live view. */
  readonly quietMs: number;
  /** Where readers reach the dashboard. */
  readonly publicUrl: string;
}

export interface NotifyFailure {
  /** One sentence, without the address. */
  readonly message: string;
  readonly sinceMs: EpochMs;
  /** Attempts that failed since then. */
  readonly attempts: number;
}

export interface NotifyStatus {
  readonly kind: NotifyKind;
  /** Scheme, host and port: the rest of the address may hold secrets. */
  readonly target: string;
  readonly filter: string;
  /** Drop groups are being watched. */
  readonly watching: boolean;
  /** Since start. `lost`: given up, or too many to keep. */
  readonly groups: { readonly told: number; readonly waiting: number; readonly lost: number };
  /** Since start; an attempt that fails is no message. */
  readonly messages: { readonly sent: number; readonly failedAttempts: number };
  readonly lastSent: Rfc3339 | null;
  /** Null while the last attempt went through. */
  readonly failure: NotifyFailure | null;
}
