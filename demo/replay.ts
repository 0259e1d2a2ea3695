// Recorded lines sent through a relay again: flows as Hubble's messages, lost events and node states as they were.
import { createReadStream } from 'node:fs';
import { create, fromJson, type JsonValue, toBinary } from '@bufbuild/protobuf';
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { encodeFlow, millisecondsOf } from '@/demo/agent/entry';
import type { Relay } from '@/demo/relay-server';
import type { CaptureRecord } from '@/lib/capture/capture';
import { readCapture } from '@/lib/capture/read-capture';
import { splitPath } from '@/lib/capture/read-message';
import { flowToJsonpb } from '@/lib/capture/write-jsonpb';
import type { Flow, Json } from '@/lib/flow/flow';
import { type Flow as FlowMessage, FlowSchema, LostEventSource } from '@/proto/gen/flow/flow_pb';
import { GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';
import { NodeState } from '@/proto/gen/relay/relay_pb';

/** `keep`: times as recorded. `newest`: all moved so that the newest is now. `each`: every flow takes the time it is sent. */
export type ReplayTimes = 'keep' | 'newest' | 'each';

export interface ReplayReport {
  readonly flows: number;
  readonly others: number;
  /** Lines that could not be read, with why. */
  readonly bad: readonly { readonly line: number; readonly message: string }[];
}

/** Records every line of the file on the node it names, new nodes included. Rejects when the file cannot be read. */
export async function replayFile(relay: Relay, file: string, times: ReplayTimes): Promise<ReplayReport> {
  try {
    return await replayChunks(relay, createReadStream(file), times);
  } catch (error) {
    throw new Error(`cannot replay ${file}: ${error instanceof Error ? error.message : error}`);
  }
}

export async function replayChunks(
  relay: Relay,
  chunks: AsyncIterable<Uint8Array>,
  times: ReplayTimes,
): Promise<ReplayReport> {
  const records: CaptureRecord[] = [];
  for await (const record of readCapture(chunks)) records.push(record);
  const shiftMs = times === 'newest' ? Date.now() - newestMs(records) : 0;
  const bad: { line: number; message: string }[] = [];
  let flows = 0;
  let others = 0;
  for (const record of records) {
    if (record.kind === 'bad') bad.push(record);
    if (record.kind === 'flow') {
      const problem = replayFlow(relay, record.flow, (flow) => shift(flow, times, shiftMs));
      if (problem) bad.push({ line: record.line, message: problem });
      else flows += 1;
    } else if (replayOther(relay, record)) {
      others += 1;
    }
  }
  relay.wake();
  return { flows, others, bad };
}

/** The flow as Hubble's message. What only JSON has a name for becomes fields with numbers nobody knows. */
export function flowMessage(flow: Flow): FlowMessage {
  const { unknown = {}, policyMatchType, ...known } = flow;
  const plain: Flow = { ...known, ...(typeof policyMatchType === 'number' && { policyMatchType }) };
  const { flow: json } = JSON.parse(flowToJsonpb(plain)) as { flow: JsonValue };
  const message = fromJson(FlowSchema, json, { ignoreUnknownFields: true });
  if (flow.l4?.protocol === 'UNKNOWN' && !message.l4) message.l4 = fromJson(FlowSchema, { l4: {} }).l4;
  for (const [index, [path, value]] of Object.entries(unknown).entries()) {
    if (!path.startsWith('response.')) addUnknown(reflect(FlowSchema, message), splitPath(path), value, index);
  }
  return message;
}

/** One sentence when the flow is one that protobuf cannot carry. */
function replayFlow(relay: Relay, flow: Flow, adjust: (message: FlowMessage) => void): string | undefined {
  try {
    const message = flowMessage(flow);
    adjust(message);
    const agent = agentFor(relay, message.nodeName);
    agent.noteNamespace(message.source);
    agent.noteNamespace(message.destination);
    agent.recordBytes(encodeFlow(message), millisecondsOf(message.time));
    return undefined;
  } catch (error) {
    return `The flow does not fit Hubble's message: ${error instanceof Error ? error.message : error}`;
  }
}

/** True when the record is something a Relay sends; agent and debug events are not. */
function replayOther(relay: Relay, record: CaptureRecord): boolean {
  switch (record.kind) {
    case 'lost':
      agentFor(relay, record.node).recordRaw(lostBytes(record));
      return true;
    case 'nodes':
      agentFor(relay, '').recordRaw(nodesBytes(record));
      return true;
    case 'unknown':
      agentFor(relay, '').recordRaw(
        new BinaryWriter().tag(unknownNumber, WireType.LengthDelimited).string(record.what).finish(),
      );
      return true;
    default:
      return false;
  }
}

function agentFor(relay: Relay, node: string): ReturnType<Relay['agent']> {
  const [first = 'replay'] = relay.nodeNames();
  const name = node || first;
  if (!relay.nodeNames().includes(name)) relay.setNode(name, 'up');
  return relay.agent(name);
}

function lostBytes({
  source,
  count,
  cpu,
  node,
  timeMs,
  firstMs,
  lastMs,
}: CaptureRecord & { kind: 'lost' }): Uint8Array {
  const known = LostEventSource[source as keyof typeof LostEventSource];
  const value = {
    source: known ?? (Number(source) || 0),
    numEventsLost: BigInt(count ?? 0),
    ...(cpu !== null && { cpu }),
    ...(firstMs !== null && { first: timestampFromMs(Math.floor(firstMs)) }),
    ...(lastMs !== null && { last: timestampFromMs(Math.floor(lastMs)) }),
  };
  return toBinary(
    GetFlowsResponseSchema,
    create(GetFlowsResponseSchema, {
      responseTypes: { case: 'lostEvents', value },
      nodeName: node,
      ...(timeMs !== null && { time: timestampFromMs(Math.floor(timeMs)) }),
    }),
  );
}

function nodesBytes({ state, names, message }: CaptureRecord & { kind: 'nodes' }): Uint8Array {
  const known = NodeState[state as keyof typeof NodeState];
  return toBinary(
    GetFlowsResponseSchema,
    create(GetFlowsResponseSchema, {
      responseTypes: {
        case: 'nodeStatus',
        value: { stateChange: known ?? (Number(state) || 0), nodeNames: [...names], message },
      },
      nodeName: 'hubble-relay',
      time: timestampFromMs(Date.now()),
    }),
  );
}

/** A field number that no release of Hubble has used. */
const unknownNumber = 77_000;

/** Puts the value, as JSON text, under an unknown number in the deepest message of the path that is there. */
function addUnknown(message: ReflectMessage, path: readonly string[], value: Json, index: number): void {
  const [head = '', ...rest] = path;
  const field = message.fields.find(({ name }) => name === head);
  if (rest.length > 0 && field?.fieldKind === 'message' && message.isSet(field)) {
    addUnknown(message.get(field), rest, value, index);
    return;
  }
  const data = new BinaryWriter().string(`${path.join('.')}=${JSON.stringify(value)}`).finish();
  const no = unknownNumber + index;
  message.setUnknown([...(message.getUnknown() ?? []), { no, wireType: WireType.LengthDelimited, data }]);
}

function newestMs(records: readonly CaptureRecord[]): number {
  return records.reduce(
    (newest, record) => Math.max(newest, record.kind === 'flow' ? (record.flow.timeMs ?? 0) : 0),
    0,
  );
}

function shift(message: FlowMessage, times: ReplayTimes, shiftMs: number): void {
  if (times === 'each') message.time = timestampFromMs(Date.now());
  if (times !== 'newest' || !message.time) return;
  const { nanos } = message.time;
  const moved = timestampFromMs(Math.floor(millisecondsOf(message.time) + shiftMs));
  message.time = { ...moved, nanos: moved.nanos + (nanos % 1_000_000) };
}
