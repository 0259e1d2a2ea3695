'use client';

import { clsx } from 'clsx';
import type { KeyboardEvent, MouseEvent } from 'react';
import { CheckMark } from '@/components/ui/checkbox';
import { VerdictGlyph } from '@/components/verdict/verdict';
import { countOf, formatCount, formatRate, formatRateFigure } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { NamespaceRow } from '@/lib/wire/frame';
import { stepFocus } from './step-focus';

export interface RailRowProps {
  readonly name: string;
  readonly row: NamespaceRow | null;
  readonly checked: boolean;
  /** Counts instead of rates. */
  readonly still: boolean;
  readonly onPress: (adds: boolean) => void;
  /** Present where several can be chosen. */
  readonly onToggle?: () => void;
}

export function RailRow({ name: namespace, row, checked, still, onPress, onToggle }: RailRowProps) {
  const name = visible(namespace);
  return (
    <div
      className={clsx(
        'group relative flex h-7 items-center border-l-2 pr-3 text-12 touch:h-11',
        checked ? 'border-fg bg-selected font-medium text-fg' : 'border-transparent text-muted hover:bg-hover',
      )}
    >
      <button
        aria-label={still ? spokenCount(name, row) : spoken(name, row)}
        aria-pressed={checked}
        className="flex h-full min-w-0 flex-1 items-center gap-1 pl-3.5 text-left outline-offset-[-2px]"
        data-row=""
        onClick={(event) => onPress(adds(event))}
        onKeyDown={(event) => takeKey(event, onToggle)}
        title={name}
        type="button"
      >
        <span className="min-w-0 flex-1 truncate">{name}</span>
        <Figures row={row} still={still} />
      </button>
      {onToggle && (
        <button
          aria-label={`Also ${name}`}
          aria-pressed={checked}
          className="absolute right-24 flex size-6 items-center justify-center bg-inherit opacity-0 group-hover:opacity-100 touch:opacity-100"
          onClick={onToggle}
          tabIndex={-1}
          title="Choose several (Ctrl press, or the space bar)"
          type="button"
        >
          <CheckMark checked={checked} />
        </button>
      )}
    </div>
  );
}

function Figures({ row, still }: { row: NamespaceRow | null; still: boolean }) {
  if (!row) return null;
  const drops = still ? row.denials : row.denialsPerSecond;
  return (
    <>
      <span className="flex w-10 flex-none items-center justify-end gap-1 font-medium text-dropped-text mono-11">
        {drops > 0 && <VerdictGlyph size={10} tone="dropped" />}
        {drops > 0 && (still ? formatCount(drops) : formatRateFigure(drops))}
      </span>
      {!still && (
        <span className="w-10 flex-none text-right text-subtle mono-11">{formatRateFigure(row.flowsPerSecond)}</span>
      )}
    </>
  );
}

function spokenCount(name: string, row: NamespaceRow | null): string {
  return row && row.denials > 0 ? `${name}, ${countOf(row.denials, 'drop')}` : name;
}

/** The name with its units, for readers who do not see the heads of the columns. */
function spoken(name: string, row: NamespaceRow | null): string {
  if (!row) return name;
  const drops = row.denialsPerSecond > 0 ? `, ${formatRate(row.denialsPerSecond)} dropped` : '';
  return `${name}${drops}, ${formatRate(row.flowsPerSecond)} flows`;
}

const adds = (event: MouseEvent) => event.ctrlKey || event.metaKey || event.shiftKey;

/** Arrows walk the rail; the space bar adds or takes out, where a press of Enter chooses only this one. */
function takeKey(event: KeyboardEvent<HTMLButtonElement>, onToggle: (() => void) | undefined) {
  if (event.key === 'ArrowDown') stepFocus(event, 1);
  if (event.key === 'ArrowUp') stepFocus(event, -1);
  if (event.key !== ' ' || !onToggle) return;
  event.preventDefault();
  onToggle();
}
