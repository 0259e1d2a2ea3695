'use client';

import { clsx } from 'clsx';
import { Popover as Radix } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';

export interface PopoverProps {
  readonly trigger: ReactNode;
  readonly children: ReactNode;
  readonly label: string;
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'bottom';
  readonly className?: string;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  /** Takes the focus when the popover is gone; without it the trigger gets it. */
  readonly onClosed?: () => void;
}

/** Opens under its trigger, closes on Esc and on a press outside, gives the focus back. */
export function Popover({
  trigger,
  children,
  label,
  align = 'start',
  side = 'bottom',
  className,
  open,
  onOpenChange,
  onClosed,
}: PopoverProps) {
  return (
    <Radix.Root onOpenChange={onOpenChange} open={open}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          aria-label={label}
          className={clsx(popoverClass, className)}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            if (!onClosed) return;
            event.preventDefault();
            onClosed();
          }}
          side={side}
          sideOffset={6}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Closes the popover around it when pressed. */
export const PopoverClose = Radix.Close;

/** The ground of everything that floats. */
const popoverClass =
  'z-30 rounded-3 border border-line-strong bg-overlay p-1 text-fg shadow-pop outline-none max-h-(--radix-popover-content-available-height) max-w-[calc(100vw-16px)] overflow-auto';

export function PopoverHead({ children }: { children: ReactNode }) {
  return <div className="flex items-center justify-between gap-4 px-2 pt-1.5 pb-1 text-11 text-subtle">{children}</div>;
}

export function PopoverFoot({ children }: { children: ReactNode }) {
  return (
    <div className="-mx-1 mt-1 -mb-1 flex items-center gap-3 border-line border-t px-3 py-1.5 text-11 text-subtle">
      {children}
    </div>
  );
}

/** A line of a menu; `data-active` is the one the keyboard stands on. */
export function MenuItem({ className, children, ...rest }: ComponentProps<'button'>) {
  return (
    <button className={clsx(menuItemClass, 'w-full', className)} type="button" {...rest}>
      {children}
    </button>
  );
}

export const menuItemClass =
  'flex min-h-7 items-center gap-2 whitespace-nowrap rounded-1 px-2 text-left text-12 text-muted hover:bg-active hover:text-fg aria-checked:text-fg data-[active=true]:bg-active data-[active=true]:text-fg touch:min-h-11';
