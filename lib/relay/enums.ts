// Hubble's enums as text: the name, or the number where this version has no name for it.
import type { DescEnum } from '@bufbuild/protobuf';
import {
  AuthTypeSchema,
  DebugCapturePointSchema,
  DropReasonSchema,
  FlowTypeSchema,
  IPVersionSchema,
  L7FlowTypeSchema,
  LostEventSourceSchema,
  SocketTranslationPointSchema,
  TraceObservationPointSchema,
  TraceReasonSchema,
  TrafficDirectionSchema,
  Tunnel_ProtocolSchema,
  VerdictSchema,
} from '@/proto/gen/flow/flow_pb';
import { NodeStateSchema } from '@/proto/gen/relay/relay_pb';

/** Never maps an unknown number to a known name. */
export type EnumText = (value: number) => string;

export const verdictText = enumText(VerdictSchema);
export const dropReasonText = enumText(DropReasonSchema);
export const directionText = enumText(TrafficDirectionSchema);
export const flowTypeText = enumText(FlowTypeSchema);
export const ipVersionText = enumText(IPVersionSchema);
export const l7TypeText = enumText(L7FlowTypeSchema);
export const traceReasonText = enumText(TraceReasonSchema);
export const authTypeText = enumText(AuthTypeSchema);
export const observationPointText = enumText(TraceObservationPointSchema);
export const capturePointText = enumText(DebugCapturePointSchema);
export const sockXlatePointText = enumText(SocketTranslationPointSchema);
export const tunnelProtocolText = enumText(Tunnel_ProtocolSchema);
export const lostSourceText = enumText(LostEventSourceSchema);
export const nodeStateText = enumText(NodeStateSchema);

function enumText(schema: DescEnum): EnumText {
  const names: (string | undefined)[] = [];
  for (const { number, name } of schema.values) names[number] = name;
  return (value) => (value >= 0 && value < names.length ? names[value] : undefined) ?? String(value);
}
