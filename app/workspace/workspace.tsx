'use client';

// The one container that connects the shell to feed and URL; each part reads only what it shows.
import { type ReactNode, useEffect, useRef } from 'react';
import { CaptureDialog } from '@/components/shell/capture-dialog';
import { FileDrop } from '@/components/shell/file-drop';
import { Shell } from '@/components/shell/shell';
import { BottomTabs } from '@/components/shell/view-tabs';
import { DropAnnouncer } from '@/components/status/announcer';
import type { FeedSnapshot } from '@/lib/feed/feed';
import { useFeed, useFeedStore } from '@/lib/feed/use-feed';
import { ConnectedBanners } from './banners';
import { ConnectedBar } from './bar';
import { liveRequestOf } from './live-request';
import { ConnectedRail } from './rail';
import { ConnectedStatus } from './status';
import { RouterLink, useTabs } from './tabs';
import { ConnectedTop } from './top';
import { useCapture } from './use-capture';
import { useKeys } from './use-keys';
import { useView } from './use-view';

export function Workspace({ children }: { children: ReactNode }) {
  const { page, view, change } = useView();
  const feed = useFeedStore();
  const tabs = useTabs();
  const upload = useCapture();
  const filterRef = useRef<HTMLInputElement>(null);
  const findRef = useRef<HTMLInputElement>(null);
  const { keysOpen, setKeysOpen, toggleTheme, light } = useKeys({ filterRef, findRef });

  useEffect(() => feed.watch(liveRequestOf(page, view, Date.now())), [feed, page, view]);

  return (
    <>
      <Shell
        rail={<ConnectedRail findRef={findRef} />}
        status={<ConnectedStatus onKeys={() => setKeysOpen(true)} />}
        tabs={<BottomTabs link={RouterLink} tabs={tabs} />}
        top={
          <ConnectedTop
            keysOpen={keysOpen}
            light={light}
            onFile={upload.open}
            onKeysOpen={setKeysOpen}
            onTheme={toggleTheme}
            tabs={tabs}
          />
        }
      >
        <ConnectedBanners />
        <ConnectedBar filterRef={filterRef} />
        <div className="relative min-h-0 flex-1">{children}</div>
      </Shell>
      <FileDrop onFile={upload.open} />
      <CaptureDialog
        capture={upload.capture}
        onClose={upload.close}
        onView={(cluster) => {
          upload.close();
          change({ cluster, from: null, to: null, sel: null });
        }}
      />
      <DropAnnouncer groups={useFeed(dropsOf)} />
    </>
  );
}

const dropsOf = ({ content }: FeedSnapshot) => content?.drops ?? null;
