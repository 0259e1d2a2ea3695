// The schema of the status of a server: that of its live side, its policies and its notifications.
import { z } from 'zod';
import type { Rfc3339 } from '@/lib/flow/flow';
import type { KindStatus } from '@/lib/kubernetes/status';
import type { Status } from '@/lib/live/live';
import type { NotifyStatus } from '@/lib/notify/notify';
import type { GivenPolicies } from '@/lib/policy/answer';
import { policyKinds } from '@/lib/policy/policy';
import { statusShape } from './answer';
import { epochMs, instant } from './flow';
import { givenFrom } from './policy';

/** Where the policies come from that flows are judged by. */
export interface PolicySource {
  readonly from: GivenPolicies['from'];
  readonly readAt: Rfc3339 | null;
  readonly cluster: string | null;
  readonly notes: readonly string[];
  readonly policyCount: number;
  readonly problemCount: number;
  /** What is read of the Kubernetes API; absent where it is not asked. */
  readonly kinds?: readonly KindStatus[];
}

export interface ServerStatus extends Status {
  readonly policies: PolicySource;
  /** Absent where nobody is told. */
  readonly notifications?: NotifyStatus;
}

const text = z.string();
const count = z.number().int();

const kindStatus: z.ZodType<KindStatus> = z.object({
  kind: z.enum(policyKinds),
  resource: text,
  state: z.enum(['reading', 'current', 'absent', 'forbidden', 'failing']),
  objects: count,
  readAt: instant.nullable().describe('When the API was last heard to say that this is all; null: not yet'),
  failures: count.describe('Attempts that failed since start'),
  failure: z
    .object({
      code: z.enum([
        'no-access',
        'unsupported',
        'unreachable',
        'tls',
        'unauthenticated',
        'forbidden',
        'absent',
        'gone',
        'busy',
        'malformed',
      ]),
      message: text,
      sinceMs: epochMs,
      attempts: count,
      retryAtMs: epochMs,
    })
    .nullable()
    .describe('null while it works'),
});

const policySource: z.ZodType<PolicySource> = z.object({
  from: givenFrom,
  readAt: instant.nullable(),
  cluster: text.nullable().describe('The one cluster they are those of, where its name is configured'),
  notes: z.array(text).describe('Sentences on what is missing or may be out of date'),
  policyCount: count,
  problemCount: count,
  kinds: z.array(kindStatus).optional().describe('What is read of the Kubernetes API'),
});

const notifyStatus: z.ZodType<NotifyStatus> = z.object({
  kind: z.enum(['webhook', 'alertmanager']),
  target: text.describe('Scheme, host and port of the receiver'),
  filter: text,
  watching: z.boolean(),
  groups: z.object({
    told: count,
    waiting: count,
    lost: count.describe('Given up after the last attempt, or too many to keep'),
  }),
  messages: z.object({ sent: count, failedAttempts: count }),
  lastSent: instant.nullable(),
  failure: z
    .object({ message: text, sinceMs: epochMs, attempts: count })
    .nullable()
    .describe('null while the last attempt went through'),
});

export const serverStatus: z.ZodType<ServerStatus> = z.object({
  ...statusShape,
  policies: policySource,
  notifications: notifyStatus.optional(),
});
