import { clsx } from 'clsx';

/** A share from 0 to 1 as a bar: grey, red only for drops. */
export function Meter({ share, tone = 'plain' }: { share: number; tone?: 'plain' | 'drop' }) {
  const percent = Math.min(100, Math.max(0, share * 100));
  return (
    <span aria-hidden="true" className="block h-1 w-14 flex-none overflow-hidden rounded-[2px] bg-chart-bar">
      <span
        className={clsx('block h-full', tone === 'drop' ? 'bg-dropped' : 'bg-chart-n2', percent > 0 && 'min-w-[3px]')}
        style={{ width: `${percent}%` }}
      />
    </span>
  );
}
