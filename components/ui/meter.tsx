import { clsx } from 'clsx';

export type MeterTone = 'plain' | 'drop' | 'error';

export interface MeterProps {
  readonly share: number;
  readonly tone?: MeterTone;
  readonly size?: 'md' | 'sm';
}

/** A share from 0 to 1 as a bar: grey, red only for drops, amber for what failed otherwise. */
export function Meter({ share, tone = 'plain', size = 'md' }: MeterProps) {
  const percent = Math.min(100, Math.max(0, share * 100));
  return (
    <span
      aria-hidden="true"
      className={clsx('block h-1 flex-none overflow-hidden rounded-[2px] bg-chart-bar', size === 'md' ? 'w-14' : 'w-8')}
    >
      <span
        className={clsx('block h-full', fills[tone], percent > 0 && 'min-w-[3px]')}
        style={{ width: `${percent}%` }}
      />
    </span>
  );
}

const fills: Record<MeterTone, string> = { plain: 'bg-chart-n2', drop: 'bg-dropped', error: 'bg-error' };
