import { Segmented } from '@/components/ui/segmented';
import type { ShownDrops } from '@/lib/drops/group';

export interface ShownControlProps {
  readonly shown: ShownDrops;
  readonly onShow: (shown: ShownDrops) => void;
}

const about: Record<ShownDrops, string> = {
  dropped: 'What was refused.',
  audit: 'What audit mode let pass, and would be refused if policies were enforced.',
};

/** Which of the two the table is about. */
export function ShownControl({ shown, onShow }: ShownControlProps) {
  return (
    <div className="flex min-h-9 flex-none flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-3 py-1">
      <Segmented
        label="What is shown"
        onChange={onShow}
        segments={[
          { value: 'dropped', label: 'Refused' },
          { value: 'audit', label: 'Audit mode' },
        ]}
        size="sm"
        value={shown}
      />
      <p className="text-12 text-subtle max-sm:hidden">{about[shown]}</p>
    </div>
  );
}
