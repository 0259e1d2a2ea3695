// Hubble's FlowFilter (flow.proto, Cilium 1.19) as plain protobuf JSON: original field names, 64-bit numbers
// as decimal text. lib/relay and the demo relay turn it into the message; this layer knows no protobuf.
import type { Decimal64 } from '@/lib/flow/flow';

/** An enum as protobuf JSON writes it: its name, or the number where the name is not known. */
export type EnumJson = string | number;

export interface RelayWorkload {
  /** Exact; absent is any. */
  readonly name?: string;
  readonly kind?: string;
}

export interface RelayEventType {
  /** 0 or absent is any. */
  readonly type?: number;
  /** Without it `sub_type` is ignored, because 0 is a sub type. */
  readonly match_sub_type?: boolean;
  readonly sub_type?: number;
}

interface RelayTcpFlags {
  readonly FIN?: boolean;
  readonly SYN?: boolean;
  readonly RST?: boolean;
  readonly PSH?: boolean;
  readonly ACK?: boolean;
  readonly URG?: boolean;
  readonly ECE?: boolean;
  readonly CWR?: boolean;
  readonly NS?: boolean;
}

/** Values of one field are "or", fields are "and", filters of one list are "or". `{}` matches every flow. */
export interface RelayFilter {
  readonly uuid?: readonly string[];
  readonly source_ip?: readonly string[];
  readonly source_ip_xlated?: readonly string[];
  readonly source_pod?: readonly string[];
  readonly source_fqdn?: readonly string[];
  readonly source_label?: readonly string[];
  readonly source_service?: readonly string[];
  readonly source_workload?: readonly RelayWorkload[];
  readonly source_cluster_name?: readonly string[];
  readonly destination_ip?: readonly string[];
  readonly destination_pod?: readonly string[];
  readonly destination_fqdn?: readonly string[];
  readonly destination_label?: readonly string[];
  readonly destination_service?: readonly string[];
  readonly destination_workload?: readonly RelayWorkload[];
  readonly destination_cluster_name?: readonly string[];
  readonly traffic_direction?: readonly EnumJson[];
  readonly verdict?: readonly EnumJson[];
  readonly drop_reason_desc?: readonly EnumJson[];
  readonly interface?: readonly { readonly index?: number; readonly name?: string }[];
  readonly event_type?: readonly RelayEventType[];
  readonly http_status_code?: readonly string[];
  readonly protocol?: readonly string[];
  readonly source_port?: readonly string[];
  readonly destination_port?: readonly string[];
  readonly reply?: readonly boolean[];
  readonly dns_query?: readonly string[];
  readonly source_identity?: readonly number[];
  readonly destination_identity?: readonly number[];
  readonly http_method?: readonly string[];
  readonly http_path?: readonly string[];
  readonly http_url?: readonly string[];
  readonly http_header?: readonly { readonly key?: string; readonly value?: string }[];
  readonly tcp_flags?: readonly RelayTcpFlags[];
  readonly node_name?: readonly string[];
  readonly node_labels?: readonly string[];
  readonly ip_version?: readonly EnumJson[];
  readonly trace_id?: readonly string[];
  readonly ip_trace_id?: readonly Decimal64[];
  readonly encrypted?: readonly boolean[];
  readonly experimental?: { readonly cel_expression?: readonly string[] };
}
