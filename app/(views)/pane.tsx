'use client';

// What a page shows while it has nothing to show, alike on every page.
import dynamic from 'next/dynamic';
import type { ComponentProps, ReactNode } from 'react';
import { connectionOf, flowsOf } from '@/app/workspace/stream/parts';
import { useView } from '@/app/workspace/use-view';
import { Patient, SkeletonRows } from '@/components/ui/skeleton';
import { useFeed } from '@/lib/feed/use-feed';

/** Loaded with the first view that has nothing. */
const Nothing = dynamic(() => import('./empty').then((module) => module.Empty), { ssr: false });

/** Tools above a view. In a frame of another page they come with its controls, where it is high enough. */
export function Tools({ children }: { children: ReactNode }) {
  const { embed } = useView();
  if (embed?.controls === 'none') return null;
  return embed ? <div className="embed-tools flex-none">{children}</div> : children;
}

/** Still bars until the first frame; none where the server refused, because a banner says why. */
export function Waiting({ text = 'Asking the server' }: { text?: string }) {
  const { state } = useFeed(connectionOf);
  if (state === 'refused') return null;
  return (
    <Patient>
      <div aria-busy="true" className="h-full overflow-hidden bg-surface">
        <p className="flex h-7 items-center border-line border-b px-4 text-11 text-subtle">{text}</p>
        <SkeletonRows rows={12} />
      </div>
    </Patient>
  );
}

/** Nothing was found; or nothing yet, where what is held is still looked through. */
export function Empty(props: ComponentProps<typeof Nothing>) {
  const isSearching = useFeed(flowsOf)?.searching;
  return isSearching ? <Waiting text="Looking through the flows that are held" /> : <Nothing {...props} />;
}
