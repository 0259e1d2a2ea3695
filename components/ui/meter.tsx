import { clsx } from 'clsx';

export interface MeterProps {
  readonly share: number;
  readonly tone?: 'plain' | 'drop';
  readonly size?: 'md' | 'sm';
}

/** A share from 0 to 1 as a bar: grey, red only for drops. */
export function Meter({ share, tone = 'plain', size = 'md' }: MeterProps) {
  const percent = Math.min(100, Math.max(0, share * 100));
  return (
    <span
      aria-hidden="true"
      className={clsx('block h-1 flex-none overflow-hidden rounded-[2px] bg-chart-bar', size === 'md' ? 'w-14' : 'w-8')}
    >
      <span
        className={clsx('block h-full', tone === 'drop' ? 'bg-dropped' : 'bg-chart-n2', percent > 0 && 'min-w-[3px]')}
        style={{ width: `${percent}%` }}
      />
    </span>
  );
}
