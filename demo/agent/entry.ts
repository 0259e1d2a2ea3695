// What an agent's ring holds: encoded responses, decoded only when a filter or a mask asks.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { type Timestamp, timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { Flow, LostEventSource } from '@/proto/gen/flow/flow_pb';
import { GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';

/** `other` are lost events and raw messages: filters and times do not concern them. */
export interface Entry {
  readonly kind: 'flow' | 'other';
  /** The flow's time; 0 when it has none, as in Hubble. */
  readonly timeMs: number;
  /** An encoded GetFlowsResponse. */
  readonly bytes: Uint8Array;
  /** Set once the flow was asked for. */
  flow?: Flow;
}

export interface LostEvents {
  readonly source: LostEventSource;
  /** 0 is an unknown number. */
  readonly count: bigint;
  readonly cpu?: number;
  readonly firstMs?: number;
  readonly lastMs?: number;
}

/** Time and node name of the response are those of the flow, as agents send it. */
export function encodeFlow(flow: Flow): Uint8Array {
  return toBinary(
    GetFlowsResponseSchema,
    create(GetFlowsResponseSchema, {
      responseTypes: { case: 'flow', value: flow },
      nodeName: flow.nodeName,
      ...(flow.time && { time: flow.time }),
    }),
  );
}

export function encodeLost(lost: LostEvents, nodeName: string, nowMs: number): Uint8Array {
  return toBinary(
    GetFlowsResponseSchema,
    create(GetFlowsResponseSchema, {
      responseTypes: {
        case: 'lostEvents',
        value: {
          source: lost.source,
          numEventsLost: lost.count,
          ...(lost.cpu !== undefined && { cpu: lost.cpu }),
          ...(lost.firstMs !== undefined && { first: timestampFromMs(lost.firstMs) }),
          ...(lost.lastMs !== undefined && { last: timestampFromMs(lost.lastMs) }),
        },
      },
      nodeName,
      time: timestampFromMs(nowMs),
    }),
  );
}

/** Undefined for anything but a flow. */
export function flowOf(entry: Entry): Flow | undefined {
  if (entry.kind !== 'flow') return undefined;
  if (!entry.flow) {
    const response = fromBinary(GetFlowsResponseSchema, entry.bytes).responseTypes;
    if (response.case === 'flow') entry.flow = response.value;
  }
  return entry.flow;
}

export function millisecondsOf(time: Timestamp | undefined): number {
  return time ? Number(time.seconds) * 1000 + time.nanos / 1e6 : 0;
}
