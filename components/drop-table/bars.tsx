import { clsx } from 'clsx';

export interface BarsProps {
  readonly values: readonly number[];
  readonly label: string;
  readonly tone?: 'dropped' | 'audit' | 'error';
  /** As wide as there is room, for a chart of its own. */
  readonly wide?: boolean;
}

const fills = { dropped: 'fill-dropped', audit: 'fill-audit', error: 'fill-error' };

/** Small bars on one baseline; a bar of one is still two pixels high. */
export function Bars({ values, label, tone = 'dropped', wide = false }: BarsProps) {
  const most = Math.max(1, ...values);
  const step = 100 / Math.max(values.length, 1);
  return (
    <svg
      aria-label={label}
      className={clsx('block', wide ? 'h-12 w-full' : 'h-6 w-[88px]')}
      preserveAspectRatio="none"
      role="img"
      viewBox="0 0 100 24"
    >
      <path d="M0 23.5H100" stroke="var(--chart-axis)" strokeWidth="1" vectorEffect="non-scaling-stroke" />
      {values.map((value, index) => {
        const height = value > 0 ? Math.max(2, (value / most) * 22) : 0;
        const key = `${index.toString()} of ${values.length}`;
        return (
          height > 0 && (
            <rect
              className={fills[tone]}
              height={height}
              key={key}
              width={step * 0.75}
              x={index * step}
              y={23 - height}
            />
          )
        );
      })}
    </svg>
  );
}
