'use client';

import Link from 'next/link';
import type { ComponentProps } from 'react';
import type { LinkComponent, ViewTab } from '@/components/shell/view-tabs';
import type { FeedSnapshot } from '@/lib/feed/feed';
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
  const groups = useFeed(groupCount);
  return views.map((view) => ({
    name: view.name,
    icon: view.icon,
    href: href(view.page),
    current: view.page === page,
    ...(view.page === 'drops' && { drops: groups }),
  }));
}

/** Known noise is not counted: the badge is to be looked at. */
const groupCount = ({ content }: FeedSnapshot) =>
  content?.drops?.filter((group) => group.class !== 'noise').length ?? 0;
