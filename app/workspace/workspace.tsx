'use client';

// The one container that connects the shell to feed and URL; each part reads only what it shows.
import dynamic from 'next/dynamic';
import { type ReactNode, useRef } from 'react';
import { ConnectedBar } from '@/app/workspace/filter/bar';
import { Carrying } from '@/app/workspace/share/carried';
import { useBundleView } from '@/app/workspace/share/use-bundle-view';
import { useCapture } from '@/app/workspace/share/use-capture';
import { dropsOf, isStaleOf, marksOf } from '@/app/workspace/stream/parts';
import { isSnapshot } from '@/app/workspace/stream/scope';
import { ConnectedStatus } from '@/app/workspace/stream/status';
import { useVeiledFor } from '@/app/workspace/stream/use-veiled-for';
import { useWatch } from '@/app/workspace/stream/use-watch';
import { FileDrop } from '@/components/shell/file-drop';
import { Shell } from '@/components/shell/shell';
import { BottomTabs } from '@/components/shell/view-tabs';
import { DropAnnouncer } from '@/components/status/announcer';
import { VeiledForProvider } from '@/components/veil/veil';
import { useFeed } from '@/lib/feed/use-feed';
import { everything } from '@/lib/filter/filter';
import { isLive } from '@/lib/view/view';
import { ConnectedBanners } from './banners';
import { ConnectedRail } from './rail';
import { RouterLink, useTabs } from './tabs';
import { ConnectedTop } from './top';
import { useKeys } from './use-keys';
import { useView } from './use-view';

/** Loaded with the first file that is opened. */
const CaptureDialog = dynamic(
  () => import('@/components/shell/capture-dialog').then((module) => module.CaptureDialog),
  {
    ssr: false,
  },
);

/** Loaded with the first snapshot that is looked at. */
const SnapshotBanner = dynamic(
  () => import('@/app/workspace/share/snapshot-banner').then((module) => module.SnapshotBanner),
  {
    ssr: false,
  },
);

/** Loaded with the first fixed time. */
const HeldBanner = dynamic(() => import('@/app/workspace/share/held-banner').then((module) => module.HeldBanner), {
  ssr: false,
});

export function Workspace({ children }: { children: ReactNode }) {
  const { view, change } = useView();
  const veiledFor = useVeiledFor();
  const viewBundle = useBundleView();
  useWatch();
  const tabs = useTabs();
  const upload = useCapture();
  const filterRef = useRef<HTMLInputElement>(null);
  const findRef = useRef<HTMLInputElement>(null);
  const { toggleTheme, light, ...opened } = useKeys({ filterRef, findRef });

  return (
    <Carrying>
      <Shell
        rail={<ConnectedRail findRef={findRef} />}
        status={<ConnectedStatus onKeys={() => opened.setKeysOpen(true)} />}
        tabs={<BottomTabs link={RouterLink} tabs={tabs} />}
        top={
          <ConnectedTop
            keysOpen={opened.keysOpen}
            light={light}
            namespaces={{ open: opened.namespacesOpen, onOpenChange: opened.setNamespacesOpen }}
            onFile={upload.open}
            onKeysOpen={opened.setKeysOpen}
            onTheme={toggleTheme}
            tabs={tabs}
          />
        }
      >
        {isSnapshot(view.cluster) && <SnapshotBanner />}
        {!isLive(view) && <HeldBanner />}
        <ConnectedBanners />
        <ConnectedBar filterRef={filterRef} />
        <Answer>
          <VeiledForProvider value={veiledFor}>{children}</VeiledForProvider>
        </Answer>
      </Shell>
      <FileDrop onFile={upload.open} />
      {upload.capture.state !== 'none' && (
        <CaptureDialog
          capture={upload.capture}
          onClose={upload.close}
          onView={({ cluster, bundle }) => {
            upload.close();
            if (bundle) viewBundle(cluster, bundle);
            else change({ cluster, q: everything, from: null, to: null, sel: null });
          }}
        />
      )}
      <ConnectedAnnouncer />
    </Carrying>
  );
}

/** Fades while another answer takes its time: what is shown is not that of the filter above it. */
function Answer({ children }: { children: ReactNode }) {
  return (
    <div
      aria-busy={useFeed(isStaleOf) || undefined}
      className="relative min-h-0 flex-1 transition-opacity aria-busy:opacity-50 aria-busy:delay-300"
    >
      {children}
    </div>
  );
}

/** Reads by itself what changes with every frame: the shell is not to be rendered for it. */
function ConnectedAnnouncer() {
  return <DropAnnouncer groups={useFeed(dropsOf)} marks={useFeed(marksOf)} />;
}
