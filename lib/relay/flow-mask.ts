// Which fields of a flow a filtered stream asks for. Everything that is counted, filtered by, drawn or listed; what
// only a look at one flow shows is asked for when somebody looks.
import { FlowSchema } from '@/proto/gen/flow/flow_pb';

/** Large, or said by other fields: the labels of the node on every one of its flows are half of a message. */
const leftOut: ReadonlySet<string> = new Set(['node_labels', 'reply', 'Summary', 'extensions']);

/** The first Cilium 1.x with a `field_mask`, and fields that came later. An agent refuses a mask that names others. */
const maskSince = 16;
const fieldSince: Readonly<Record<string, number>> = {
  file: 17,
  tunnel: 18,
  policy_log: 18,
  emitter: 19,
  ip_trace_id: 19,
  aggregate: 19,
};

/**
 * The mask that all agents of these versions understand, messages as wholes, so that none is made present or of another
 * protocol by it. Undefined, which asks for whole flows, where one of them is older than masks or says nothing sound.
 */
export function flowMask(agentVersions: readonly string[]): readonly string[] | undefined {
  const minor = Math.min(...agentVersions.map(minorOf));
  if (agentVersions.length === 0 || Number.isNaN(minor) || minor < maskSince) return undefined;
  const names = FlowSchema.fields.map(({ name }) => name);
  return names.filter((name) => !leftOut.has(name) && (fieldSince[name] ?? maskSince) <= minor);
}

/** Whether this is what an agent answers whose flows do not have all the fields that a mask names. */
export function isMaskRefusal(message: string): boolean {
  return /field.?mask/i.test(message);
}

/** NaN for what is not a 1.x version, such as `v1.19.4` or `cilium-agent v1.16.0+g1a2b3c`. */
function minorOf(version: string): number {
  return Number(/\bv?1\.(\d+)\b/.exec(version)?.[1] ?? Number.NaN);
}
