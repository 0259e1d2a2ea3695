'use client';

import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ClosingItem, Popover } from '@/components/ui/popover';
import { type Grouping, groupings } from '@/lib/graph/graph';

export interface GroupControlProps {
  readonly group: Grouping;
  readonly onChange: (group: Grouping) => void;
}

/** What one card of the map stands for. */
export function GroupControl({ group, onChange }: GroupControlProps) {
  return (
    <Popover
      align="end"
      className="w-40"
      label="One card per"
      trigger={
        <Button size="sm" title="What one card stands for">
          <Icon className="text-subtle" name="map" size={14} />
          By {group}
          <Icon className="text-subtle" name="chevron-down" size={12} />
        </Button>
      }
    >
      {groupings.map((one) => (
        <ClosingItem key={one} aria-pressed={one === group} data-active={one === group} onClick={() => onChange(one)}>
          By {one}
          {one === group && <Icon className="ml-auto" name="check" size={12} />}
        </ClosingItem>
      ))}
    </Popover>
  );
}
