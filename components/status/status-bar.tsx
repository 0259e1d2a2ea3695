import type { ReactNode } from 'react';
import { Kbd } from '@/components/ui/badge';
import { LiveDot } from '@/components/ui/live-dot';
import { formatCount, formatDuration, formatRate } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { ClusterStatus, Status } from '@/lib/wire/frame';

export interface StatusBarProps {
  readonly status: Status | null;
  /** The stream to our own server is up. */
  readonly connected: boolean;
  readonly onKeys: () => void;
  /** Who looks. */
  readonly who?: ReactNode;
}

/** The facts one checks first when a flow "is not there". */
export function StatusBar({ status, connected, onKeys, who }: StatusBarProps) {
  const clusters = status?.clusters ?? [];
  return (
    <footer className="flex h-6 items-center gap-4 overflow-hidden whitespace-nowrap border-line border-t bg-surface px-3 text-11 text-subtle">
      {/* Most important first: facts that do not fit go to a second line, which is out of sight. */}
      <div className="flex h-6 min-w-0 flex-1 flex-wrap gap-x-4 overflow-hidden [&>*]:h-6 [&>*]:leading-6!">
        {!connected && (
          <Fact>
            <LiveDot state={status ? 'warn' : 'waiting'} />
            {status ? 'Eyepiece unreachable' : 'Connecting'}
          </Fact>
        )}
        {clusters.length === 1 && clusters[0] ? (
          <ClusterFacts cluster={clusters[0]} connected={connected} />
        ) : (
          clusters.length > 1 && <ClustersFacts clusters={clusters} connected={connected} />
        )}
      </div>
      {who}
      <span className="hidden flex-none lg:inline">Times in UTC</span>
      <button
        className="hidden flex-none items-center gap-1.5 hover:text-fg sm:inline-flex"
        onClick={onKeys}
        type="button"
      >
        <Kbd>?</Kbd>
        Keys
      </button>
    </footer>
  );
}

function ClusterFacts({ cluster, connected }: { cluster: ClusterStatus; connected: boolean }) {
  return cluster.source !== 'relay' ? (
    <>
      <Fact>
        <LiveDot state="still" />
        {cluster.source === 'capture' && 'Capture '}
        {visible(cluster.address)}
      </Fact>
      <Fact name="Holds">{formatCount(cluster.held.flows)} flows</Fact>
    </>
  ) : (
    <>
      {connected && <Relay cluster={cluster} />}
      <Nodes cluster={cluster} />
      <Fact name="Receiving">{formatRate(cluster.flowsPerSecond).replace('/s', ' flows/s')}</Fact>
      {cluster.lagMs !== null && <Fact name="Lag">{formatLag(cluster.lagMs)}</Fact>}
      <Fact name="Lost">{lostText(cluster)}</Fact>
      <Fact name="Memory holds">{memoryOf(cluster) ?? 'no flows yet'}</Fact>
      {cluster.repeatsDropped > 0 && <Fact name="Repeats left out">{formatCount(cluster.repeatsDropped)}</Fact>}
    </>
  );
}

function Relay({ cluster }: { cluster: ClusterStatus }) {
  const { connection } = cluster;
  if (connection.state === 'live')
    return (
      <Fact>
        <LiveDot state="still" />
        Relay connected
      </Fact>
    );
  if (connection.state === 'connecting' && connection.attempt === 1)
    return (
      <Fact>
        <LiveDot state="waiting" />
        Connecting to {cluster.address}
      </Fact>
    );
  return (
    <>
      <Fact>
        <LiveDot state="warn" />
        <span className="text-warn-text">Relay unreachable</span>
      </Fact>
      <span className="mono-11">{cluster.address}</span>
      {connection.state !== 'idle' && <Fact name="Attempt">{connection.attempt}</Fact>}
    </>
  );
}

function Nodes({ cluster }: { cluster: ClusterStatus }) {
  const { nodesConnected, nodesUnavailable, nodes } = cluster;
  if (nodesConnected === null) return null;
  const silent = nodes.filter((node) => node.state !== 'connected').map((node) => visible(node.name));
  return (
    <>
      <Fact name="Nodes">
        {nodesConnected}/{nodesConnected + (nodesUnavailable ?? 0)}
      </Fact>
      {silent.length > 0 && (
        <span className="hidden md:inline">
          <span className="text-muted mono-11">{silent.slice(0, 2).join(', ')}</span>
          {silent.length > 2 && ` and ${silent.length - 2} more`} unavailable
        </span>
      )}
    </>
  );
}

function ClustersFacts({ clusters, connected }: { clusters: readonly ClusterStatus[]; connected: boolean }) {
  const live = clusters.filter((cluster) => cluster.connection.state === 'live');
  const flowsPerSecond = clusters.reduce((sum, cluster) => sum + cluster.flowsPerSecond, 0);
  const held = clusters.reduce((sum, cluster) => sum + cluster.held.flows, 0);
  return (
    <>
      <Fact>
        <LiveDot state={connected && live.length === clusters.length ? 'still' : 'warn'} />
        {live.length}/{clusters.length} clusters connected
      </Fact>
      <Fact name="Receiving">{formatRate(flowsPerSecond).replace('/s', ' flows/s')}</Fact>
      <Fact name="Memory holds">{formatCount(held)} flows</Fact>
    </>
  );
}

function Fact({ name, children }: { name?: string; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      {name}
      {name ? <b className="font-normal text-muted mono-11">{children}</b> : children}
    </span>
  );
}

/** How far back the server remembers: "200,000 flows, 83 s"; null while it holds nothing. */
export function memoryOf({ held, flowsSince, lastFlow }: ClusterStatus): string | null {
  if (flowsSince === null || lastFlow === null) return null;
  return `${formatCount(held.flows)} flows, ${formatDuration(Date.parse(lastFlow) - Date.parse(flowsSince))}`;
}

function lostText({ lostEvents, lostEventsUnknown }: ClusterStatus): string {
  const known = `${formatCount(Number(lostEvents))} events`;
  return lostEventsUnknown > 0 ? `${known} and more` : known;
}

const formatLag = (ms: number) => `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
