import type { EpochMs } from '@/lib/flow/flow';
import { countOf, formatClock, formatDateTime, formatDuration, formatRate } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { Gap, SeriesPoint } from '@/lib/wire/frame';
import { Brush } from './brush';
import { percentOf, plot, type Span, ticksOf, tickText, type Waterline, waterlineOf } from './waterline';

export interface TimelineProps {
  readonly series: { readonly stepMs: number; readonly points: readonly SeriesPoint[] } | null;
  /** The newest instant of the axis. */
  readonly nowMs: EpochMs;
  /** The part that map, drops and rows are about; it is lit. Where nothing moves it is all there is. */
  readonly lit: Span;
  readonly live: boolean;
  readonly gaps: readonly Gap[];
  /** A part of the axis to look at, and back to the present. Absent where the range is what it is. */
  readonly onSelect?: (span: Span) => void;
  readonly onReset?: () => void;
}

const hourMs = 3_600_000;

/** The last hour, or a range that stands still: what works rises above the line, what fails hangs below it. Gaps in the record are hatched. */
export function Timeline({ series, nowMs, lit, live, gaps, onSelect, onReset }: TimelineProps) {
  const span = live ? { fromMs: Math.min(nowMs - hourMs, lit.fromMs), toMs: nowMs } : lit;
  const lines = waterlineOf(series?.points ?? [], series?.stepMs ?? 1, span);
  return (
    <figure
      aria-label={summaryOf(lines, span)}
      className="relative h-9 flex-none border-line border-b bg-surface sm:h-13"
    >
      <Scale lines={lines} />
      <div className="absolute inset-x-3 top-0 h-9 sm:left-14">
        <Plot lines={lines} />
        {gaps
          .filter((gap) => !gap.quiet)
          .map((gap) => (
            <GapMark gap={gap} key={gap.id} span={span} />
          ))}
        <Brush
          lit={lit}
          live={live}
          onReset={onReset}
          onSelect={onSelect}
          span={span}
          stepMs={series?.stepMs ?? 15_000}
        />
      </div>
      <Axis span={span} />
    </figure>
  );
}

function Scale({ lines }: { lines: Waterline }) {
  return (
    <div
      aria-hidden="true"
      className="absolute left-3 hidden h-9 w-10 text-right text-subtle leading-[10px]! mono-11 sm:block"
    >
      <span className="absolute top-[3px] right-0">{lines.mostPassing > 0 && formatRate(lines.mostPassing)}</span>
      <span className="absolute top-[27px] right-0 text-dropped-text">
        {lines.mostDenied > 0 && formatRate(lines.mostDenied)}
      </span>
    </div>
  );
}

function Plot({ lines }: { lines: Waterline }) {
  return (
    <svg
      aria-hidden="true"
      className="absolute inset-0 size-full"
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      viewBox={`0 0 ${plot.width} ${plot.height}`}
    >
      <path className="fill-chart-forwarded" d={lines.forwarded} />
      <path className="fill-chart-redirected" d={lines.redirected} />
      <path className="fill-forwarded" d={lines.caps} />
      <path
        className="stroke-chart-axis"
        d={`M0 ${plot.waterline + 0.5}H${plot.width}`}
        vectorEffect="non-scaling-stroke"
      />
      <path className="fill-dropped" d={lines.denied} />
    </svg>
  );
}

function GapMark({ gap, span }: { gap: Gap; span: Span }) {
  const from = percentOf(Date.parse(gap.from), span);
  const to = gap.to === undefined ? 100 : percentOf(Date.parse(gap.to), span);
  if (to <= 0 || from >= 100) return null;
  return (
    <span
      className="absolute inset-y-0 min-w-1.5 border-warn border-x opacity-80 hatched"
      data-gap={gap.kind}
      style={{ left: `${from}%`, width: `${to - from}%` }}
      title={visible(gap.message)}
    />
  );
}

function Axis({ span }: { span: Span }) {
  return (
    <div aria-hidden="true" className="absolute inset-x-3 top-9 hidden h-4 text-subtle mono-11 sm:left-14 sm:block">
      {ticksOf(span).map((atMs) => (
        <span className="absolute -translate-x-1/2" key={atMs} style={{ left: `${percentOf(atMs, span)}%` }}>
          {tickText(atMs, span)}
        </span>
      ))}
      <span className="absolute right-0 text-fg">{endText(span)} UTC</span>
    </div>
  );
}

/** The newest instant, to the second; with its date where the ticks are dates. */
function endText(span: Span): string {
  const tick = tickText(span.toMs, span);
  return tick.includes('-') ? formatDateTime(span.toMs).slice(0, 16) : formatClock(span.toMs);
}

function summaryOf(lines: Waterline, span: Span): string {
  return `Flows over ${formatDuration(span.toMs - span.fromMs)}: up to ${formatRate(lines.mostPassing)} passing, ${countOf(lines.denials, 'drop')}.`;
}
