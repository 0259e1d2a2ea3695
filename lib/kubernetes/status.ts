// What is read of a cluster, since when, and what fails.
import type { EpochMs, Rfc3339 } from '@/lib/flow/flow';
import type { KubernetesErrorCode } from '@/lib/kubernetes/error';
import type { PolicyKind } from '@/lib/policy/policy';

/**
 * - `reading`   asked for the first time
 * - `current`   read, and kept up to date
 * - `absent`    the cluster does not know the kind
 * - `forbidden` the account may not read it
 * - `failing`   it cannot be read now; what was read before is kept
 */
export const kindStates = ['reading', 'current', 'absent', 'forbidden', 'failing'] as const;
export type KindState = (typeof kindStates)[number];

export interface KindFailure {
  readonly code: KubernetesErrorCode;
  /** One sentence. */
  readonly message: string;
  readonly sinceMs: EpochMs;
  /** Attempts that failed one after the other. */
  readonly attempts: number;
  readonly retryAtMs: EpochMs;
}

export interface KindStatus {
  readonly kind: PolicyKind;
  /** As RBAC writes it, such as `networkpolicies.networking.k8s.io`. */
  readonly resource: string;
  readonly state: KindState;
  readonly objects: number;
  /** When the API was last heard to say that this is all there is; null before. */
  readonly readAt: Rfc3339 | null;
  /** Attempts that failed since start. */
  readonly failures: number;
  /** Null while it works. */
  readonly failure: KindFailure | null;
}
