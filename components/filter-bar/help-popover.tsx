'use client';

import { lazy, Suspense } from 'react';
import { IconButton } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';
import type { FilterHelpProps } from './filter-help';

const FilterHelp = lazy(() => import('./filter-help').then((module) => ({ default: module.FilterHelp })));

/** What the filter says, in plain words, and how to write one. */
export function HelpPopover(props: FilterHelpProps) {
  return (
    <Popover
      align="end"
      className="w-[440px]"
      label="What this filter says"
      trigger={<IconButton className="-mr-1" icon="help" label="What this filter says" size="sm" />}
    >
      <Suspense fallback={<p className="px-2 py-1.5 text-12 text-subtle">Loading</p>}>
        <FilterHelp {...props} />
      </Suspense>
    </Popover>
  );
}
