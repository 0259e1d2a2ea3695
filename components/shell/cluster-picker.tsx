'use client';

import { useRef } from 'react';
import { Icon } from '@/components/ui/icon';
import { type DotState, LiveDot } from '@/components/ui/live-dot';
import { MenuItem, PopoverFoot, PopoverHead } from '@/components/ui/popover';
import { formatCount, formatRate } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { ClusterStatus } from '@/lib/wire/frame';

export interface ClusterPickerProps {
  readonly clusters: readonly ClusterStatus[];
  /** null: every configured cluster. */
  readonly chosen: string | null;
  readonly onChoose: (cluster: string | null) => void;
  readonly onFile: (file: File) => void;
}

/** Where flows come from: a live cluster, all of them, or a capture file. */
export function ClusterPicker({ clusters, chosen, onChoose, onFile }: ClusterPickerProps) {
  const file = useRef<HTMLInputElement>(null);
  const relays = clusters.filter(({ source }) => source === 'relay');
  const only = relays.length === 1 ? relays[0]?.cluster : undefined;
  return (
    <div className="w-72">
      <PopoverHead>
        <span>Cluster</span>
        <span>flows/s</span>
      </PopoverHead>
      {relays.length > 1 && (
        <MenuItem data-active={chosen === null} onClick={() => onChoose(null)}>
          All clusters
        </MenuItem>
      )}
      {clusters.map((cluster) => (
        <MenuItem
          data-active={cluster.cluster === (chosen ?? only)}
          key={cluster.cluster}
          onClick={() => onChoose(cluster.cluster === only ? null : cluster.cluster)}
        >
          <LiveDot state={dotOf(cluster)} />
          <span className="min-w-0 flex-1 truncate" title={visible(cluster.address)}>
            {nameOf(cluster)}
          </span>
          <span className="text-subtle mono-11">
            {cluster.source !== 'relay'
              ? `${formatCount(cluster.held.flows)} flows`
              : formatRate(cluster.flowsPerSecond)}
          </span>
        </MenuItem>
      ))}
      <MenuItem onClick={() => file.current?.click()}>
        <Icon name="file" size={14} />
        Open in Eyepiece
        <span className="text-11 text-subtle">a file of flows</span>
      </MenuItem>
      <input
        aria-label="Capture file"
        className="hidden"
        onChange={(event) => {
          const chosenFile = event.target.files?.[0];
          if (chosenFile) onFile(chosenFile);
          event.target.value = '';
        }}
        ref={file}
        type="file"
      />
      <PopoverFoot>JSON lines, CSV, or a bundle. Or drop the file anywhere on the page.</PopoverFoot>
    </div>
  );
}

/** A capture goes by the name of its file. */
export function nameOf({ source, address, cluster }: Pick<ClusterStatus, 'source' | 'address' | 'cluster'>): string {
  return visible(source === 'relay' ? cluster : address || cluster);
}

function dotOf({ source, connection }: ClusterStatus): DotState {
  if (source !== 'relay' || connection.state === 'live') return 'still';
  return connection.state === 'idle' || connection.state === 'connecting' ? 'waiting' : 'warn';
}
