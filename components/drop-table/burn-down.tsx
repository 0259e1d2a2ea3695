import { burnDown, burnDownText } from '@/lib/drops/burn-down';
import type { DropGroup } from '@/lib/drops/group';
import type { EpochMs } from '@/lib/flow/flow';
import { countOf, formatClock, formatCount } from '@/lib/flow/format';
import { Bars } from './bars';

export interface BurnDownChartProps {
  readonly groups: readonly DropGroup[];
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

/** What would break if policies were enforced, over the range: the aim is an empty right half. */
export function BurnDownChart({ groups, fromMs, toMs }: BurnDownChartProps) {
  const left = burnDown(groups);
  const text = `${countOf(left.total, 'packet')} in ${countOf(left.groups, 'group')} would be refused: ${burnDownText(left)}.`;
  return (
    <figure className="flex-none border-line border-b bg-surface px-4 py-2" data-testid="burn-down">
      <figcaption className="mb-1 flex flex-wrap gap-x-3 text-12 text-muted">
        <span>{text}</span>
        {left.quiet > 0 && <span className="text-subtle">{countOf(left.quiet, 'group')} quiet for a minute</span>}
      </figcaption>
      <Bars
        label={`Packets that audit mode let pass, newest at the right; at most ${formatCount(Math.max(0, ...left.points))} in one bar`}
        tone="audit"
        values={left.points}
        wide
      />
      <div aria-hidden="true" className="flex justify-between text-subtle mono-11">
        <span>{formatClock(fromMs)}</span>
        <span>at most {formatCount(Math.max(0, ...left.points))} a bar</span>
        <span>{formatClock(toMs)} UTC</span>
      </div>
    </figure>
  );
}
