// How the map looks, behind one button.
import { lazy, Suspense } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Popover } from '@/components/ui/popover';
import type { LookChoicesProps } from './look-choices';

export function LookControl(props: LookChoicesProps) {
  return (
    <Popover
      align="end"
      className="max-h-(--radix-popover-content-available-height) w-64 overflow-y-auto"
      label="How the map looks"
      trigger={
        <Button size="sm" title="Figures, cards, layout, folding, comparing">
          View
          <Icon className="text-subtle" name="chevron-down" size={12} />
        </Button>
      }
    >
      <Suspense fallback={null}>
        <LookChoices {...props} />
      </Suspense>
    </Popover>
  );
}

/** Loaded when somebody looks. */
const LookChoices = lazy(() => import('./look-choices').then((module) => ({ default: module.LookChoices })));
