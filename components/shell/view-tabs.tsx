import { clsx } from 'clsx';
import type { ComponentType, ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { Icon, type IconName } from '@/components/ui/icon';

export interface ViewTab {
  readonly name: string;
  readonly href: string;
  readonly icon: IconName;
  readonly current: boolean;
  /** Drop groups inside the filter; 0 shows nothing. */
  readonly drops?: number;
}

/** A link of the router, so that choosing a view loads no page. */
export type LinkComponent = ComponentType<{
  readonly href: string;
  readonly className?: string;
  readonly 'aria-current'?: 'page';
  readonly 'aria-label'?: string;
  readonly children: ReactNode;
}>;

export interface ViewTabsProps {
  readonly tabs: readonly ViewTab[];
  readonly link: LinkComponent;
}

/** The views as tabs in the top bar. */
export function ViewTabs({ tabs, link: Link }: ViewTabsProps) {
  return (
    <nav aria-label="Views" className="ml-4 flex gap-1 self-stretch max-sm:hidden">
      {tabs.map((tab) => (
        <Link
          aria-current={tab.current ? 'page' : undefined}
          aria-label={labelOf(tab)}
          className={clsx(
            'inline-flex items-center gap-1.5 border-y-2 border-t-transparent px-2 font-medium text-13 hover:text-fg',
            tab.current ? 'border-b-fg text-fg' : 'border-b-transparent text-muted',
          )}
          href={tab.href}
          key={tab.name}
        >
          {tab.name}
          <Drops tab={tab} />
        </Link>
      ))}
    </nav>
  );
}

/** The same at the foot of a narrow screen, 44 px and more to hit. */
export function BottomTabs({ tabs, link: Link }: ViewTabsProps) {
  return (
    <nav aria-label="Views" className="grid h-14 auto-cols-fr grid-flow-col border-line border-t bg-surface">
      {tabs.map((tab) => (
        <Link
          aria-current={tab.current ? 'page' : undefined}
          aria-label={labelOf(tab)}
          className={clsx(
            'flex flex-col items-center justify-center gap-1 border-t-2 text-11 leading-3!',
            tab.current ? 'border-fg text-fg' : 'border-transparent text-muted',
          )}
          href={tab.href}
          key={tab.name}
        >
          <Icon name={tab.icon} />
          <span className="flex items-center gap-1">
            {tab.name}
            <Drops tab={tab} />
          </span>
        </Link>
      ))}
    </nav>
  );
}

function Drops({ tab }: { tab: ViewTab }) {
  return tab.drops ? <Badge tone="drop">{tab.drops}</Badge> : null;
}

function labelOf({ name, drops }: ViewTab): string | undefined {
  return drops ? `${name}, ${drops} ${drops === 1 ? 'group' : 'groups'}` : undefined;
}
