'use client';

import { lazy, Suspense } from 'react';
import { IconButton } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';
import type { FiltersPanelProps } from './filters-panel';

const FiltersPanel = lazy(() => import('./filters-panel').then((module) => ({ default: module.FiltersPanel })));

export interface FiltersPopoverProps extends Omit<FiltersPanelProps, 'onClose'> {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Behind the icon of the filter bar: filters by name, those used last, and the filter as a command. */
export function FiltersPopover({ open, onOpenChange, ...panel }: FiltersPopoverProps) {
  return (
    <Popover
      className="w-[440px]"
      label="Filters"
      onOpenChange={onOpenChange}
      open={open}
      trigger={<IconButton className="-mx-1" icon="filter" keys="Q" label="Filters" size="sm" />}
    >
      <Suspense fallback={<p className="px-2 py-1.5 text-12 text-subtle">Loading</p>}>
        <FiltersPanel {...panel} onClose={() => onOpenChange(false)} />
      </Suspense>
    </Popover>
  );
}
