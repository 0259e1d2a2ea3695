// What is under the pointer: a line, or a node that does not say all of its name.
import { useMemo } from 'react';
import { Icon } from '@/components/ui/icon';
import { VeilNote } from '@/components/veil/veil';
import { entityKindText, entityLabel } from '@/lib/flow/entity-text';
import { countOf, formatCount, formatPort, formatRate } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { Point } from '@/lib/graph/geometry';
import type { Graph, GraphEdge, GraphNode } from '@/lib/graph/graph';
import { edgeSentence } from '@/lib/graph/text';
import { entitiesIn } from './picture/entities';
import type { MapSelection } from './selection';

export interface HoverNoteProps {
  readonly graph: Graph;
  readonly target: MapSelection;
  readonly at: Point;
}

export function HoverNote({ graph, target, at }: HoverNoteProps) {
  const edge = target.kind === 'edge' && graph.edges.find(({ id }) => id === target.id);
  const node = target.kind === 'node' && graph.nodes.find(({ id }) => id === target.id);
  if (!edge && !node) return null;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute z-20 w-80 rounded-3 border border-line-strong bg-overlay px-3 py-2.5 shadow-pop"
      style={{ left: `min(${at.x + 12}px, calc(100% - 332px))`, top: `min(${at.y + 16}px, calc(100% - 120px))` }}
    >
      {edge && <EdgeNote edge={edge} graph={graph} />}
      {node && <NodeNote node={node} />}
    </div>
  );
}

function NodeNote({ node }: { node: GraphNode }) {
  return (
    <>
      <div className="break-all font-semibold text-13 leading-4">{entityLabel(node)}</div>
      <p className="mt-1 text-12 text-muted">
        {[visible(node.namespace), entityKindText(node)].filter(Boolean).join(', ')}
      </p>
      <VeilNote className="mt-1" ends={[node]} />
      {node.denials > 0 && <p className="mt-2 text-11 text-dropped-text">{countOf(node.denials, 'drop')}</p>}
    </>
  );
}

function EdgeNote({ graph, edge }: { graph: Graph; edge: GraphEdge }) {
  const entityOf = useMemo(() => entitiesIn(graph), [graph]);
  const [client, server] = [entityOf(edge.source), entityOf(edge.destination)];
  return (
    <>
      <div className="flex items-center gap-1.5 font-semibold text-13 leading-4">
        <span className="truncate">{entityLabel(client)}</span>
        <Icon name="arrow-right" size={12} />
        <span className="truncate">{entityLabel(server)}</span>
        <span className="mono font-normal text-muted">{formatPort(edge.protocol, edge.port)}</span>
      </div>
      <p className="mt-1 text-12 text-muted">{edgeSentence(edge, client, server)}</p>
      <div className="mt-2 flex gap-3 text-11 text-subtle">
        {figures(edge).map((figure) => (
          <span key={figure}>{figure}</span>
        ))}
      </div>
    </>
  );
}

function figures(edge: GraphEdge): string[] {
  const passing = [`${formatCount(edge.flows)} flows`, formatRate(edge.flowsPerSecond)];
  if (edge.denials === 0) return passing;
  return [`${formatCount(edge.denials)} drops`, formatRate(edge.denialsPerSecond), ...passing.slice(0, 1)];
}
