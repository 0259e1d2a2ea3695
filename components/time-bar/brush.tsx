import { clsx } from 'clsx';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { EpochMs } from '@/lib/flow/flow';
import { formatDateTime } from '@/lib/flow/format';
import { percentOf, type Span } from './waterline';

export interface BrushProps {
  /** The part that is looked at; outside it the bars are dimmed. */
  readonly lit: Span;
  readonly live: boolean;
  /** All of the axis. */
  readonly span: Span;
  /** The grain of the axis. */
  readonly stepMs: number;
  /** A part to look at, whole steps and within the axis. Absent where it cannot be changed. */
  readonly onSelect?: ((span: Span) => void) | undefined;
  /** Back to the present. */
  readonly onReset?: (() => void) | undefined;
}

/** The lit part of a timeline: drag to choose another, move its ends with the arrow keys, double-click for the present. */
export function Brush({ lit, live, span, stepMs, onSelect, onReset }: BrushProps) {
  const ground = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<Span | null>(null);
  const shown = dragged ?? lit;
  const [from, to] = [percentOf(shown.fromMs, span), percentOf(shown.toMs, span)];

  const momentAt = (clientX: number): EpochMs => {
    const box = ground.current?.getBoundingClientRect();
    const share = box && box.width > 0 ? (clientX - box.left) / box.width : 0;
    return span.fromMs + Math.min(Math.max(share, 0), 1) * (span.toMs - span.fromMs);
  };
  const anchor = useRef<EpochMs | null>(null);
  const begin = (event: PointerEvent<HTMLDivElement>) => {
    if (!onSelect || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    anchor.current = momentAt(event.clientX);
  };
  const move = ({ clientX }: PointerEvent) => {
    if (anchor.current !== null) setDragged(between(anchor.current, momentAt(clientX)));
  };
  const end = () => {
    anchor.current = null;
    setDragged(null);
    // A press without a move is none: it would choose a moment and show nothing.
    if (dragged && dragged.toMs - dragged.fromMs >= stepMs / 2) onSelect?.(wholeSteps(dragged, span, stepMs));
  };
  const moveEnd = (which: 'fromMs' | 'toMs', by: number) => {
    const next = { ...lit, [which]: lit[which] + by * stepMs };
    if (next.fromMs < next.toMs) onSelect?.(wholeSteps(next, span, stepMs));
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard has its two ends
    <div
      className={clsx('absolute inset-0', onSelect && 'cursor-crosshair touch-none')}
      data-testid="brush"
      onDoubleClick={onReset}
      onLostPointerCapture={end}
      onPointerDown={begin}
      onPointerMove={move}
      ref={ground}
    >
      <span className="absolute inset-y-0 left-0 bg-surface/45" style={{ width: `${from}%` }} />
      <span className="absolute inset-y-0 right-0 bg-surface/45" style={{ width: `${100 - to}%` }} />
      <span
        className="absolute inset-y-0 border-muted border-x bg-fg/5 data-[live=true]:border-r-ok"
        data-live={live && !dragged}
        style={{ left: `${from}%`, width: `${to - from}%` }}
      />
      {onSelect && (
        <>
          <End at={from} atMs={shown.fromMs} label="From" onMove={(by) => moveEnd('fromMs', by)} span={span} />
          <End at={to} atMs={shown.toMs} label="To" onMove={(by) => moveEnd('toMs', by)} span={span} />
        </>
      )}
    </div>
  );
}

interface EndProps {
  readonly label: string;
  /** Percent of the axis. */
  readonly at: number;
  readonly atMs: EpochMs;
  readonly span: Span;
  readonly onMove: (steps: number) => void;
}

const keySteps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 };

function End({ label, at, atMs, span, onMove }: EndProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    const by = keySteps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(by);
  };
  return (
    <span
      aria-label={label}
      aria-valuemax={span.toMs}
      aria-valuemin={span.fromMs}
      aria-valuenow={atMs}
      aria-valuetext={`${formatDateTime(atMs).slice(0, 19)} UTC`}
      className="absolute inset-y-0 w-1.5 -translate-x-1/2 rounded-1 focus-visible:bg-focus"
      onKeyDown={onKeyDown}
      role="slider"
      style={{ left: `${at}%` }}
      tabIndex={0}
    />
  );
}

const between = (one: EpochMs, other: EpochMs): Span => ({ fromMs: Math.min(one, other), toMs: Math.max(one, other) });

/** Steps begin at round times, as the buckets behind them do; at least one is chosen. */
export function wholeSteps({ fromMs, toMs }: Span, axis: Span, stepMs: number): Span {
  const from = Math.max(Math.floor(fromMs / stepMs) * stepMs, axis.fromMs);
  const to = Math.min(Math.max(Math.ceil(toMs / stepMs) * stepMs, from + stepMs), axis.toMs);
  return from < to ? { fromMs: from, toMs: to } : { fromMs: Math.max(axis.fromMs, to - stepMs), toMs: to };
}
