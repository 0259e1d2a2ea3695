// What the line under the pointer is.
import { useMemo } from 'react';
import { Icon } from '@/components/ui/icon';
import { entityLabel } from '@/lib/flow/entity-text';
import { formatCount, formatPort, formatRate } from '@/lib/flow/format';
import type { Point } from '@/lib/graph/geometry';
import type { Graph, GraphEdge } from '@/lib/graph/graph';
import { edgeSentence } from '@/lib/graph/text';
import { entitiesIn } from './entities';

export function HoverNote({ graph, edge: id, at }: { graph: Graph; edge: string; at: Point }) {
  const edge = graph.edges.find(({ id: other }) => other === id);
  const entityOf = useMemo(() => entitiesIn(graph), [graph]);
  if (!edge) return null;
  const [client, server] = [entityOf(edge.source), entityOf(edge.destination)];
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute z-20 w-80 rounded-3 border border-line-strong bg-overlay px-3 py-2.5 shadow-pop"
      style={{ left: `min(${at.x + 12}px, calc(100% - 332px))`, top: `min(${at.y + 16}px, calc(100% - 120px))` }}
    >
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
    </div>
  );
}

function figures(edge: GraphEdge): string[] {
  const passing = [`${formatCount(edge.flows)} flows`, formatRate(edge.flowsPerSecond)];
  if (edge.denials === 0) return passing;
  return [`${formatCount(edge.denials)} drops`, formatRate(edge.denialsPerSecond), ...passing.slice(0, 1)];
}
