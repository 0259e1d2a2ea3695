import { Popover as Radix } from 'radix-ui';
import type { ReactNode, RefObject } from 'react';

export interface PopoverContentProps {
  readonly anchor: RefObject<HTMLButtonElement | null>;
  readonly children: ReactNode;
  readonly label: string;
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'bottom';
  readonly className: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** Before the focus goes into it. */
  readonly onOpened: () => void;
  readonly onClosed: () => void;
}

/** What floats beside a button of the page. A press on that button is the button's own. */
export function PopoverContent({
  anchor,
  children,
  label,
  align = 'start',
  side = 'bottom',
  className,
  open,
  onOpenChange,
  onOpened,
  onClosed,
}: PopoverContentProps) {
  return (
    <Radix.Root onOpenChange={onOpenChange} open={open}>
      <Radix.Anchor virtualRef={anchor as RefObject<HTMLButtonElement>} />
      <Radix.Portal>
        <Radix.Content
          align={align}
          aria-label={label}
          className={className}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onClosed();
          }}
          onOpenAutoFocus={onOpened}
          onInteractOutside={(event) => {
            if (anchor.current?.contains(event.target as Node)) event.preventDefault();
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
