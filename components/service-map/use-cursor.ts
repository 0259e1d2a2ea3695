// What the keyboard stands on, and what is done there.
import { useState } from 'react';
import type { FoldedGroup } from '@/lib/graph/folding';
import type { Graph } from '@/lib/graph/graph';
import type { MapSelection } from './selection';

interface Here {
  readonly graph: Graph;
  /** The nodes that stand for several. */
  readonly groups: ReadonlyMap<string, FoldedGroup>;
  /** By which of them a node is drawn that is folded away. */
  readonly standsFor: ReadonlyMap<string, string>;
  readonly selection: MapSelection | null;
  readonly onSelect: (selection: MapSelection | null) => void;
  readonly onFold: (group: string, closed: boolean) => void;
}

export function useCursor({ graph, groups, standsFor, selection, onSelect, onFold }: Here) {
  const [placed, setCursor] = useState<string | null>(null);
  const selected = selection?.kind === 'node' ? selection.id : null;
  const drawnAs = (id: string | null) => (id === null ? null : (standsFor.get(id) ?? id));
  const cursor = drawnAs(placed);
  const here = cursor ?? drawnAs(selected);

  function unfold(id: string) {
    const group = groups.get(id);
    if (group) onFold(group.name, false);
  }

  return {
    cursor,
    setCursor,
    selected,
    /** The cursor, or the card that is chosen. */
    here,
    unfold,
    /** Opens what the keyboard stands on, or closes the namespace it stands in. */
    foldHere() {
      const node = graph.nodes.find((one) => one.id === here);
      if (!node) return;
      if (!groups.has(node.id)) {
        if (node.namespace !== '') onFold(node.namespace, true);
        return;
      }
      // Who stood on the group goes on from one of those who come out of it.
      const member = [...standsFor].find(([, group]) => group === node.id)?.[0];
      if (placed === node.id && member !== undefined) setCursor(member);
      unfold(node.id);
    },
    open: () => cursor !== null && onSelect({ kind: 'node', id: cursor }),
    release: () => (selection ? onSelect(null) : setCursor(null)),
  };
}
