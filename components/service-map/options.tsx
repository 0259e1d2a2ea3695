// The cards as options of the map, for who does not see it.
import { memo } from 'react';
import { kindLineOf } from './picture/card';
import type { Picture } from './picture/picture';

interface OptionsProps {
  readonly shapes: Picture['shapes'];
  readonly selected: string | null;
  readonly idPrefix: string;
}

export const Options = memo(function Options({ shapes, selected, idPrefix }: OptionsProps) {
  return [...shapes.values()].map(({ id, card }) => (
    <span
      aria-selected={id === selected}
      className="sr-only"
      id={`${idPrefix}${id}`}
      key={id}
      role="option"
      tabIndex={-1}
    >
      {`${card.name}, ${kindLineOf(card)}${card.refusing ? ', with drops' : ''}`}
    </span>
  ));
}, saySame);

function saySame(a: OptionsProps, b: OptionsProps): boolean {
  return a.selected === b.selected && a.idPrefix === b.idPrefix && haveSameCards(a.shapes, b.shapes);
}

function haveSameCards(a: Picture['shapes'], b: Picture['shapes']): boolean {
  return a === b || (a.size === b.size && [...b].every(([id, { card }]) => a.get(id)?.card === card));
}
