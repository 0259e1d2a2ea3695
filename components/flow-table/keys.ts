// The keys of the table: rows up and down, the cells of the selected row to the sides, and what to do with a value.
import { type RefObject, useEffect, useEffectEvent } from 'react';

type Command =
  | { readonly kind: 'row'; readonly by: number }
  | { readonly kind: 'cell'; readonly by: 1 | -1 }
  | { readonly kind: 'value'; readonly how: 'only' | 'not' | 'copy' }
  | { readonly kind: 'close' };

const row = (by: number): Command => ({ kind: 'row', by });

export const commands: Readonly<Record<string, Command | undefined>> = {
  j: row(1),
  ArrowDown: row(1),
  k: row(-1),
  ArrowUp: row(-1),
  PageDown: row(20),
  PageUp: row(-20),
  Enter: row(0),
  ArrowRight: { kind: 'cell', by: 1 },
  ArrowLeft: { kind: 'cell', by: -1 },
  '+': { kind: 'value', how: 'only' },
  '-': { kind: 'value', how: 'not' },
  c: { kind: 'value', how: 'copy' },
  Escape: { kind: 'close' },
};

export type GridKey = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** What letters belong to: fields, what floats, and other tables and lists that are walked by keys. */
const keepers = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox], [role=grid]';

/** J and K reach the table from anywhere where letters mean nothing else, and bring the focus with them. */
export function useRowKeys(grid: RefObject<HTMLElement | null>, onKey: (event: GridKey) => boolean) {
  const press = useEffectEvent(onKey);
  useEffect(() => {
    function listen(event: KeyboardEvent) {
      const isKept = document.activeElement?.closest(keepers) != null;
      if (event.defaultPrevented || isKept || (event.key !== 'j' && event.key !== 'k') || !press(event)) return;
      event.preventDefault();
      grid.current?.focus({ preventScroll: true });
    }
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [grid]);
}
