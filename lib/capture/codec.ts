// How the flow log reads what it keeps of a capture: each flow as the UTF-8 bytes of its jsonpb line.
import { parseCaptureLine } from '@/lib/capture/parse-line';
import { flowToJsonpb } from '@/lib/capture/write-jsonpb';
import type { EpochMs, Flow, FlowFacts, FlowId } from '@/lib/flow/flow';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes to keep of a captured flow. */
export const captureBytes = (flow: Flow): Uint8Array => encoder.encode(flowToJsonpb(flow));

/** Reads bytes made by captureBytes. */
export const captureCodec = {
  facts: (bytes: Uint8Array): FlowFacts => readBack(bytes),
  flow: (bytes: Uint8Array, id: FlowId, arrivedMs: EpochMs): Flow => ({ ...readBack(bytes), id, arrivedMs }),
} as const;

function readBack(bytes: Uint8Array): Flow {
  const record = parseCaptureLine(decoder.decode(bytes), 0);
  if (record?.kind !== 'flow') throw new TypeError('The bytes hold no captured flow.');
  return record.flow;
}
