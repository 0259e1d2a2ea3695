import { clsx } from 'clsx';
import type { ReactNode } from 'react';

interface Segment<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
}

export interface SegmentedProps<Value extends string> {
  /** What is chosen here, for screen readers. */
  readonly label: string;
  readonly value: Value;
  readonly segments: readonly Segment<Value>[];
  readonly onChange: (value: Value) => void;
  readonly size?: 'lg' | 'sm';
}

/** One of a few. Each segment is a toggle button, so that Tab and Space work as everywhere else. */
export function Segmented<Value extends string>({
  label,
  value,
  segments,
  onChange,
  size = 'lg',
}: SegmentedProps<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend and a border of its own
    <div
      aria-label={label}
      className={clsx(
        'inline-flex gap-0.5 rounded-2 border border-line-strong bg-inset',
        size === 'lg' ? 'h-8 p-0.5' : 'h-6 p-px',
      )}
      role="group"
    >
      {segments.map((segment) => (
        <button
          aria-pressed={segment.value === value}
          className={clsx(
            'inline-flex items-center gap-1.5 whitespace-nowrap font-medium text-12 text-muted hover:text-fg aria-pressed:bg-active aria-pressed:text-fg',
            size === 'lg' ? 'rounded-1 px-2.5' : 'rounded-[3px] px-2',
          )}
          key={segment.value}
          onClick={() => onChange(segment.value)}
          type="button"
        >
          {segment.label}
        </button>
      ))}
    </div>
  );
}
