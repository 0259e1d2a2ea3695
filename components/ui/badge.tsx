import { clsx } from 'clsx';
import type { ReactNode } from 'react';

export type BadgeTone = 'plain' | 'drop' | 'warn' | 'new';

/** A count or a short state beside a name. */
export function Badge({ tone = 'plain', children }: { tone?: BadgeTone; children: ReactNode }) {
  return (
    <span
      className={clsx(
        'inline-flex h-4 items-center gap-1 whitespace-nowrap rounded-1 px-[5px] font-medium',
        tone === 'new' ? 'text-11' : 'mono-11',
        badgeTones[tone],
      )}
    >
      {children}
    </span>
  );
}

/** A key cap. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-4 min-w-4 items-center justify-center rounded-[3px] border border-line-strong px-1 font-medium font-sans text-10 text-subtle">
      {children}
    </kbd>
  );
}

const badgeTones: Record<BadgeTone, string> = {
  plain: 'bg-active text-muted',
  drop: 'bg-dropped-tint text-dropped-text',
  warn: 'bg-warn-tint text-warn-text',
  new: 'border border-line-strong text-fg',
};
