// Messages that a sound cluster does not send and a reader must survive: wrong clocks, giants, nothing, the unknown.
import { create, type Message, toBinary } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { FlowInit, Relay } from '@/demo/relay-server';
import {
  type DropReason,
  EndpointSchema,
  type Flow,
  FlowSchema,
  FlowType,
  TrafficDirection,
  Verdict,
} from '@/proto/gen/flow/flow_pb';
import { GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';

/** A flow is recorded like any other; bytes go out as they are. Time, uuid and node are filled in unless `asIs`. */
type Odd =
  | { readonly flow: FlowInit; readonly asIs?: boolean }
  | { readonly bytes: Uint8Array; readonly asIs?: undefined };

const hourMs = 3_600_000;
const mebibyte = 1024 * 1024;

/** One record per kind; `index` counts up within one call. */
export const oddities = {
  /** The node's clock is six hours ahead. */
  ahead: (index) => ({ flow: at(Date.now() + 6 * hourMs + index) }),
  /** The node's clock is six hours behind. */
  behind: (index) => ({ flow: at(Date.now() - 6 * hourMs + index) }),
  /** The node's clock was never set. */
  epoch: (index) => ({ flow: at(index) }),
  /** Neither time nor uuid. */
  timeless: () => ({ flow: ordinary(), asIs: true }),
  /** Of the last half minute, in no order. */
  jumbled: (index) => ({ flow: at(Date.now() - 1 - ((index * 7_919) % 30_000)) }),
  /** 1 MiB, by turns of labels and of one URL. */
  giant: (index) => ({ flow: index % 2 === 0 ? manyLabels() : longUrl() }),
  /** A flow without a single field. */
  empty: () => ({ flow: {}, asIs: true }),
  /** Enum values and fields of a version to come, at every level. */
  'unknown-values': () => ({ flow: fromTheFuture() }),
  /** A kind of response of a version to come. */
  'unknown-kind': () => ({ bytes: toBinary(GetFlowsResponseSchema, extended(create(GetFlowsResponseSchema), 77)) }),
  /** No byte at all. */
  blank: () => ({ bytes: new Uint8Array(0) }),
  /** Bytes that are no message. */
  garbage: (index) => ({ bytes: Uint8Array.from({ length: 64 }, (_, at) => 0xff - ((at * index) % 8)) }),
} satisfies Record<string, (index: number) => Odd>;

export type Oddity = keyof typeof oddities;

export function isOddity(kind: unknown): kind is Oddity {
  return typeof kind === 'string' && Object.hasOwn(oddities, kind);
}

/** Records so many of a kind on a node; says how many of them are flows. */
export function recordOdd(relay: Relay, kind: Oddity, count: number, node?: string): { flows: number; others: number } {
  const recorded = { flows: 0, others: 0 };
  for (let index = 0; index < count; index += 1) {
    const odd: Odd = oddities[kind](index);
    if ('bytes' in odd) relay.pushBytes(odd.bytes, node);
    else relay.push(odd.flow, node, { asIs: odd.asIs ?? false });
    recorded['bytes' in odd ? 'others' : 'flows'] += 1;
  }
  return recorded;
}

/** What can be spread: a whole message cannot. */
type Fields = Exclude<FlowInit, Flow>;

function ordinary(init: Fields = {}): Fields {
  return {
    verdict: Verdict.FORWARDED,
    Type: FlowType.L3_L4,
    trafficDirection: TrafficDirection.EGRESS,
    isReply: false,
    eventType: { type: 4, subType: 3 },
    IP: { source: '10.0.1.7', destination: '10.0.2.9', ipVersion: 1 },
    l4: { protocol: { case: 'TCP', value: { sourcePort: 40_000, destinationPort: 8080, flags: { SYN: true } } } },
    source: { namespace: 'odd', podName: 'sender-0', workloads: [{ name: 'sender', kind: 'Deployment' }] },
    destination: { namespace: 'odd', podName: 'taker-0', workloads: [{ name: 'taker', kind: 'Deployment' }] },
    ...init,
  };
}

function at(timeMs: number): FlowInit {
  return ordinary({ time: timestampFromMs(timeMs) });
}

function manyLabels(): FlowInit {
  const labels = Array.from({ length: mebibyte / 64 }, (_, index) => `k8s:label-${index}=`.padEnd(62, 'x'));
  return ordinary({ source: { namespace: 'odd', podName: 'sender-0', labels } });
}

function longUrl(): FlowInit {
  const url = `http://taker.odd:8080/${'x'.repeat(mebibyte)}`;
  return ordinary({
    Type: FlowType.L7,
    eventType: { type: 129 },
    l7: { record: { case: 'http', value: { method: 'GET', url, protocol: 'HTTP/1.1' } } },
  });
}

function fromTheFuture(): FlowInit {
  const flow = create(
    FlowSchema,
    ordinary({
      verdict: 99 as Verdict,
      dropReasonDesc: 999 as DropReason,
      trafficDirection: 9 as TrafficDirection,
      Type: 42 as FlowType,
      eventType: { type: 77, subType: 7 },
      source: extended(create(EndpointSchema, { namespace: 'odd', podName: 'sender-0' }), 555),
    }),
  );
  return extended(flow, 30_001);
}

/** With a length-delimited field of this number that says "new". */
function extended<T extends Message>(message: T, no: number): T {
  message.$unknown = [{ no, wireType: 2, data: Uint8Array.of(3, 0x6e, 0x65, 0x77) }];
  return message;
}
