// The domain's word for one Hubble event. JSON-safe and readonly, so it is also the wire type.
// Field meanings: Hubble's flow.proto (Cilium 1.19); the translation from protobuf lives in lib/relay.

/** A value of a Hubble enum: a known name, or what the sender said (an unknown number as decimal text). */
export type Open<Known extends string> = Known | (string & {});

export const verdicts = [
  'VERDICT_UNKNOWN',
  'FORWARDED',
  'DROPPED',
  'ERROR',
  'AUDIT',
  'REDIRECTED',
  'TRACED',
  'TRANSLATED',
] as const;
export type Verdict = (typeof verdicts)[number];

export const trafficDirections = ['TRAFFIC_DIRECTION_UNKNOWN', 'INGRESS', 'EGRESS'] as const;
export type TrafficDirection = (typeof trafficDirections)[number];

export const tcpFlags = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'NS'] as const;
export type TcpFlag = (typeof tcpFlags)[number];

export type IpVersion = 'IP_NOT_USED' | 'IPv4' | 'IPv6';
export type FlowType = 'UNKNOWN_TYPE' | 'L3_L4' | 'L7' | 'SOCK';

/** Milliseconds since 1970, with a fraction for what is finer. */
export type EpochMs = number & { readonly __unit?: 'EpochMs' };
/** RFC 3339 text as the sender wrote it, nanoseconds kept. */
export type Rfc3339 = string & { readonly __format?: 'Rfc3339' };
/** A 64-bit number as decimal text: JavaScript's numbers end at 2^53. */
export type Decimal64 = string & { readonly __format?: 'Decimal64' };
/** The flow's uuid, or an id the server gave it. Never built from time and node: flows collide there. */
export type FlowId = string & { readonly __brand?: 'FlowId' };

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Workload {
  readonly kind: string;
  readonly name: string;
}

export interface Endpoint {
  /** Endpoint id on its node; absent when the endpoint is on another node. */
  readonly id?: number;
  /** Numeric security identity; absent or 0 is unknown. Means different things on different nodes above 2^24. */
  readonly identity?: number;
  readonly cluster?: string;
  readonly namespace?: string;
  readonly pod?: string;
  readonly labels: readonly string[];
  readonly workloads: readonly Workload[];
  /** Present where the reader may not see who it is: no more than its namespace, or nothing. */
  readonly veiled?: 'namespace' | 'hidden';
}

export interface Ip {
  readonly source?: string;
  readonly destination?: string;
  /** Source address after SNAT. */
  readonly sourceTranslated?: string;
  readonly version?: Open<IpVersion>;
  /** True on traffic marked as IPsec or WireGuard; absent is not proof of plain text. */
  readonly encrypted?: boolean;
}

/** Transport layer by protocol. A port of 0 means the sender gave none. */
export type Layer4 =
  | {
      readonly protocol: 'TCP';
      readonly sourcePort: number;
      readonly destinationPort: number;
      readonly flags: readonly TcpFlag[];
    }
  | { readonly protocol: 'UDP' | 'SCTP'; readonly sourcePort: number; readonly destinationPort: number }
  | { readonly protocol: 'ICMPv4' | 'ICMPv6'; readonly type: number; readonly code: number }
  | { readonly protocol: 'VRRP'; readonly type: number; readonly vrid: number; readonly priority: number }
  | { readonly protocol: 'IGMP'; readonly type: number; readonly groupAddress: string }
  | { readonly protocol: 'UNKNOWN' };

export interface HttpHeader {
  readonly key: string;
  readonly value: string;
}

/** Application layer. `latencyNs` absent means unknown, never zero. */
export interface Layer7 {
  readonly type: Open<'UNKNOWN_L7_TYPE' | 'REQUEST' | 'RESPONSE' | 'SAMPLE'>;
  readonly latencyNs?: Decimal64;
  readonly http?: {
    /** 0 on requests. */
    readonly code: number;
    readonly method: string;
    readonly url: string;
    readonly protocol: string;
    readonly headers: readonly HttpHeader[];
  };
  readonly dns?: {
    readonly query: string;
    readonly ips: readonly string[];
    /** Seconds; 4294967295 means the answer had none. */
    readonly ttl: number;
    readonly cnames: readonly string[];
    readonly observationSource: string;
    readonly rcode: number;
    readonly qtypes: readonly string[];
    readonly rrtypes: readonly string[];
  };
  readonly kafka?: {
    readonly errorCode: number;
    readonly apiVersion: number;
    readonly apiKey: string;
    readonly correlationId: number;
    readonly topic: string;
  };
}

export interface Policy {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
  readonly labels: readonly string[];
  readonly revision: Decimal64;
}

export interface ServiceName {
  readonly name: string;
  readonly namespace: string;
}

/**
 * What folding and filtering need of a flow. The hot path reads just this from the bytes;
 * every question in lib/flow takes it, so a whole Flow answers them too.
 */
export interface FlowFacts {
  readonly uuid?: string;
  /** The flow's own time; absent when it carried none. */
  readonly timeMs?: EpochMs;
  readonly node?: string;
  readonly verdict: Open<Verdict>;
  /** Enum name, an unknown code as decimal text, or free text from a foreign exporter; absent when none. */
  readonly dropReason?: string;
  readonly ethernet?: { readonly source: string; readonly destination: string };
  readonly ip?: Ip;
  readonly l4?: Layer4;
  readonly l7?: Layer7;
  readonly source?: Endpoint;
  readonly destination?: Endpoint;
  readonly sourceNames: readonly string[];
  readonly destinationNames: readonly string[];
  readonly sourceService?: ServiceName;
  readonly destinationService?: ServiceName;
  readonly eventType?: { readonly type: number; readonly subType: number };
  readonly direction: Open<TrafficDirection>;
  /** Absent is a third state: unknown. */
  readonly isReply?: boolean;
  readonly traceReason?: string;
  readonly policyMatchType?: number | string;
  /** How a policy has the ends authenticate one another; on policy verdicts only. */
  readonly authType?: string;
  readonly egressAllowedBy: readonly Policy[];
  readonly ingressAllowedBy: readonly Policy[];
  readonly egressDeniedBy: readonly Policy[];
  readonly ingressDeniedBy: readonly Policy[];
  /** Flow type: tells L7 and socket events apart when a masked export left the layers out. */
  readonly type?: Open<FlowType>;
  /** Number of flows this line stands for (`aggregate` of exporter files); absent is 1. */
  readonly weight?: number;
}

/** A flow with every field Hubble sent. */
export interface Flow extends FlowFacts {
  readonly id: FlowId;
  readonly time?: Rfc3339;
  /** When Eyepiece got it; stands in for `timeMs` where the flow has no time. */
  readonly arrivedMs: EpochMs;
  readonly emitter?: { readonly name: string; readonly version: string };
  readonly tunnel?: { readonly protocol: string; readonly ip?: Ip; readonly l4?: Layer4; readonly vni?: number };
  readonly nodeLabels: readonly string[];
  readonly observationPoint?: string;
  readonly file?: { readonly name: string; readonly line: number };
  readonly ipTraceId?: { readonly traceId: Decimal64; readonly ipOptionType: number };
  readonly debugCapturePoint?: string;
  readonly interface?: { readonly index: number; readonly name: string };
  readonly proxyPort?: number;
  readonly traceId?: string;
  readonly sockXlatePoint?: string;
  readonly socketCookie?: Decimal64;
  readonly cgroupId?: Decimal64;
  readonly policyLog: readonly string[];
  readonly aggregate?: { readonly ingress: number; readonly egress: number; readonly unknown: number };
  readonly extensions?: Json;
  /** The deprecated text summary; shown, never parsed. */
  readonly summary?: string;
  /** Present where only what views need was asked for: node labels, extensions, summary and unknown fields are missing. */
  readonly masked?: true;
  /** What this version does not know, by dotted path with Hubble's own field names (`IP.dscp`) or numbers (`#50001`). */
  readonly unknown?: { readonly [path: string]: Json };
}
