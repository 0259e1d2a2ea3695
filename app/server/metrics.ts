// Prometheus text: the process, and what the streams carry.
import 'server-only';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { KindStatus } from '@/lib/kubernetes/status';
import type { ClusterStatus, Status } from '@/lib/live/live';
import type { NotifyStatus } from '@/lib/notify/notify';
import { getLive, liveBusy } from './live';
import { getNotifier } from './notify';
import { getKubernetes } from './policies/kubernetes';

type Reading = {
  /** Ends in `_total` when it only grows, as Prometheus has it: a counter, not a gauge. */
  readonly name: string;
  readonly help: string;
  readonly read: (cluster: ClusterStatus) => number | null;
};

const perCluster: readonly Reading[] = [
  {
    name: 'eyepiece_relay_connected',
    help: '1 while flows can arrive from Relay',
    read: (c) => Number(c.connection.state === 'live'),
  },
  {
    name: 'eyepiece_flows_received_total',
    help: 'Flows received since start, repeats left out',
    read: (c) => c.flowsReceived,
  },
  { name: 'eyepiece_flows_repeated_total', help: 'Repeated flows left out since start', read: (c) => c.repeatsDropped },
  {
    name: 'eyepiece_flows_per_second',
    help: 'Flows received per second over the last 10 s',
    read: (c) => c.flowsPerSecond,
  },
  {
    name: 'eyepiece_lost_events_total',
    help: 'Events reported as lost, where their number was told',
    read: (c) => Number(c.lostEvents),
  },
  {
    name: 'eyepiece_unknown_responses_total',
    help: 'Responses of a kind this version does not know',
    read: (c) => c.unknownResponses,
  },
  {
    name: 'eyepiece_malformed_messages_total',
    help: 'Messages that could not be decoded',
    read: (c) => c.malformedMessages,
  },
  { name: 'eyepiece_nodes_connected', help: 'Nodes Relay is connected to', read: (c) => c.nodesConnected },
  { name: 'eyepiece_nodes_unavailable', help: 'Nodes Relay cannot reach', read: (c) => c.nodesUnavailable },
  {
    name: 'eyepiece_lag_seconds',
    help: 'From the newest flow to its arrival',
    read: (c) => (c.lagMs === null ? null : c.lagMs / 1000),
  },
  { name: 'eyepiece_held_flows', help: 'Flows held by the flow log', read: (c) => c.held.flows },
  { name: 'eyepiece_held_bytes', help: 'Bytes held for this cluster', read: (c) => c.held.bytes },
  { name: 'eyepiece_held_rows', help: 'Rollup rows held', read: (c) => c.held.rows },
  {
    name: 'eyepiece_upstream_streams',
    help: 'Filtered streams open to Relay; none where all flows are read',
    read: (c) => c.streams?.length ?? null,
  },
];

interface Meters {
  readonly registry: Registry;
  /** Makes the figures those of the moment. */
  take(status: Status, busy: number): void;
  takeBeside(kinds: readonly KindStatus[], notifications: NotifyStatus | undefined): void;
}

const key = Symbol.for('eyepiece.metrics');
const home = globalThis as typeof globalThis & { [key]?: Meters };

/** The registry in the text format Prometheus scrapes. */
export async function metricsText(): Promise<{ contentType: string; text: string }> {
  home[key] ??= createMeters();
  const { registry, take, takeBeside } = home[key];
  take(await getLive().status(), liveBusy());
  takeBeside(getKubernetes()?.kinds() ?? [], getNotifier()?.status());
  return { contentType: registry.contentType, text: await registry.metrics() };
}

function createMeters(): Meters {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const readers = new Gauge({ name: 'eyepiece_readers', help: 'Open live streams', registers });
  const views = new Gauge({ name: 'eyepiece_views', help: 'Distinct views being computed', registers });
  const atWork = new Gauge({
    name: 'eyepiece_reading_busy_ratio',
    help: 'Part of the time since the last scrape that the thread which reads flows and makes views was at work',
    registers,
  });
  const limit = new Gauge({ name: 'eyepiece_memory_limit_bytes', help: 'What the process may take', registers });
  const held = new Gauge({
    name: 'eyepiece_memory_held_bytes',
    help: 'Bytes held, estimated where they cannot be counted',
    labelNames: ['kind'],
    registers,
  });
  const meters = perCluster.map(({ name, help, read }) => {
    const options = { name, help, labelNames: ['cluster'], registers };
    return { read, meter: name.endsWith('_total') ? new Counter(options) : new Gauge(options) };
  });
  return {
    registry,
    takeBeside: metersBeside(registry),
    take(status, busy) {
      atWork.set(busy);
      readers.set(status.readers);
      views.set(status.views);
      limit.set(status.memory?.limitBytes ?? 0);
      for (const [kind, bytes] of Object.entries(status.memory?.heldBytes ?? {})) held.set({ kind }, bytes);
      const relays = status.clusters.filter(({ source }) => source === 'relay');
      for (const { meter, read } of meters) {
        meter.reset();
        for (const relay of relays) {
          const value = read(relay);
          if (value !== null) meter.inc({ cluster: relay.cluster }, value);
        }
      }
    },
  };
}

/** Of what the server does besides reading flows; without values where it does not. */
function metersBeside(registry: Registry): Meters['takeBeside'] {
  const registers = [registry];
  const ofKind = { labelNames: ['kind'], registers };
  const objects = new Gauge({ name: 'eyepiece_kubernetes_objects', help: 'Policies read of the cluster', ...ofKind });
  const readAt = new Gauge({
    name: 'eyepiece_kubernetes_read_timestamp_seconds',
    help: 'When the Kubernetes API was last heard to say that these are all',
    ...ofKind,
  });
  const failures = new Counter({
    name: 'eyepiece_kubernetes_failures_total',
    help: 'Attempts to read that failed since start',
    ...ofKind,
  });
  const groups = new Counter({
    name: 'eyepiece_notified_groups_total',
    help: 'New drop groups since start that were told, and that were given up (lost)',
    labelNames: ['outcome'],
    registers,
  });
  const waiting = new Gauge({ name: 'eyepiece_notify_waiting', help: 'New drop groups not told yet', registers });
  const attempts = new Counter({
    name: 'eyepiece_notify_attempts_total',
    help: 'Attempts to hand over a notification since start',
    labelNames: ['outcome'],
    registers,
  });
  return (kinds, notifications) => {
    for (const meter of [objects, readAt, failures, groups, attempts]) meter.reset();
    for (const { kind, ...read } of kinds) {
      objects.set({ kind }, read.objects);
      failures.inc({ kind }, read.failures);
      if (read.readAt !== null) readAt.set({ kind }, Date.parse(read.readAt) / 1_000);
    }
    if (!notifications) return;
    const { told, lost, waiting: left } = notifications.groups;
    const { sent, failedAttempts } = notifications.messages;
    groups.inc({ outcome: 'told' }, told);
    groups.inc({ outcome: 'lost' }, lost);
    attempts.inc({ outcome: 'sent' }, sent);
    attempts.inc({ outcome: 'failed' }, failedAttempts);
    waiting.set(left);
  };
}
