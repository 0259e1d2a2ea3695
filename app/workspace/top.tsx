'use client';

import { useState } from 'react';
import { Share } from '@/app/workspace/share/share';
import { statusOf } from '@/app/workspace/stream/parts';
import { isCapture } from '@/app/workspace/stream/scope';
import { useStatus } from '@/app/workspace/stream/use-status';
import { ClusterPicker, nameOf } from '@/components/shell/cluster-picker';
import { Crumb, CrumbSeparator } from '@/components/shell/crumb';
import { TopBar, type TopBarProps } from '@/components/shell/top-bar';
import { useFeed } from '@/lib/feed/use-feed';
import { chosenNamespaces } from '@/lib/filter/edit';
import { visible } from '@/lib/flow/visible';
import { ConnectedRail } from './rail';
import { RouterLink } from './tabs';
import { useView } from './use-view';

type ConnectedTopProps = Pick<TopBarProps, 'tabs' | 'light' | 'onTheme' | 'keysOpen' | 'onKeysOpen'> & {
  readonly onFile: (file: File) => void;
  readonly namespaces: OpenState;
};

interface OpenState {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function ConnectedTop({ onFile, namespaces, ...bar }: ConnectedTopProps) {
  const { href } = useView();
  const crumbs = (
    <>
      <ClusterCrumb onFile={onFile} />
      <CrumbSeparator />
      <NamespaceCrumb {...namespaces} />
    </>
  );
  return <TopBar {...bar} crumbs={crumbs} home={href('map')} link={RouterLink} share={<Share />} />;
}

function ClusterCrumb({ onFile }: { onFile: (file: File) => void }) {
  const { view, change } = useView();
  const [open, setOpen] = useState(false);
  const clusters = useFeed(statusOf)?.clusters ?? [];
  const [shown, ...others] = useStatus()?.clusters ?? [];
  return (
    <Crumb
      compact
      icon={isCapture(view.cluster) ? 'file' : 'cluster'}
      label="Cluster"
      onOpenChange={setOpen}
      open={open}
      text={shown && others.length === 0 ? nameOf(shown) : (view.cluster ?? (shown ? 'All clusters' : 'Cluster'))}
    >
      <ClusterPicker
        chosen={view.cluster}
        clusters={clusters}
        onChoose={(cluster) => {
          change({ cluster, sel: null });
          setOpen(false);
        }}
        onFile={(file) => {
          onFile(file);
          setOpen(false);
        }}
      />
    </Crumb>
  );
}

function NamespaceCrumb(state: OpenState) {
  const chosen = chosenNamespaces(useView().view.q);
  return (
    <Crumb className="h-96 w-72" icon="namespace" label="Namespace" text={namespaceText(chosen)} {...state}>
      <ConnectedRail />
    </Crumb>
  );
}

function namespaceText(chosen: readonly string[]): string {
  if (chosen.length === 0) return 'All namespaces';
  return chosen.length === 1 ? visible(chosen[0] ?? '') : `${chosen.length} namespaces`;
}
