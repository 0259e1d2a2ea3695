'use client';

import { clsx } from 'clsx';
import { type ReactNode, useEffect, useState } from 'react';

/** A still bar where a value will be. */
function Skeleton({ className }: { className?: string }) {
  return <span className={clsx('block h-2 rounded-[3px] bg-active', className)} />;
}

/** Nothing for 300 ms, then what says that something is coming: a quick answer never flickers. */
export function Patient({ children, afterMs = 300 }: { children: ReactNode; afterMs?: number }) {
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWaited(true), afterMs);
    return () => clearTimeout(timer);
  }, [afterMs]);
  return waited ? children : null;
}

/** Rows of bars in the measure of a table. */
export function SkeletonRows({ rows = 8 }: { rows?: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div className="flex h-6 items-center gap-11 border-line-faint border-b px-4" key={row}>
          <Skeleton className="w-[84px]" />
          <Skeleton className="w-16" />
          <Skeleton className={widths[row % widths.length]} />
          <Skeleton className={widths[(row + 2) % widths.length]} />
          <Skeleton className="w-13" />
        </div>
      ))}
    </div>
  );
}

const widths = ['w-[115px]', 'w-16', 'w-[107px]', 'w-[76px]', 'w-[98px]'] as const;
