'use client';

import { clsx } from 'clsx';
import dynamic from 'next/dynamic';
import { type CSSProperties, type ReactNode, useEffect } from 'react';
import { ConnectedBanners } from '@/app/workspace/banners';
import { connectionOf } from '@/app/workspace/stream/parts';
import { useWatch } from '@/app/workspace/stream/use-watch';
import { useView } from '@/app/workspace/use-view';
import { accentOn } from '@/lib/embed/accent';
import { defaultLook } from '@/lib/embed/look';
import { useFeed } from '@/lib/feed/use-feed';
import { isLive } from '@/lib/view/view';
import { EmbedFooter } from './embed-footer';
import { EmbedRefusal } from './embed-refusal';
import { refusalOf } from './refusal';
import { useHost } from './use-host';
import { useScrollThrough } from './use-scroll-through';

/** Loaded where the address asks for it. */
const EmbedControls = dynamic(() => import('./embed-controls').then((module) => module.EmbedControls), { ssr: false });

/** Loaded with the first fixed time. */
const HeldBanner = dynamic(() => import('@/app/workspace/share/held-banner').then((module) => module.HeldBanner), {
  ssr: false,
});

/** The one container of an embedded view: what is wrong, the view, and one line under it. */
export function EmbedFrame({ children }: { children: ReactNode }) {
  const { page, view, embed } = useView();
  const { accent, controls, token } = embed ?? defaultLook;
  const refusal = refusalOf(useFeed(connectionOf), page, token);
  useWatch();
  useHost();
  useScrollThrough();
  useEffect(() => {
    document.documentElement.className = view.theme;
  }, [view.theme]);
  return (
    <div className="flex h-dvh flex-col overflow-hidden bg-canvas" style={accentStyle(accent)}>
      {controls === 'filters' && !refusal && <EmbedControls />}
      {!refusal && (
        <div className="embed-banners embed-wall relative flex-none">
          {!isLive(view) && <HeldBanner />}
          <ConnectedBanners />
        </div>
      )}
      {/* The map grows by itself, and text on it with it. */}
      <main
        className={clsx('relative min-h-0 flex-1 overflow-hidden', (page !== 'map' || refusal) && 'embed-wall')}
        id="main"
      >
        {refusal ? <EmbedRefusal refusal={refusal} /> : children}
      </main>
      <EmbedFooter />
    </div>
  );
}

function accentStyle(accent: string | null): CSSProperties {
  const variables =
    accent === null
      ? { '--accent': 'var(--fg)', '--accent-line': 'var(--line)' }
      : {
          '--accent': `light-dark(${accentOn('light', accent)}, ${accentOn('dark', accent)})`,
          '--accent-line': 'var(--accent)',
        };
  return variables as CSSProperties;
}
