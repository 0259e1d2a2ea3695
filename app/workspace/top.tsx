'use client';

import { NamespaceRail } from '@/components/namespace-rail/namespace-rail';
import { ClusterPicker, nameOf } from '@/components/shell/cluster-picker';
import { Crumb, CrumbSeparator } from '@/components/shell/crumb';
import { TopBar, type TopBarProps } from '@/components/shell/top-bar';
import { useFeed } from '@/lib/feed/use-feed';
import { chosenNamespaces, setNamespaces } from '@/lib/filter/edit';
import { visible } from '@/lib/flow/visible';
import { namespacesOf, statusOf } from './parts';
import { isCapture } from './scope';
import { RouterLink } from './tabs';
import { useStatus } from './use-status';
import { useView } from './use-view';

type ConnectedTopProps = Pick<TopBarProps, 'tabs' | 'light' | 'onTheme' | 'keysOpen' | 'onKeysOpen'> & {
  readonly onFile: (file: File) => void;
};

export function ConnectedTop({ onFile, ...bar }: ConnectedTopProps) {
  const { href } = useView();
  const crumbs = (
    <>
      <ClusterCrumb onFile={onFile} />
      <CrumbSeparator />
      <NamespaceCrumb />
    </>
  );
  return <TopBar {...bar} crumbs={crumbs} home={href('map')} link={RouterLink} />;
}

function ClusterCrumb({ onFile }: { onFile: (file: File) => void }) {
  const { view, change } = useView();
  const clusters = useFeed(statusOf)?.clusters ?? [];
  const [shown, ...others] = useStatus()?.clusters ?? [];
  return (
    <Crumb
      compact
      icon={isCapture(view.cluster) ? 'file' : 'cluster'}
      label="Cluster"
      text={shown && others.length === 0 ? nameOf(shown) : (view.cluster ?? (shown ? 'All clusters' : 'Cluster'))}
    >
      {(close) => (
        <ClusterPicker
          chosen={view.cluster}
          clusters={clusters}
          onChoose={(cluster) => {
            change({ cluster, sel: null });
            close();
          }}
          onFile={(file) => {
            onFile(file);
            close();
          }}
        />
      )}
    </Crumb>
  );
}

function NamespaceCrumb() {
  const { view, change } = useView();
  const chosen = chosenNamespaces(view.q);
  return (
    <Crumb className="h-96 w-72" icon="namespace" label="Namespace" text={namespaceText(chosen)}>
      {() => <NamespaceList chosen={chosen} onChoose={(names) => change({ q: setNamespaces(view.q, names) })} />}
    </Crumb>
  );
}

/** Mounted only while it is open: the rail below 1200 px. */
function NamespaceList({
  chosen,
  onChoose,
}: {
  chosen: readonly string[];
  onChoose: (names: readonly string[]) => void;
}) {
  const rows = useFeed(namespacesOf);
  return <NamespaceRail chosen={chosen} onChoose={onChoose} rows={rows} />;
}

function namespaceText(chosen: readonly string[]): string {
  if (chosen.length === 0) return 'All namespaces';
  return chosen.length === 1 ? visible(chosen[0] ?? '') : `${chosen.length} namespaces`;
}
