'use client';

import { Button, IconButton } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ClosingItem, Popover, PopoverFoot } from '@/components/ui/popover';
import type { EpochMs } from '@/lib/flow/flow';
import { formatClock } from '@/lib/flow/format';

const minute = 60_000;

/** Lengths of the moving window. */
const windows = [
  { ms: minute, span: '1 min' },
  { ms: 5 * minute, span: '5 min' },
  { ms: 15 * minute, span: '15 min' },
  { ms: 60 * minute, span: '1 h' },
] as const;

export interface RangeControlProps {
  readonly windowMs: number;
  /** A fixed range; null follows the present. */
  readonly range: { readonly fromMs: EpochMs; readonly toMs: EpochMs } | null;
  readonly onWindow: (ms: number) => void;
  /** Out of the range: to the present, or to all of what has come to rest. */
  readonly onGoLive: () => void;
  /** How far back the server remembers. */
  readonly memory: string | null;
}

/** The span that map, drops and rows are about. */
export function RangeControl({ windowMs, range, onWindow, onGoLive, memory }: RangeControlProps) {
  if (range)
    return (
      <span className="inline-flex h-8 flex-none items-center gap-1.5 rounded-2 border border-line-strong bg-active pl-3 text-fg touch:h-11">
        <Icon name="clock" size={14} />
        <span className="mono">
          {formatClock(range.fromMs)} to {formatClock(range.toMs)}
        </span>
        <IconButton icon="close" label="Leave this range" onClick={onGoLive} size="sm" />
      </span>
    );
  return (
    <Popover
      align="end"
      className="w-56"
      label="Range"
      trigger={
        <Button className="touch:h-11" icon="clock" title="Range">
          <span>
            <span className="max-sm:sr-only">Last </span>
            {spanOf(windowMs)}
          </span>
          <Icon className="-mr-0.5 text-subtle" name="chevron-down" size={12} />
        </Button>
      }
    >
      {windows.map(({ ms, span }) => (
        <ClosingItem key={ms} aria-pressed={ms === windowMs} data-active={ms === windowMs} onClick={() => onWindow(ms)}>
          Last {span}
          {ms === windowMs && <Icon className="ml-auto" name="check" size={12} />}
        </ClosingItem>
      ))}
      {memory && <PopoverFoot>Memory: {memory}</PopoverFoot>}
    </Popover>
  );
}

function spanOf(ms: number): string {
  return windows.find((known) => known.ms === ms)?.span ?? `${Math.round(ms / minute)} min`;
}
