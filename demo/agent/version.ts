// Which fields an agent of an older Cilium knows, so that the relay can play one.
// From the vendored protos of each release; Flow and FlowFilter fields that are not listed are older than 1.13.
import type { FilterField } from '@/demo/filter/flow-filter';
import type { Endpoint, Flow, Policy } from '@/proto/gen/flow/flow_pb';

/** Minor release of Cilium 1.x. */
export type Minor = number;

export const newestVersion = '1.19.4';

/** `1.16.3` is 16; throws on anything but a 1.x version. */
export function minorOf(version: string): Minor {
  const minor = /^v?1\.(\d+)(\.|-|\+|$)/.exec(version)?.[1];
  if (minor === undefined) throw new Error(`version ${JSON.stringify(version)} is not a Cilium version such as 1.16.3`);
  return Number(minor);
}

const filterFieldsSince: { readonly [Field in FilterField]?: Minor } = {
  sourceWorkload: 13,
  destinationWorkload: 13,
  traceId: 13,
  uuid: 14,
  trafficDirection: 14,
  httpUrl: 15,
  httpHeader: 15,
  dropReasonDesc: 16,
  interface: 16,
  nodeLabels: 16,
  sourceIpXlated: 16,
  experimental: 16,
  sourceClusterName: 17,
  destinationClusterName: 17,
  encrypted: 19,
  ipTraceId: 19,
};

const flowFieldsSince: Readonly<Record<string, Minor>> = {
  uuid: 14,
  auth_type: 14,
  extensions: 15,
  egress_allowed_by: 15,
  ingress_allowed_by: 15,
  egress_denied_by: 16,
  ingress_denied_by: 16,
  node_labels: 16,
  trace_reason: 16,
  file: 17,
  tunnel: 18,
  policy_log: 18,
  emitter: 19,
  ip_trace_id: 19,
  aggregate: 19,
};

/** By the field's name in the proto. */
export function knowsFlowField(name: string, minor: Minor): boolean {
  return (flowFieldsSince[name] ?? 0) <= minor;
}

export function knowsFilterField(field: FilterField, minor: Minor): boolean {
  return (filterFieldsSince[field] ?? 0) <= minor;
}

/** Takes out, in place, what an agent of this version would not send. */
export function limitToVersion(flow: Flow, minor: Minor): void {
  if (minor >= 19) return;
  delete flow.emitter;
  delete flow.ipTraceId;
  delete flow.aggregate;
  if (flow.tunnel) flow.tunnel.vni = 0;
  if (minor < 18) {
    delete flow.tunnel;
    flow.policyLog = [];
  }
  if (minor < 17) {
    delete flow.file;
    for (const policy of policies(flow)) policy.kind = '';
  }
  if (minor < 16) limitTo15(flow);
  if (minor < 15) limitTo14(flow);
  if (minor < 14) {
    flow.uuid = '';
    flow.authType = 0;
  }
}

function limitTo15(flow: Flow): void {
  flow.nodeLabels = [];
  flow.traceReason = 0;
  flow.egressDeniedBy = [];
  flow.ingressDeniedBy = [];
  if (flow.IP) flow.IP.sourceXlated = '';
  for (const end of ends(flow)) end.clusterName = '';
}

function limitTo14(flow: Flow): void {
  delete flow.extensions;
  flow.egressAllowedBy = [];
  flow.ingressAllowedBy = [];
}

function ends(flow: Flow): Endpoint[] {
  return [flow.source, flow.destination].filter((end) => end !== undefined);
}

function policies(flow: Flow): Policy[] {
  return [...flow.egressAllowedBy, ...flow.ingressAllowedBy, ...flow.egressDeniedBy, ...flow.ingressDeniedBy];
}
