// How the flow log reads what it keeps of a capture: each flow as the UTF-8 bytes of its jsonpb line.
import { parseJson } from '@/lib/capture/json';
import { readWrapper } from '@/lib/capture/parse-line';
import { isObject, readMessage, type Unknowns } from '@/lib/capture/read-message';
import { toFacts, toFlow, type Wrapper } from '@/lib/capture/to-flow';
import { flowFields, type WireFlow } from '@/lib/capture/wire-schema';
import { flowToJsonpb } from '@/lib/capture/write-jsonpb';
import type { EpochMs, Flow, FlowFacts, FlowId } from '@/lib/flow/flow';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes to keep of a captured flow. */
export const captureBytes = (flow: Flow): Uint8Array => encoder.encode(flowToJsonpb(flow));

/** Reads bytes made by captureBytes, which are in one form only. */
export const captureCodec = {
  facts(bytes: Uint8Array): FlowFacts {
    const { wire, wrapper, unknowns } = readBack(bytes);
    return toFacts(wire, wrapper, unknowns);
  },
  flow(bytes: Uint8Array, id: FlowId, arrivedMs: EpochMs): Flow {
    const { wire, wrapper, unknowns } = readBack(bytes);
    return { ...toFlow(wire, wrapper, unknowns, id, arrivedMs), id };
  },
} as const;

function readBack(bytes: Uint8Array): { wire: WireFlow; wrapper: Wrapper; unknowns: Unknowns } {
  const json = parseJson(decoder.decode(bytes));
  const body = isObject(json) ? json.flow : undefined;
  if (!isObject(json) || !isObject(body)) throw new TypeError('The bytes hold no captured flow.');
  const { wrapper, unknowns } = readWrapper(json, 'flow');
  return { wire: readMessage(flowFields, body, '', unknowns), wrapper, unknowns };
}
