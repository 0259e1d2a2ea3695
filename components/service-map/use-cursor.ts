// What the keyboard stands on, and what is done there.
import { useState } from 'react';
import type { FoldedGroup } from '@/lib/graph/folding';
import type { Graph } from '@/lib/graph/graph';
import type { MapSelection } from './selection';

interface Here {
  readonly graph: Graph;
  /** The nodes that stand for several. */
  readonly groups: ReadonlyMap<string, FoldedGroup>;
  readonly selection: MapSelection | null;
  readonly onSelect: (selection: MapSelection | null) => void;
  readonly onFold: (group: string, closed: boolean) => void;
}

export function useCursor({ graph, groups, selection, onSelect, onFold }: Here) {
  const [cursor, setCursor] = useState<string | null>(null);
  const selected = selection?.kind === 'node' ? selection.id : null;
  const here = cursor ?? selected;

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
      if (groups.has(node.id)) unfold(node.id);
      else if (node.namespace !== '') onFold(node.namespace, true);
    },
    open: () => cursor !== null && onSelect({ kind: 'node', id: cursor }),
    release: () => (selection ? onSelect(null) : setCursor(null)),
  };
}
