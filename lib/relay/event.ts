// What Relay sends beside flows: lost events, node states, and kinds this version does not know.
import { fromBinary } from '@bufbuild/protobuf';
import { type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt';
import type { EpochMs } from '@/lib/flow/flow';
import type { LostEvent } from '@/proto/gen/flow/flow_pb';
import { type GetFlowsResponse, GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';
import { NodeState as NodeStateNumber, type NodeStatusEvent } from '@/proto/gen/relay/relay_pb';
import { lostSourceText, nodeStateText } from './enums';
import type { NodeState, RelayEvent } from './relay';

/** A GetFlowsResponse without a flow; throws on bytes that are none. */
export function otherEvent(bytes: Uint8Array): RelayEvent {
  const response = fromBinary(GetFlowsResponseSchema, bytes);
  switch (response.responseTypes.case) {
    case 'lostEvents':
      return lostEvent(response.responseTypes.value, response);
    case 'nodeStatus':
      return nodesEvent(response.responseTypes.value);
    default:
      return { kind: 'unknown', what: unknownKind(response) };
  }
}

function lostEvent(lost: LostEvent, response: GetFlowsResponse): RelayEvent {
  return {
    kind: 'lost',
    source: lostSourceText(lost.source),
    count: lost.numEventsLost === 0n ? null : String(lost.numEventsLost),
    node: response.nodeName,
    cpu: lost.cpu ?? null,
    timeMs: timeMs(response.time),
    firstMs: timeMs(lost.first),
    lastMs: timeMs(lost.last),
  };
}

function nodesEvent(status: NodeStatusEvent): RelayEvent {
  return {
    kind: 'nodes',
    state: nodeState(status.stateChange),
    stateText: nodeStateText(status.stateChange),
    names: status.nodeNames,
    message: status.message,
  };
}

const nodeStates: Readonly<Record<number, NodeState>> = {
  [NodeStateNumber.NODE_CONNECTED]: 'connected',
  [NodeStateNumber.NODE_UNAVAILABLE]: 'unavailable',
  [NodeStateNumber.NODE_GONE]: 'gone',
  [NodeStateNumber.NODE_ERROR]: 'error',
};

/** Relay's node states in our words. */
export function nodeState(state: number): NodeState {
  return nodeStates[state] ?? 'unknown';
}

function unknownKind(response: GetFlowsResponse): string {
  const numbers = [...new Set((response.$unknown ?? []).map(({ no }) => no))];
  return numbers.length === 0 ? 'empty response' : `response field ${numbers.join(', ')}`;
}

function timeMs(time: Timestamp | undefined): EpochMs | null {
  return time ? timestampMs(time) : null;
}
