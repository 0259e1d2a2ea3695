// What we ask of Relay, from plain values to protobuf.
import { create, fromJson, type JsonObject } from '@bufbuild/protobuf';
import { type Timestamp, TimestampSchema } from '@bufbuild/protobuf/wkt';
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
import type { EpochMs } from '@/lib/flow/flow';
import { type FlowFilter, FlowFilterSchema } from '@/proto/gen/flow/flow_pb';
import { type GetFlowsRequest, GetFlowsRequestSchema } from '@/proto/gen/observer/observer_pb';

/** Which flows to send. Behind Relay `number` counts per node; with `first` it is the oldest ones, else the newest. */
export interface ObserveRequest {
  readonly number?: number;
  readonly first?: boolean;
  readonly follow: boolean;
  readonly sinceMs?: EpochMs;
  readonly untilMs?: EpochMs;
  /** One of these must match, where there are any. Older servers ignore fields they do not know. */
  readonly whitelist?: readonly RelayFilter[];
  readonly blacklist?: readonly RelayFilter[];
  /** Exact field paths of flow.Flow (1.16 and newer; older servers send everything). */
  readonly fieldMask?: readonly string[];
}

/**
 * A follow without `number` and `sinceMs` starts at `nowMs`: what old agents make of neither differs.
 * Throws on a filter that is no FlowFilter.
 */
export function flowsRequest(request: ObserveRequest, nowMs: EpochMs): GetFlowsRequest {
  const open = request.follow && request.number === undefined && request.sinceMs === undefined;
  return create(GetFlowsRequestSchema, {
    number: BigInt(request.number ?? 0),
    first: request.first ?? false,
    follow: request.follow,
    since: timestamp(open ? nowMs : request.sinceMs),
    until: timestamp(request.untilMs),
    whitelist: (request.whitelist ?? []).map(flowFilter),
    blacklist: (request.blacklist ?? []).map(flowFilter),
    fieldMask: request.fieldMask ? { paths: [...request.fieldMask] } : undefined,
  });
}

/** The plain mirror is protobuf JSON already; unknown keys and bad enum names throw. */
export function flowFilter(filter: RelayFilter): FlowFilter {
  return fromJson(FlowFilterSchema, json(filter));
}

/** A RelayFilter holds only JSON values; TypeScript does not see it because interfaces have no index signature. */
function json(filter: RelayFilter): JsonObject {
  return filter as unknown as JsonObject;
}

function timestamp(ms: EpochMs | undefined): Timestamp | undefined {
  if (ms === undefined) return undefined;
  const seconds = Math.floor(ms / 1000);
  const nanos = Math.min(999_999_999, Math.round((ms - seconds * 1000) * 1e6));
  return create(TimestampSchema, { seconds: BigInt(seconds), nanos });
}
