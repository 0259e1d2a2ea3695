// Hubble's messages as their JSON has them: field names, kinds and order of flow.proto and observer.proto (Cilium 1.19).
// Reading and writing of lines both walk this table.
import { dropReasons } from '@/lib/flow/drop-reason';
import { type Json, trafficDirections, verdicts } from '@/lib/flow/flow';

export interface EnumField {
  readonly kind: 'enum';
  /** Names by number; gaps are unknown. */
  readonly names: ReadonlyMap<number, string>;
  /** Names by every way to write them: as they are, in capitals, and as numbers. */
  readonly spellings: ReadonlyMap<string, string>;
}

export type Field =
  | { readonly kind: 'text' | 'flag' | 'number' | 'decimal' | 'time' | 'any' | 'texts' }
  | EnumField
  /** A number that foreign exporters write as text. */
  | { readonly kind: 'numberOrText' }
  | { readonly kind: 'message' | 'messages'; readonly fields: Fields };

export interface Fields {
  readonly [name: string]: Field;
}

/** What a message reads as: absent fields are at their default, or were not sent. */
export type Wire<F extends Fields> = { readonly [name in keyof F]?: WireValue<F[name]> };

type WireValue<F extends Field> = F extends { kind: 'message'; fields: infer M extends Fields }
  ? Wire<M>
  : F extends { kind: 'messages'; fields: infer M extends Fields }
    ? readonly Wire<M>[]
    : F extends { kind: 'flag' }
      ? boolean
      : F extends { kind: 'number' }
        ? number
        : F extends { kind: 'numberOrText' }
          ? number | string
          : F extends { kind: 'texts' }
            ? readonly string[]
            : F extends { kind: 'any' }
              ? Json
              : string;

const text = { kind: 'text' } as const;
const texts = { kind: 'texts' } as const;
const flag = { kind: 'flag' } as const;
const number = { kind: 'number' } as const;
const decimal = { kind: 'decimal' } as const;
const time = { kind: 'time' } as const;
const any = { kind: 'any' } as const;
const message = <F extends Fields>(fields: F) => ({ kind: 'message', fields }) as const;
const messages = <F extends Fields>(fields: F) => ({ kind: 'messages', fields }) as const;

const counted = (...names: readonly string[]) => enumeration(new Map(numbered(...names)));

const ip = {
  source: text,
  source_xlated: text,
  destination: text,
  ipVersion: counted('IP_NOT_USED', 'IPv4', 'IPv6'),
  encrypted: flag,
} as const;

const ports = { source_port: number, destination_port: number } as const;
const icmp = { type: number, code: number } as const;

const layer4 = {
  TCP: message({
    ...ports,
    flags: message({
      FIN: flag,
      SYN: flag,
      RST: flag,
      PSH: flag,
      ACK: flag,
      URG: flag,
      ECE: flag,
      CWR: flag,
      NS: flag,
    }),
  }),
  UDP: message(ports),
  ICMPv4: message(icmp),
  ICMPv6: message(icmp),
  SCTP: message(ports),
  VRRP: message({ type: number, vrid: number, priority: number }),
  IGMP: message({ type: number, group_address: text }),
} as const;

const endpoint = {
  ID: number,
  identity: number,
  cluster_name: text,
  namespace: text,
  labels: texts,
  pod_name: text,
  workloads: messages({ name: text, kind: text }),
} as const;

const layer7 = {
  type: counted('UNKNOWN_L7_TYPE', 'REQUEST', 'RESPONSE', 'SAMPLE'),
  latency_ns: decimal,
  dns: message({
    query: text,
    ips: texts,
    ttl: number,
    cnames: texts,
    observation_source: text,
    rcode: number,
    qtypes: texts,
    rrtypes: texts,
  }),
  http: message({
    code: number,
    method: text,
    url: text,
    protocol: text,
    headers: messages({ key: text, value: text }),
  }),
  kafka: message({ error_code: number, api_version: number, api_key: text, correlation_id: number, topic: text }),
} as const;

const policies = messages({ name: text, namespace: text, labels: texts, revision: decimal, kind: text });
const service = message({ name: text, namespace: text });

const observationPoints = enumeration(
  new Map([
    ...numbered(
      'UNKNOWN_POINT',
      'TO_PROXY',
      'TO_HOST',
      'TO_STACK',
      'TO_OVERLAY',
      'FROM_ENDPOINT',
      'FROM_PROXY',
      'FROM_HOST',
      'FROM_STACK',
      'FROM_OVERLAY',
      'FROM_NETWORK',
      'TO_NETWORK',
      'FROM_CRYPTO',
      'TO_CRYPTO',
    ),
    [101, 'TO_ENDPOINT'],
  ]),
);

const capturePoints = enumeration(
  new Map([
    [0, 'DBG_CAPTURE_POINT_UNKNOWN'],
    [4, 'DBG_CAPTURE_DELIVERY'],
    [5, 'DBG_CAPTURE_FROM_LB'],
    [6, 'DBG_CAPTURE_AFTER_V46'],
    [7, 'DBG_CAPTURE_AFTER_V64'],
    [8, 'DBG_CAPTURE_PROXY_PRE'],
    [9, 'DBG_CAPTURE_PROXY_POST'],
    [10, 'DBG_CAPTURE_SNAT_PRE'],
    [11, 'DBG_CAPTURE_SNAT_POST'],
  ]),
);

const traceReasons = counted(
  'TRACE_REASON_UNKNOWN',
  'NEW',
  'ESTABLISHED',
  'REPLY',
  'RELATED',
  'REOPENED',
  'SRV6_ENCAP',
  'SRV6_DECAP',
  'ENCRYPT_OVERLAY',
);

const translationPoints = counted(
  'SOCK_XLATE_POINT_UNKNOWN',
  'SOCK_XLATE_POINT_PRE_DIRECTION_FWD',
  'SOCK_XLATE_POINT_POST_DIRECTION_FWD',
  'SOCK_XLATE_POINT_PRE_DIRECTION_REV',
  'SOCK_XLATE_POINT_POST_DIRECTION_REV',
);

/** flow.Flow, in the order in which Hubble writes its fields. */
export const flowFields = {
  time,
  uuid: text,
  emitter: message({ name: text, version: text }),
  verdict: counted(...verdicts),
  drop_reason: number,
  auth_type: counted('DISABLED', 'SPIRE', 'TEST_ALWAYS_FAIL'),
  ethernet: message({ source: text, destination: text }),
  IP: message(ip),
  l4: message(layer4),
  tunnel: message({
    protocol: counted('UNKNOWN', 'VXLAN', 'GENEVE'),
    IP: message(ip),
    l4: message(layer4),
    vni: number,
  }),
  source: message(endpoint),
  destination: message(endpoint),
  Type: counted('UNKNOWN_TYPE', 'L3_L4', 'L7', 'SOCK'),
  node_name: text,
  node_labels: texts,
  source_names: texts,
  destination_names: texts,
  l7: message(layer7),
  reply: flag,
  event_type: message({ type: number, sub_type: number }),
  source_service: service,
  destination_service: service,
  traffic_direction: counted(...trafficDirections),
  policy_match_type: { kind: 'numberOrText' },
  trace_observation_point: observationPoints,
  trace_reason: traceReasons,
  file: message({ name: text, line: number }),
  ip_trace_id: message({ trace_id: decimal, ip_option_type: number }),
  drop_reason_desc: enumeration(
    new Map([[0, 'DROP_REASON_UNKNOWN'], ...dropReasons.map(({ code, name }) => [code, name] as const)]),
  ),
  is_reply: flag,
  debug_capture_point: capturePoints,
  interface: message({ index: number, name: text }),
  proxy_port: number,
  trace_context: message({ parent: message({ trace_id: text }) }),
  sock_xlate_point: translationPoints,
  socket_cookie: decimal,
  cgroup_id: decimal,
  Summary: text,
  extensions: any,
  egress_allowed_by: policies,
  ingress_allowed_by: policies,
  egress_denied_by: policies,
  ingress_denied_by: policies,
  policy_log: texts,
  aggregate: message({ ingress_flow_count: number, egress_flow_count: number, unknown_direction_flow_count: number }),
} as const satisfies Fields;

export type WireFlow = Wire<typeof flowFields>;

/** flow.LostEvent. */
export const lostFields = {
  source: counted('UNKNOWN_LOST_EVENT_SOURCE', 'PERF_EVENT_RING_BUFFER', 'OBSERVER_EVENTS_QUEUE', 'HUBBLE_RING_BUFFER'),
  num_events_lost: decimal,
  cpu: number,
  first: time,
  last: time,
} as const satisfies Fields;

/** relay.NodeStatusEvent. */
export const nodeStatusFields = {
  state_change: counted('UNKNOWN_NODE_STATE', 'NODE_CONNECTED', 'NODE_UNAVAILABLE', 'NODE_GONE', 'NODE_ERROR'),
  node_names: texts,
  message: text,
} as const satisfies Fields;

function numbered(...names: readonly string[]): [number, string][] {
  return names.map((name, at) => [at, name]);
}

function enumeration(names: ReadonlyMap<number, string>): EnumField {
  const spellings = [...names].flatMap(([number, name]) =>
    [name, name.toUpperCase(), String(number)].map((text) => [text, name] as const),
  );
  return { kind: 'enum', names, spellings: new Map(spellings) };
}
