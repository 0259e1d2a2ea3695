// Prometheus text: the process, and what the streams carry.
import 'server-only';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ClusterStatus, Status } from '@/lib/live/live';
import { getLive } from './live';

type Reading = {
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
    name: 'eyepiece_flows_received',
    help: 'Flows received since start, repeats left out',
    read: (c) => c.flowsReceived,
  },
  { name: 'eyepiece_flows_repeated', help: 'Repeated flows left out since start', read: (c) => c.repeatsDropped },
  {
    name: 'eyepiece_flows_per_second',
    help: 'Flows received per second over the last 10 s',
    read: (c) => c.flowsPerSecond,
  },
  { name: 'eyepiece_lost_events', help: 'Events that nodes reported as lost', read: (c) => Number(c.lostEvents) },
  {
    name: 'eyepiece_unknown_responses',
    help: 'Responses of a kind this version does not know',
    read: (c) => c.unknownResponses,
  },
  { name: 'eyepiece_malformed_messages', help: 'Messages that could not be decoded', read: (c) => c.malformedMessages },
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
];

const key = Symbol.for('eyepiece.metrics');
const home = globalThis as typeof globalThis & { [key]?: Registry };

/** The registry in the text format Prometheus scrapes. */
export async function metricsText(): Promise<{ contentType: string; text: string }> {
  home[key] ??= createRegistry();
  return { contentType: home[key].contentType, text: await home[key].metrics() };
}

function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  gauge(registry, 'eyepiece_readers', 'Open live streams', [], (status, set) => set({}, status.readers));
  gauge(registry, 'eyepiece_views', 'Distinct views being computed', [], (status, set) => set({}, status.views));
  for (const { name, help, read } of perCluster) {
    gauge(registry, name, help, ['cluster'], (status, set) => {
      for (const cluster of status.clusters.filter((c) => c.source === 'relay')) {
        const value = read(cluster);
        if (value !== null) set({ cluster: cluster.cluster }, value);
      }
    });
  }
  return registry;
}

function gauge(
  registry: Registry,
  name: string,
  help: string,
  labelNames: string[],
  read: (status: Status, set: (labels: Record<string, string>, value: number) => void) => void,
): void {
  new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      this.reset();
      read(await getLive().status(), (labels, value) => this.set(labels, value));
    },
  });
}
