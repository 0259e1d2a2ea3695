'use client';

import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { Icon, type IconName } from '@/components/ui/icon';
import { Popover } from '@/components/ui/popover';

export interface CrumbProps {
  readonly icon: IconName;
  /** What the crumb is about, for screen readers: "Cluster". */
  readonly label: string;
  readonly text: string;
  readonly className?: string;
  /** Below 720 px the icon alone stands for it. */
  readonly compact?: boolean;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** The picker that opens under it. */
  readonly children: ReactNode;
}

/** A step of where one is, and the way to another. */
export function Crumb({ icon, label, text, className, compact = false, open, onOpenChange, children }: CrumbProps) {
  return (
    <Popover
      className={className}
      label={label}
      onOpenChange={onOpenChange}
      open={open}
      trigger={
        <button
          aria-label={`${label}: ${text}`}
          className="inline-flex h-7 min-w-0 items-center gap-1.5 rounded-2 px-2 font-medium text-13 hover:bg-hover aria-expanded:bg-active touch:h-11"
          type="button"
        >
          <Icon className="text-subtle" name={icon} />
          <span className={clsx('truncate', compact && 'max-sm:sr-only')}>{text}</span>
          <Icon className="text-subtle" name="chevron-down" size={12} />
        </button>
      }
    >
      {children}
    </Popover>
  );
}

export function CrumbSeparator() {
  return (
    <span aria-hidden="true" className="text-line-strong">
      /
    </span>
  );
}
