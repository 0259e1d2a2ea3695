'use client';

import type { ComponentProps, KeyboardEvent, ReactElement, ReactNode } from 'react';
import { Kbd } from './badge';
import { Icon } from './icon';
import { MenuItem, Popover } from './popover';
import { focusBeside } from './step-focus';

export interface MenuProps {
  readonly trigger: ReactElement<ComponentProps<'button'>>;
  /** Whose menu it is. */
  readonly label: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** A key that no arrow is; true when it was taken. */
  readonly onKey: (key: string) => boolean;
  /** Puts the focus where it belongs once the menu is gone. */
  readonly onClosed: () => void;
  readonly children: ReactNode;
}

/** A few actions under what they act on; the arrow keys go through them. */
export function Menu({ trigger, label, open, onOpenChange, onKey, onClosed, children }: MenuProps) {
  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) focusBeside(event.currentTarget, step);
    else if (event.ctrlKey || event.metaKey || event.altKey || !onKey(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <Popover
      className="min-w-52"
      label={label}
      onClosed={onClosed}
      onOpenChange={onOpenChange}
      open={open}
      trigger={trigger}
    >
      <div aria-label={label} onKeyDown={onKeyDown} role="menu" tabIndex={-1}>
        {children}
      </div>
    </Popover>
  );
}

export interface MenuActionProps {
  readonly children: ReactNode;
  readonly onAct: () => void;
  /** The key that does the same. */
  readonly keys?: string;
  /** One of several, of which one is chosen. */
  readonly checked?: boolean;
}

export function MenuAction({ children, onAct, keys, checked }: MenuActionProps) {
  return (
    <MenuItem
      aria-checked={checked}
      aria-keyshortcuts={keys}
      onClick={onAct}
      role={checked === undefined ? 'menuitem' : 'menuitemradio'}
    >
      <span className="flex-1 truncate">{children}</span>
      {checked && <Icon name="check" size={12} />}
      {keys && <Kbd>{keys}</Kbd>}
    </MenuItem>
  );
}
