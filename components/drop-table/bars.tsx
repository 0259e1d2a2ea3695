/** Small bars on one baseline; a bar of one is still two pixels high. */
export function Bars({ values, label }: { values: readonly number[]; label: string }) {
  const most = Math.max(1, ...values);
  const step = 100 / Math.max(values.length, 1);
  return (
    <svg aria-label={label} className="block h-6 w-[104px]" preserveAspectRatio="none" role="img" viewBox="0 0 100 24">
      <path d="M0 23.5H100" stroke="var(--chart-axis)" strokeWidth="1" vectorEffect="non-scaling-stroke" />
      {values.map((value, index) => {
        const height = value > 0 ? Math.max(2, (value / most) * 22) : 0;
        const key = `${index.toString()} of ${values.length}`;
        return (
          height > 0 && (
            <rect
              className="fill-dropped"
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
