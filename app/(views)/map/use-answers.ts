'use client';

// What HTTP answers tell of the things on the map: of lines, of cards, and of what is selected.
import { useMemo } from 'react';
import { useView } from '@/app/workspace/use-view';
import { entityFilter } from '@/components/service-map/filters';
import type { MapSelection } from '@/components/service-map/selection';
import type { Entity } from '@/lib/flow/entity';
import { type Latency, latenciesBy, type Served, servedBy, servedByServer } from '@/lib/graph/exchanges';
import { foldEntity } from '@/lib/graph/fold-entity';
import type { Graph } from '@/lib/graph/graph';
import { linesOf } from '@/lib/graph/lines';
import { useExchanges } from './use-exchanges';
import type { ShownMap } from './use-map';

/** Of what is drawn as one line, too. Asked for only while they are on the lines. */
export function useLatencies({ folded, look }: ShownMap): ReadonlyMap<string, Latency> {
  const { view } = useView();
  const wanted = look.figure === 'p50' || look.figure === 'p95';
  const { exchanges } = useExchanges(view, wanted);
  return useMemo(
    () => latenciesBy(exchanges, (one) => linesOf(one, view.group, folded.standsFor)),
    [exchanges, view.group, folded.standsFor],
  );
}

/** What each server is asked; undefined while cards do not tell of it. */
export function useCardEndpoints({ look }: ShownMap): ReadonlyMap<string, Served> | undefined {
  const { view } = useView();
  const wanted = look.cards === 'endpoints';
  const { exchanges } = useExchanges(view, wanted);
  return useMemo(
    () => (wanted ? servedByServer(exchanges, (server) => foldEntity(server, view.group).id) : undefined),
    [wanted, exchanges, view.group],
  );
}

export interface Answers {
  /** What the node is asked, or what is asked on the edge. */
  readonly served?: Served;
  /** By the ids of edges. */
  readonly latencies: ReadonlyMap<string, Latency>;
}

/** Of what is selected. Only what speaks HTTP is asked about. */
export function useAnswersAbout(selection: MapSelection | null, { graph, folded }: ShownMap): Answers {
  const { view } = useView();
  const { node, edge } = useMemo(() => selectedIn(selection, graph), [selection, graph]);
  const server = node ?? edge?.server;
  const wanted = server !== undefined && hasHttp(selection, graph);
  const about = !wanted ? '' : edge ? `${entityFilter(edge.client)} ${entityFilter(server)}` : entityFilter(server);
  const { exchanges } = useExchanges(view, wanted, about);
  return useMemo(() => {
    const isAt = (end: Entity, id: string) => foldEntity(end, view.group).id === id;
    const own = exchanges.filter(
      (one) => server && isAt(one.server, server.id) && (!edge || isAt(one.client, edge.client.id)),
    );
    return {
      latencies: latenciesBy(exchanges, (one) => linesOf(one, view.group, folded.standsFor)),
      ...(own.length > 0 && { served: servedBy(own) }),
    };
  }, [server, edge, exchanges, view.group, folded.standsFor]);
}

interface Selected {
  readonly node?: Entity;
  readonly edge?: { readonly client: Entity; readonly server: Entity };
}

function selectedIn(selection: MapSelection | null, { nodes, edges }: Graph): Selected {
  const find = (id: string | undefined) => nodes.find((node) => node.id === id);
  if (selection?.kind === 'node') {
    const node = find(selection.id);
    return node ? { node } : {};
  }
  const edge = edges.find(({ id }) => id === selection?.id);
  const [client, server] = [find(edge?.source), find(edge?.destination)];
  return client && server ? { edge: { client, server } } : {};
}

function hasHttp(selection: MapSelection | null, { edges }: Graph): boolean {
  return edges.some(
    ({ id, source, destination, http }) =>
      http !== null && (id === selection?.id || source === selection?.id || destination === selection?.id),
  );
}
