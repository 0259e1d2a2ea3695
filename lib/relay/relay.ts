// What Hubble Relay tells, in our words. Implementations: client.ts (gRPC), and captures in lib/live.
import type { Decimal64, EpochMs, FlowFacts } from '@/lib/flow/flow';

/** What a flow log keeps: the GetFlowsResponse as it came, node and time around the flow included. See relayCodec. */
export type FlowBytes = Uint8Array;

export type NodeState = 'connected' | 'unavailable' | 'gone' | 'error' | 'unknown';

export type RelayEvent =
  | {
      readonly kind: 'flow';
      readonly facts: FlowFacts;
      readonly bytes: FlowBytes;
      readonly node: string;
      /** Equal for flows of the same ends, addresses, event and policies, and seldom for others; 0 or absent: unknown. */
      readonly alike?: number;
    }
  | {
      readonly kind: 'lost';
      /** PERF_EVENT_RING_BUFFER, OBSERVER_EVENTS_QUEUE, HUBBLE_RING_BUFFER, or an unknown number as text. */
      readonly source: string;
      /** null: an unknown number of events. */
      readonly count: Decimal64 | null;
      readonly node: string;
      readonly cpu: number | null;
      readonly timeMs: EpochMs | null;
      readonly firstMs: EpochMs | null;
      readonly lastMs: EpochMs | null;
    }
  | {
      readonly kind: 'nodes';
      readonly state: NodeState;
      readonly stateText: string;
      readonly names: readonly string[];
      readonly message: string;
    }
  /** A response kind this version does not know, or a message that cannot be decoded: counted, never fatal. */
  | { readonly kind: 'unknown'; readonly what: string }
  | { readonly kind: 'malformed'; readonly message: string };

/** Why a connection is refused or down; each has a cure in docs/errors.md. */
export const relayErrorCodes = [
  'name-not-resolved',
  'unreachable',
  'refused',
  'timeout',
  'plaintext-expected',
  'tls-expected',
  'tls-name-mismatch',
  'tls-unknown-authority',
  'tls-expired',
  'client-certificate-required',
  'certificate-unreadable',
  'not-a-relay',
  'unimplemented',
  'unauthenticated',
  'permission-denied',
  'invalid-request',
  'no-nodes',
  'ended',
  'silent',
  'unavailable',
  'unknown',
] as const;
export type RelayErrorCode = (typeof relayErrorCodes)[number];

/**
 *                 open                 first answer
 *   ┌──────┐ ───────────▶ ┌────────────┐ ─────────────▶ ┌──────┐
 *   │ idle │              │ connecting │                │ live │
 *   └──────┘              └────────────┘ ◀───────┐      └──────┘
 *                            │       │ fails     │ timer   │ ends or fails
 *             will not mend  │       ▼           │         ▼
 *                            │   ┌──────────┐ ───┘   (retrying)
 *                            ▼   │ retrying │ ◀───────────┘
 *                       ┌─────────┐ └──────┘
 *                       │ refused │ ── retried slowly, or when the configuration changes
 *                       └─────────┘
 */
export type ConnectionState =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting'; readonly attempt: number; readonly sinceMs: EpochMs }
  | { readonly state: 'live'; readonly sinceMs: EpochMs }
  | {
      readonly state: 'retrying';
      readonly attempt: number;
      readonly sinceMs: EpochMs;
      readonly retryAtMs: EpochMs;
      readonly code: RelayErrorCode;
      readonly message: string;
    }
  | {
      readonly state: 'refused';
      readonly attempt: number;
      readonly sinceMs: EpochMs;
      readonly retryAtMs: EpochMs;
      readonly code: RelayErrorCode;
      readonly message: string;
    };

export interface RelayStatus {
  readonly version: string;
  readonly numFlows: Decimal64;
  readonly maxFlows: Decimal64;
  readonly seenFlows: Decimal64;
  readonly uptimeNs: Decimal64;
  /** null at an agent, which does not say. */
  readonly connectedNodes: number | null;
  readonly unavailableNodes: number | null;
  readonly unavailableNames: readonly string[];
  readonly flowsPerSecond: number;
}

export interface RelayNode {
  readonly name: string;
  readonly version: string;
  readonly address: string;
  readonly state: NodeState;
  readonly tls: { readonly enabled: boolean; readonly serverName: string } | null;
  readonly uptimeNs: Decimal64;
  readonly numFlows: Decimal64;
  readonly maxFlows: Decimal64;
  readonly seenFlows: Decimal64;
}

export interface RelayTls {
  readonly caFiles: readonly string[];
  readonly certFile?: string;
  readonly keyFile?: string;
  /** The name the certificate is checked against; the dialled name is not in Relay's certificate. */
  readonly serverName?: string;
  readonly allowInsecure: boolean;
}

/** Where a Relay is and how to talk to it. `address` is `host:port`, `[v6]:port` or `unix:path`; tls null is plaintext. */
export interface RelayTarget {
  readonly cluster: string;
  readonly address: string;
  readonly tls: RelayTls | null;
}
