// The types of a live frame, for code that must not carry the schemas.
export type {
  CaptureReport,
  ClusterStatus,
  Frame,
  Gap,
  NamespaceRow,
  NodeInfo,
  SeriesPoint,
  Status,
  Want,
} from '@/lib/live/live';
export type { ConnectionState } from '@/lib/relay/relay';
