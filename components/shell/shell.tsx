import type { ReactNode } from 'react';

export interface ShellProps {
  readonly top: ReactNode;
  readonly rail: ReactNode;
  readonly children: ReactNode;
  readonly status: ReactNode;
  /** Below 720 px the views are chosen here. */
  readonly tabs: ReactNode;
}

/** The frame of every page: bar, rail, what is looked at, status. The rail folds away below 1200 px. */
export function Shell({ top, rail, children, status, tabs }: ShellProps) {
  return (
    <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)_auto] bg-canvas lg:grid-cols-[240px_minmax(0,1fr)]">
      <div className="col-span-full">{top}</div>
      <aside className="hidden min-h-0 border-line border-r bg-surface lg:block">{rail}</aside>
      <main className="relative flex min-h-0 min-w-0 flex-col" id="main">
        {children}
      </main>
      <div className="col-span-full max-sm:hidden">{status}</div>
      <div className="col-span-full sm:hidden">{tabs}</div>
    </div>
  );
}
