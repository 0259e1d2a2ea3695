// A selected node: who calls it, whom it calls, and what is refused.
import type { ReactNode } from 'react';
import { iconOf } from '@/components/service-map/picture/card';
import type { MapSelection } from '@/components/service-map/selection';
import { VeilNote } from '@/components/veil/veil';
import { VerdictGlyph } from '@/components/verdict/verdict';
import type { Entity } from '@/lib/flow/entity';
import { entityKindText, entityLabel } from '@/lib/flow/entity-text';
import { countOf, formatCount, formatLatency, formatPort, formatRate } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { Latency } from '@/lib/graph/exchanges';
import { type Graph, type GraphEdge, type GraphNode, isRefusing } from '@/lib/graph/graph';
import type { SeenPods } from '@/lib/graph/seen-pods';
import { podsText, refusalText } from '@/lib/graph/text';
import { Figures, PanelHead, PanelRow, PanelSection } from './panel-parts';

export interface NodeFactsProps {
  readonly node: GraphNode;
  readonly graph: Graph;
  readonly entityOf: (id: string) => Entity;
  readonly onSelect: (selection: MapSelection) => void;
  /** How long HTTP answers took, by the ids of edges. */
  readonly latencies?: ReadonlyMap<string, Latency> | undefined;
  /** The pods that were seen behind it. */
  readonly seen?: SeenPods | undefined;
}

export function NodeFacts({ node, graph, entityOf, onSelect, latencies, seen }: NodeFactsProps) {
  const into = graph.edges.filter((edge) => edge.destination === node.id);
  const out = graph.edges.filter((edge) => edge.source === node.id);
  // What a node asks of itself goes in and out.
  const refused = [...new Set([...into, ...out])].filter(isRefusing).sort((a, b) => b.denials - a.denials);
  const row = (edge: GraphEdge, other: string) => (
    <CallRow
      edge={edge}
      key={edge.id}
      latency={latencies?.get(edge.id)}
      onPress={() => onSelect({ kind: 'edge', id: edge.id })}
      other={entityOf(other)}
    />
  );
  return (
    <>
      <PanelHead icon={iconOf(node)} line={whereIs(node, seen)} title={entityLabel(node)} />
      <VeilNote className="border-line border-b px-4 py-3" ends={[node]} />
      <Figures
        figures={[
          { name: 'In', value: rateOf(into) },
          { name: 'Out', value: rateOf(out) },
          { name: 'Denied', value: formatCount(node.denials), tone: node.denials > 0 ? 'dropped' : 'plain' },
        ]}
      />
      <PanelSection title="Denied">
        {refused.map((edge) => (
          <RefusedRow edge={edge} key={edge.id} node={node} onSelect={onSelect} other={entityOf} />
        ))}
      </PanelSection>
      <PanelSection title="Called by">{byRate(into).map((edge) => row(edge, edge.source))}</PanelSection>
      <PanelSection title="Calls">{byRate(out).map((edge) => row(edge, edge.destination))}</PanelSection>
      <PanelSection title="Ports">{portRows(node)}</PanelSection>
      {seen && (
        <PanelSection title={seen.pods === 1 ? 'Labels' : 'Labels of all pods seen'}>{labelTags(seen)}</PanelSection>
      )}
    </>
  );
}

/** "shop, Deployment, default, 4 pods seen on 3 nodes". */
function whereIs(node: GraphNode, seen: SeenPods | undefined): string {
  const place = [visible(node.namespace), entityKindText(node), visible(node.cluster)];
  return [...place, seen ? podsAndNodes(seen) : ''].filter(Boolean).join(', ');
}

function podsAndNodes(seen: SeenPods): string {
  return seen.nodes > 0 ? `${podsText(seen)} on ${countOf(seen.nodes, 'node')}` : podsText(seen);
}

function labelTags({ labels, moreLabels }: SeenPods): ReactNode[] {
  const tags = labels.map((label) => (
    <li
      className="mr-1 mb-1 inline-block max-w-full truncate rounded-1 bg-active px-1.5 font-mono text-11 text-fg"
      key={label}
    >
      {visible(label)}
    </li>
  ));
  return moreLabels === 0 ? tags : [...tags, <PanelRow key="more" name={`${formatCount(moreLabels)} more`} />];
}

const byRate = (edges: readonly GraphEdge[]): GraphEdge[] =>
  [...edges].sort((a, b) => b.flowsPerSecond - a.flowsPerSecond || b.flows - a.flows);

function rateOf(edges: readonly GraphEdge[]): string {
  return formatRate(edges.reduce((sum, edge) => sum + edge.flowsPerSecond, 0));
}

interface CallRowProps {
  readonly edge: GraphEdge;
  readonly latency?: Latency | undefined;
  readonly other: Entity;
  readonly onPress: () => void;
}

function CallRow({ edge, latency, other, onPress }: CallRowProps) {
  return (
    <PanelRow
      detail={formatPort(edge.protocol, edge.port)}
      figure={
        <>
          {edge.denials > 0 && <DenialFigure edge={edge} />}
          {edge.state !== 'denied' && formatRate(edge.flowsPerSecond)}
          {latency && <span className="text-muted">{`p95 ${formatLatency(latency.p95)}`}</span>}
        </>
      }
      icon={iconOf(other)}
      name={entityLabel(other)}
      onPress={onPress}
    />
  );
}

function DenialFigure({ edge }: { edge: GraphEdge }): ReactNode {
  return (
    <span className="flex items-center gap-1 text-dropped-text">
      <VerdictGlyph size={10} tone="dropped" />
      {edge.denialsPerSecond > 0 ? formatRate(edge.denialsPerSecond) : formatCount(edge.denials)}
    </span>
  );
}

interface RefusedRowProps {
  readonly edge: GraphEdge;
  readonly node: GraphNode;
  readonly other: (id: string) => Entity;
  readonly onSelect: (selection: MapSelection) => void;
}

/** One refused connection: which way, why, by which policy, how often. */
function RefusedRow({ edge, node, other, onSelect }: RefusedRowProps) {
  const [way, far] = edge.source === node.id ? ['to', edge.destination] : ['from', edge.source];
  return (
    <li className="mb-2">
      <button
        className="block w-full rounded-1 border border-line border-l-2 border-l-dropped px-2 py-1.5 text-left hover:bg-hover"
        onClick={() => onSelect({ kind: 'edge', id: edge.id })}
        type="button"
      >
        <span className="flex items-center gap-1.5 text-12">
          <VerdictGlyph tone="dropped" />
          <span className="truncate font-semibold">{`${way} ${entityLabel(other(far))}`}</span>
          <span className="mono-11 text-muted">{formatPort(edge.protocol, edge.port)}</span>
          <span className="mono-11 ml-auto text-dropped-text">{countOf(edge.denials, 'drop')}</span>
        </span>
        <span className="block text-12 text-muted">{visible([refusalText(edge), ...edge.policies].join(', '))}</span>
      </button>
    </li>
  );
}

function portRows(node: GraphNode): ReactNode[] {
  const rows = node.ports.map((port) => (
    <PanelRow
      figure={
        <>
          {port.denials > 0 && <span className="text-dropped-text">{`${formatCount(port.denials)} denied`}</span>}
          <span className="text-muted">{countOf(port.flows, 'flow')}</span>
        </>
      }
      key={`${port.protocol}/${port.port}`}
      name={<span className="font-mono">{formatPort(port.protocol, port.port)}</span>}
    />
  ));
  if (node.morePorts === 0) return rows;
  return [...rows, <PanelRow key="more" name={`${formatCount(node.morePorts)} more`} />];
}
