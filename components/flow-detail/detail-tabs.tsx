import { clsx } from 'clsx';
import { Badge } from '@/components/ui/badge';
import { formatCount } from '@/lib/flow/format';

export type Tab = 'details' | 'json' | 'related';

export interface DetailTabsProps {
  readonly tab: Tab;
  readonly onChange: (tab: Tab) => void;
  /** How many flows are related; absent where nobody looked. */
  readonly related: number | undefined;
}

/** Each is a toggle button, so that Tab and Space work as everywhere else. */
export function DetailTabs({ tab, onChange, related }: DetailTabsProps) {
  const shown = [
    { value: 'details' as const, name: 'Details', count: 0 },
    { value: 'json' as const, name: 'JSON', count: 0 },
    ...(related === undefined ? [] : [{ value: 'related' as const, name: 'Related', count: related }]),
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend and a border of its own
    <div aria-label="What to show" className="-mx-2 flex gap-1" role="group">
      {shown.map(({ value, name, count }) => (
        <button
          aria-pressed={value === tab}
          className={clsx(
            'inline-flex h-8 items-center gap-1.5 border-y-2 border-t-transparent px-2 font-medium text-13 hover:text-fg touch:h-11',
            value === tab ? 'border-b-fg text-fg' : 'border-b-transparent text-muted',
          )}
          key={value}
          onClick={() => onChange(value)}
          type="button"
        >
          {name} {count > 0 && <Badge>{formatCount(count)}</Badge>}
        </button>
      ))}
    </div>
  );
}
