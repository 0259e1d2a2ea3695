'use client';

import { clsx } from 'clsx';
import {
  type ComponentProps,
  cloneElement,
  createContext,
  lazy,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
  Suspense,
  use,
  useRef,
  useState,
} from 'react';

/** Placing and keeping the focus is loaded with the first that opens, or that a pointer or the focus comes near. */
const load = () => import('./popover-content');
const PopoverContent = lazy(() => load().then((module) => ({ default: module.PopoverContent })));

export interface PopoverProps {
  /** A button. */
  readonly trigger: ReactElement<ComponentProps<'button'>>;
  readonly children: ReactNode;
  readonly label: string;
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'bottom';
  readonly className?: string;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  /** Takes the focus when the popover is gone; without it the focus goes back to where it was. */
  readonly onClosed?: () => void;
}

const Closing = createContext<() => void>(() => undefined);

/** Opens under its trigger or by a key of the shell, closes on Esc and on a press outside, gives the focus back. */
export function Popover({ trigger, children, className, open, onOpenChange, onClosed, ...rest }: PopoverProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [ownOpen, setOwnOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const isOpen = open ?? ownOpen;
  const giveBack = useFocusBefore(isOpen, button);
  if (isOpen && !wasOpen) setWasOpen(true);
  function change(next: boolean) {
    setOwnOpen(next);
    onOpenChange?.(next);
  }
  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        'aria-expanded': isOpen,
        'aria-haspopup': trigger.props['aria-haspopup'] ?? 'dialog',
        onClick: (event: MouseEvent<HTMLButtonElement>) => {
          trigger.props.onClick?.(event);
          change(!isOpen);
        },
        onFocus: load,
        onPointerEnter: load,
      })}
      {wasOpen && (
        <Suspense fallback={null}>
          <PopoverContent
            {...rest}
            anchor={button}
            className={clsx(popoverClass, className)}
            onClosed={onClosed ?? giveBack.back}
            onOpenChange={change}
            onOpened={giveBack.note}
            open={isOpen}
          >
            <Closing value={() => change(false)}>{children}</Closing>
          </PopoverContent>
        </Suspense>
      )}
    </>
  );
}

/** A key opens it from anywhere; whoever walked through a table then goes on there. */
function useFocusBefore(isOpen: boolean, button: RefObject<HTMLButtonElement | null>) {
  const before = useRef<Element | null>(null);
  // What comes open stands in the place of a button that had the focus and is gone.
  const [cameOpen] = useState(isOpen);
  return {
    note() {
      before.current = document.activeElement;
    },
    back() {
      const was = before.current;
      // Whoever pressed something else has the focus there.
      if (document.activeElement !== document.body) return;
      if (was instanceof HTMLElement && was !== document.body && was.isConnected) was.focus();
      else if (cameOpen || was !== document.body) button.current?.focus();
    },
  };
}

/** A line of a menu that closes the popover around it when pressed. */
export function ClosingItem({ onClick, ...rest }: ComponentProps<'button'>) {
  const close = use(Closing);
  return (
    <MenuItem
      {...rest}
      onClick={(event) => {
        onClick?.(event);
        close();
      }}
    />
  );
}

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
