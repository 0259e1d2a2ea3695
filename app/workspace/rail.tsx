'use client';

import type { Ref } from 'react';
import { NamespaceRail } from '@/components/namespace-rail/namespace-rail';
import { useFeed } from '@/lib/feed/use-feed';
import { chosenNamespaces, setNamespaces } from '@/lib/filter/edit';
import { namespacesOf } from './parts';
import { isCapture } from './scope';
import { useView } from './use-view';

/** At the left of every page; below 1200 px in the popover of the namespace. */
export function ConnectedRail({ findRef }: { findRef?: Ref<HTMLInputElement> }) {
  const { view, change } = useView();
  const rows = useFeed(namespacesOf);
  return (
    <NamespaceRail
      chosen={chosenNamespaces(view.q)}
      findRef={findRef}
      onChoose={(namespaces) => change({ q: setNamespaces(view.q, namespaces) })}
      rows={rows}
      still={isCapture(view.cluster)}
    />
  );
}
