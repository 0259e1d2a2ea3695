import type { ReactNode } from 'react';
import { IconButton } from '@/components/ui/button';
import { Mark } from '@/components/ui/icon';
import { KeysHelp } from './keys-help';
import { type LinkComponent, type ViewTab, ViewTabs } from './view-tabs';

export interface TopBarProps {
  readonly home: string;
  readonly link: LinkComponent;
  readonly tabs: readonly ViewTab[];
  /** Where one is: cluster, then namespaces. */
  readonly crumbs: ReactNode;
  /** What hands the view to others. */
  readonly share: ReactNode;
  readonly light: boolean;
  readonly onTheme: () => void;
  readonly keysOpen: boolean;
  readonly onKeysOpen: (open: boolean) => void;
}

export function TopBar({ home, link: Link, tabs, crumbs, share, light, onTheme, keysOpen, onKeysOpen }: TopBarProps) {
  return (
    <header className="flex h-12 items-center gap-2 border-line border-b bg-surface pr-3">
      <Link
        aria-label="Eyepiece"
        className="flex flex-none items-center gap-2 pl-4 font-semibold text-14 tracking-tight lg:w-[232px]"
        href={home}
      >
        <Mark />
        <span className="max-md:hidden">Eyepiece</span>
      </Link>
      <div className="flex min-w-0 items-center gap-2">{crumbs}</div>
      <ViewTabs link={Link} tabs={tabs} />
      <span className="flex-1" />
      {share}
      <IconButton
        icon={light ? 'moon' : 'sun'}
        keys="T"
        label={light ? 'Dark theme' : 'Light theme'}
        onClick={onTheme}
      />
      <KeysHelp onOpenChange={onKeysOpen} open={keysOpen} />
    </header>
  );
}
