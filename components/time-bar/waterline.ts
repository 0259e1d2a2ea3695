// The geometry of the timeline: what passes rises above the waterline, what was refused hangs below on its own scale.
import type { EpochMs } from '@/lib/flow/flow';
import { formatClock, formatDateTime } from '@/lib/flow/format';
import type { SeriesPoint } from '@/lib/wire/frame';

export interface Span {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

export interface Waterline {
  /** One SVG path per layer, in a box of `plot`. */
  readonly forwarded: string;
  readonly redirected: string;
  /** The 1 px cap that carries the contrast of the forwarded bars. */
  readonly caps: string;
  readonly denied: string;
  /** Highest rates in the span, per second. */
  readonly mostPassing: number;
  readonly mostDenied: number;
  readonly denials: number;
}

export const plot = { width: 1_200, height: 36, waterline: 24, above: 21, below: 11 } as const;

/** A bar of one drop is 2 px, however many flows stand above it. */
const leastDrop = 2;

export function waterlineOf(points: readonly SeriesPoint[], stepMs: number, span: Span): Waterline {
  const shown = points.filter(({ atMs }) => atMs + stepMs > span.fromMs && atMs < span.toMs);
  const most = {
    passing: Math.max(0, ...shown.map((point) => passing(point))),
    denied: Math.max(0, ...shown.map((point) => denied(point))),
  };
  const paths = { forwarded: '', redirected: '', caps: '', denied: '' };
  for (const point of shown) addBar(paths, point, place(point.atMs, stepMs, span), most);
  return {
    ...paths,
    mostPassing: (most.passing * 1000) / stepMs,
    mostDenied: (most.denied * 1000) / stepMs,
    denials: shown.reduce((sum, point) => sum + denied(point), 0),
  };
}

/** Where an instant stands in a span, in percent, kept inside it. */
export function percentOf(atMs: EpochMs, { fromMs, toMs }: Span): number {
  return Math.min(100, Math.max(0, (100 * (atMs - fromMs)) / (toMs - fromMs)));
}

/** Round clock times inside the span, for the axis; none close to its end, which carries its own label. */
export function ticksOf(span: Span): readonly EpochMs[] {
  const length = span.toMs - span.fromMs;
  const step = tickStep(span);
  const first = Math.ceil(span.fromMs / step) * step;
  return Array.from({ length: 6 }, (_, i) => first + i * step).filter((atMs) => atMs < span.toMs - length * 0.12);
}

function tickStep({ fromMs, toMs }: Span): number {
  const length = toMs - fromMs;
  return tickSteps.find((candidate) => length / candidate <= 5) ?? length;
}

const day = 86_400_000;
const minute = 60_000;
const tickSteps = [
  15_000,
  60_000,
  300_000,
  900_000,
  1_800_000,
  3_600_000,
  21_600_000,
  day,
  7 * day,
  30 * day,
  365 * day,
];

/** The label of an instant on the axis: clock time as fine as its ticks, or the date where the span is longer than two days. */
export function tickText(atMs: EpochMs, span: Span): string {
  if (span.toMs - span.fromMs > 2 * day) return formatDateTime(atMs).slice(0, 10);
  return formatClock(atMs).slice(0, tickStep(span) < minute ? 8 : 5);
}

type Paths = { forwarded: string; redirected: string; caps: string; denied: string };

function addBar(
  paths: Paths,
  point: SeriesPoint,
  at: { x: number; width: number },
  most: { passing: number; denied: number },
) {
  const { x, width } = at;
  const through = ((point.values.REDIRECTED ?? 0) * plot.above) / (most.passing || 1);
  const height = (passing(point) * plot.above) / (most.passing || 1);
  if (height > 0) {
    const top = plot.waterline - Math.max(height, 1);
    paths.forwarded += rect(x, top, width, Math.max(height - through, 1));
    paths.caps += rect(x, top, width, 1);
  }
  if (through > 0) paths.redirected += rect(x, plot.waterline - through, width, through);
  if (denied(point) > 0) {
    const depth = Math.max(leastDrop, (denied(point) * plot.below) / most.denied);
    paths.denied += rect(x, plot.waterline + 1, width, depth);
  }
}

function place(atMs: EpochMs, stepMs: number, { fromMs, toMs }: Span): { x: number; width: number } {
  const scale = plot.width / (toMs - fromMs);
  const x = Math.max(0, (atMs - fromMs) * scale);
  return { x, width: Math.max(1, Math.min(stepMs * scale - 1.5, plot.width - x)) };
}

const rect = (x: number, y: number, width: number, height: number) =>
  `M${fixed(x)} ${fixed(y)}h${fixed(width)}v${fixed(height)}h${fixed(-width)}z`;

const fixed = (value: number) => Math.round(value * 10) / 10;

const denied = ({ values }: SeriesPoint): number => values.denials ?? 0;

/** Everything that was seen and not refused. */
function passing({ values }: SeriesPoint): number {
  return Object.entries(values).reduce(
    (sum, [name, count]) => (name === 'denials' || name === 'DROPPED' ? sum : sum + count),
    0,
  );
}
