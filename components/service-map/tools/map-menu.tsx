// What can be done with a node of the map, where it was pressed with the other button, or by the menu key.
import { useEffect, useRef } from 'react';
import { MenuItem } from '@/components/ui/popover';
import { focusBeside } from '@/components/ui/step-focus';
import { visible } from '@/lib/flow/visible';
import type { Point } from '@/lib/graph/geometry';

export interface MapMenuProps {
  readonly at: Point;
  /** Whose menu it is. */
  readonly name: string;
  readonly items: readonly { readonly label: string; readonly act: () => void }[];
  readonly onClose: () => void;
}

export function MapMenu({ at, name, items, onClose }: MapMenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const root = menu.current;
    if (!root) return;
    const before = document.activeElement;
    root.querySelector('button')?.focus();
    const leave = (event: Event) => event.target instanceof Node && !root.contains(event.target) && onClose();
    document.addEventListener('pointerdown', leave, true);
    return () => {
      document.removeEventListener('pointerdown', leave, true);
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [onClose]);
  return (
    <div
      aria-label={visible(name)}
      className="absolute z-30 min-w-48 rounded-3 border border-line-strong bg-overlay p-1 text-fg shadow-pop"
      onKeyDown={(event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (event.key === 'Escape') onClose();
        else if (step) focusBeside(event.currentTarget, step);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      ref={menu}
      role="menu"
      style={{
        left: `min(${at.x}px, calc(100% - 220px))`,
        top: `min(${at.y}px, calc(100% - ${items.length * 28 + 24}px))`,
      }}
      tabIndex={-1}
    >
      {items.map(({ label, act }) => (
        <MenuItem
          key={label}
          onClick={() => {
            onClose();
            act();
          }}
          role="menuitem"
        >
          <span className="truncate">{label}</span>
        </MenuItem>
      ))}
    </div>
  );
}
