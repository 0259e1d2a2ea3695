// What can be done with a node of the map, as a menu.

import { entityFilter, hidingFilter } from '@/components/service-map/filters';
import type { CardFacts } from '@/components/service-map/picture/card';
import { pinName } from '@/components/service-map/places/pins';
import type { MapSelection } from '@/components/service-map/selection';
import { withFolded } from '@/lib/graph/fold-choice';
import type { Folded } from '@/lib/graph/folding';
import type { MapLook } from './look';
import type { MapMenuProps } from './map-menu';

export interface NodeMenu {
  readonly folded: Folded;
  readonly look: MapLook;
  readonly cards: ReadonlyMap<string, CardFacts>;
  /** Cards whose labels are shown. */
  readonly opened: ReadonlySet<string>;
  readonly onLook: (part: Partial<MapLook>) => void;
  readonly onSelect: (selection: MapSelection) => void;
  readonly onNarrow: ((text: string) => void) | undefined;
  readonly onLabels: (id: string) => void;
}

export function nodeMenu(
  id: string,
  { folded, look, cards, opened, onLook, onSelect, onNarrow, onLabels }: NodeMenu,
): MapMenuProps['items'] {
  const fold = (group: string, closed: boolean) => onLook({ choice: withFolded(look.choice, group, closed) });
  const node = folded.graph.nodes.find((one) => one.id === id);
  if (!node) return [];
  const group = folded.groups.get(id);
  const pin = pinName(id);
  return [
    { label: 'Open', act: () => onSelect({ kind: 'node', id }) },
    ...(onNarrow
      ? [
          { label: 'Only this', act: () => onNarrow(entityFilter(node)) },
          { label: 'Hide', act: () => onNarrow(hidingFilter(node)) },
        ]
      : []),
    ...(cards.get(id)?.labels
      ? [{ label: opened.has(id) ? 'Hide its labels' : 'Show its labels', act: () => onLabels(id) }]
      : []),
    ...(group ? [{ label: `Open ${group.name} on the map`, act: () => fold(group.name, false) }] : []),
    ...(!group && node.namespace ? [{ label: `Fold ${node.namespace}`, act: () => fold(node.namespace, true) }] : []),
    {
      label: 'Direct neighbours only',
      act() {
        onSelect({ kind: 'node', id });
        onLook({ reach: '1' });
      },
    },
    ...(look.pins.has(pin)
      ? [{ label: 'Let the map place it', act: () => onLook({ pins: without(look.pins, pin) }) }]
      : []),
  ];
}

function without(pins: MapLook['pins'], pin: string): MapLook['pins'] {
  return new Map([...pins].filter(([name]) => name !== pin));
}
