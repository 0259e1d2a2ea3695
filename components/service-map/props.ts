// What the service map is given.
import type { ReactNode } from 'react';
import type { Served } from '@/lib/graph/exchanges';
import type { Folded } from '@/lib/graph/folding';
import type { Graph } from '@/lib/graph/graph';
import type { Positions } from '@/lib/graph/positions';
import type { SeenPods } from '@/lib/graph/seen-pods';
import type { Figures } from './picture/labels';
import type { MapSelection } from './selection';
import type { MapLook } from './tools/look';
import type { Drawing } from './tools/look-choices';
import type { Span } from './tools/span-form';

export interface ServiceMapProps {
  /** All there is. Nodes and edges that did not change keep their identity from one graph to the next. */
  readonly graph: Graph;
  /** What of all there is was taken off `graph`, in a sentence. */
  readonly hidden?: string;
  /** The same as it is drawn. */
  readonly folded: Folded;
  readonly look: MapLook;
  readonly onLook: (part: Partial<MapLook>) => void;
  /** What the figure on the lines needs, by the ids of edges as they are drawn. */
  readonly extras?: Pick<Figures, 'latencies'>;
  /** What another span had otherwise: by the ids of edges as they are drawn, of all edges, and in a sentence. */
  readonly compared?: {
    readonly changes: NonNullable<Figures['changes']>;
    readonly listed: NonNullable<Figures['changes']>;
    readonly sentence: string;
  };
  /** What servers are asked over HTTP, by the ids of nodes of the whole graph, where cards tell of it. */
  readonly served?: ReadonlyMap<string, Served>;
  /** The pods that were seen behind the nodes of the whole graph, by their ids. */
  readonly pods?: ReadonlyMap<string, SeenPods>;
  /** The span that is shown, at the moment of asking. */
  readonly span?: () => Span;
  /** Names what is seen, and when, for pictures that leave the page; at the moment of asking. */
  readonly caption?: () => string;
  /** Stands under the map, before its tools. */
  readonly player?: ReactNode;
  readonly selection: MapSelection | null;
  readonly onSelect: (selection: MapSelection | null) => void;
  /** Adds filter text to what is seen: a namespace pressed in the table. */
  readonly onNarrow?: (text: string) => void;
  /** What draws it, where the reader can choose. */
  readonly drawing?: Drawing;
  /** Positions are kept under this name; those of a bare map, which frames show, only while it is open. */
  readonly storageKey: string;
  /** Told where everything stands, whenever that changes. */
  readonly onPlaces?: (positions: Positions) => void;
  /** Names what is looked at; the map is fitted anew when it changes. */
  readonly looksAt: string;
  /** Sentences about what is missing in the window. */
  readonly incomplete?: readonly string[];
  /** Stands in for a map without nodes. */
  readonly emptyState?: ReactNode;
  /** The picture alone, at any size: without tools and legend. */
  readonly bare?: boolean;
  /** Tools of the page, before those of the map. */
  readonly actions?: ReactNode;
}
