'use client';

import { useRouter } from 'next/navigation';
import { type RefObject, useState } from 'react';
import { useShortcuts } from '@/components/shell/use-shortcuts';
import { useFeedStore } from '@/lib/feed/use-feed';
import { useTheme } from './use-theme';
import { useView } from './use-view';

export interface KeyTargets {
  readonly filterRef: RefObject<HTMLInputElement | null>;
  readonly findRef: RefObject<HTMLInputElement | null>;
}

/** What the keys of the shell do, and the two things that buttons do as well. */
export function useKeys({ filterRef, findRef }: KeyTargets) {
  const router = useRouter();
  const feed = useFeedStore();
  const { href, view, change, select } = useView();
  const { light, toggle } = useTheme();
  const [keysOpen, setKeysOpen] = useState(false);
  const [namespacesOpen, setNamespacesOpen] = useState(false);

  /** A theme in the link would win over the choice; the choice is meant, so it leaves the link. */
  function toggleTheme() {
    toggle();
    if (view.theme !== 'auto') change({ theme: 'auto' });
  }

  // What is missing here is done by the page that has it.
  useShortcuts({
    filter: () => filterRef.current?.focus(),
    // Where the rail is folded away, its list opens under the namespace, with the focus in its field.
    find: () => (isShown(findRef.current) ? findRef.current?.focus() : setNamespacesOpen(true)),
    map: () => router.push(href('map')),
    drops: () => router.push(href('drops')),
    flows: () => router.push(href('flows')),
    pause: () => (feed.getSnapshot().pausedAtMs === null ? feed.pause() : feed.resume()),
    live() {
      feed.resume();
      if (view.to !== null) change({ from: null, to: null });
    },
    close: () => view.sel && select(null),
    theme: toggleTheme,
    keys: () => setKeysOpen(true),
  });
  return { keysOpen, setKeysOpen, namespacesOpen, setNamespacesOpen, toggleTheme, light };
}

const isShown = (element: HTMLElement | null): boolean => element?.offsetParent != null;
