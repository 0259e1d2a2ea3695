'use client';

import { clsx } from 'clsx';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';

export interface BottomPanelProps {
  readonly label: string;
  readonly head: ReactNode;
  readonly children: ReactNode;
}

const least = 96;

/** Under the map. Its upper edge is dragged, or moved with the arrow keys. */
export function BottomPanel({ label, head, children }: BottomPanelProps) {
  const [height, setHeight] = useState(250);
  const resize = (wanted: number) => setHeight(Math.min(Math.max(wanted, least), window.innerHeight * 0.7));
  return (
    <section
      aria-label={label}
      className="relative flex min-h-0 flex-none flex-col border-line border-t bg-surface max-sm:hidden"
      style={{ height }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that is moved is a widget, not a rule */}
      <div
        aria-label={`Height of ${label}`}
        aria-orientation="horizontal"
        aria-valuemax={1000}
        aria-valuemin={least}
        aria-valuenow={height}
        className="absolute -top-1 left-1/2 z-4 h-2 w-10 -translate-x-1/2 cursor-ns-resize touch-none before:absolute before:inset-x-0 before:top-0.5 before:h-1 before:rounded-full before:bg-line-control"
        onKeyDown={(event) => resize(height + stepOf(event))}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => dragging(event) && resize(bottomOf(event) - event.clientY)}
        role="separator"
        tabIndex={0}
      />
      <div className="flex h-9 flex-none items-center gap-3 border-line border-b pr-3 pl-4">{head}</div>
      <div className="min-h-0 flex-1">{children}</div>
    </section>
  );
}

interface SidePanelProps {
  readonly label: string;
  /** Beside a picture, which needs the room. */
  readonly slim?: boolean;
  readonly children: ReactNode;
}

/** At the right from 1440 px, over the content from 960, a sheet from below under that, and all of a phone. */
export function SidePanel({ label, slim = false, children }: SidePanelProps) {
  return (
    <aside
      aria-label={label}
      className={clsx(
        slim ? 'w-85' : 'w-115',
        'z-20 flex min-h-0 flex-none flex-col overflow-hidden border-line border-l bg-surface max-xl:absolute max-xl:inset-y-0 max-xl:right-0 max-xl:shadow-dialog max-md:inset-x-0 max-md:top-1/5 max-md:w-auto max-md:rounded-t-3 max-md:border-t max-md:border-l-0 max-sm:fixed max-sm:top-12 max-sm:rounded-t-none',
      )}
    >
      {children}
    </aside>
  );
}

function stepOf(event: KeyboardEvent): number {
  if (event.key === 'ArrowUp') return 24;
  return event.key === 'ArrowDown' ? -24 : 0;
}

const dragging = (event: PointerEvent<HTMLElement>) => event.currentTarget.hasPointerCapture(event.pointerId);

const bottomOf = (event: PointerEvent<HTMLElement>) =>
  event.currentTarget.parentElement?.getBoundingClientRect().bottom ?? event.clientY;
