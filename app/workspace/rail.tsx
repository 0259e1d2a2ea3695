'use client';

import dynamic from 'next/dynamic';
import type { Ref } from 'react';
import { useSavedFilters } from '@/app/workspace/filter/use-filter-library';
import { namespacesOf } from '@/app/workspace/stream/parts';
import { isCapture } from '@/app/workspace/stream/scope';
import { NamespaceRail } from '@/components/namespace-rail/namespace-rail';
import { Segmented } from '@/components/ui/segmented';
import { useFeed } from '@/lib/feed/use-feed';
import { chosenNamespaces, setNamespaces } from '@/lib/filter/edit';
import { usePreference } from './use-preference';
import { useView } from './use-view';

/** Loaded once the page stands. */
const SavedFoot = dynamic(() => import('@/components/filter-bar/saved-foot').then((module) => module.SavedFoot), {
  ssr: false,
});
/** Loaded when somebody looks at them first. */
const ConnectedFacets = dynamic(
  () => import('@/app/workspace/filter/facets').then((module) => module.ConnectedFacets),
  { ssr: false },
);

const parts = ['namespaces', 'facets'] as const;
type Part = (typeof parts)[number];
const segments = [
  { value: 'namespaces' as const, label: 'Namespaces' },
  { value: 'facets' as const, label: 'Facets' },
];

/** At the left of every page: namespaces, and beside flows their facets as well. */
export function ConnectedRail({ findRef }: { findRef?: Ref<HTMLInputElement> }) {
  const { page } = useView();
  const [part, setPart] = usePreference<Part>('flows.rail', 'namespaces', isPart);
  if (page !== 'flows') return <ConnectedNamespaces findRef={findRef} />;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="px-3 pt-2">
        <Segmented label="What the rail shows" onChange={setPart} segments={segments} size="sm" value={part} />
      </div>
      <div className="min-h-0 flex-1">
        {part === 'facets' ? <ConnectedFacets /> : <ConnectedNamespaces findRef={findRef} />}
      </div>
    </div>
  );
}

const isPart = (value: unknown): value is Part => parts.some((known) => known === value);

/** Below 1200 px it stands in the popover of the namespace. */
export function ConnectedNamespaces({ findRef }: { findRef?: Ref<HTMLInputElement> }) {
  const { view, change } = useView();
  const rows = useFeed(namespacesOf);
  const library = useSavedFilters();
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="min-h-0 flex-1">
        <NamespaceRail
          chosen={chosenNamespaces(view.q)}
          findRef={findRef}
          onChoose={(namespaces) => change({ q: setNamespaces(view.q, namespaces) })}
          rows={rows}
          still={isCapture(view.cluster)}
        />
      </div>
      <SavedFoot
        chips={{ on: view.q, off: view.off }}
        library={library}
        onApply={({ on, off }) => change({ q: on, off })}
      />
    </div>
  );
}
