'use client';

import Link from 'next/link';
import type { ComponentProps } from 'react';
import { groupCountOf } from '@/app/workspace/stream/parts';
import type { LinkComponent, ViewTab } from '@/components/shell/view-tabs';
import { useFeed } from '@/lib/feed/use-feed';
import { useView } from './use-view';

export const RouterLink: LinkComponent = (props: ComponentProps<typeof Link>) => <Link {...props} prefetch={false} />;

const views = [
  { page: 'map', name: 'Map', icon: 'map' },
  { page: 'drops', name: 'Drops', icon: 'drops' },
  { page: 'flows', name: 'Flows', icon: 'list' },
] as const;

/** The views that exist, each with the same filter and range. */
export function useTabs(): readonly ViewTab[] {
  const { page, href } = useView();
  const groups = useFeed(groupCountOf);
  return views.map((view) => ({
    name: view.name,
    icon: view.icon,
    href: href(view.page),
    current: view.page === page,
    ...(view.page === 'drops' && { drops: groups }),
  }));
}
