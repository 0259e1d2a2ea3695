'use client';

import { useMutation } from '@tanstack/react-query';
import { callApi, saying } from '@/app/api-url';
import { refusalOf } from '@/app/workspace/ask';
import type { BundleShare } from '@/components/share/share-dialog';
import { saveFile } from '@/components/ui/save-file';
import { countOf, formatBytes } from '@/lib/flow/format';
import { bundleName } from '@/lib/wire/share';
import type { SnapshotRequest } from '@/lib/wire/snapshot';

/** Downloads the view as a file. */
export function useBundle(request: () => Omit<SnapshotRequest, 'keep'>): BundleShare {
  const making = useMutation({ mutationFn: () => download(request()) });
  return {
    busy: making.isPending,
    said: making.error?.message ?? making.data ?? '',
    download: making.mutate,
  };
}

async function download(request: Omit<SnapshotRequest, 'keep'>): Promise<string> {
  const response = await callApi('bundles', saying('POST', request));
  if (!response.ok) throw await refusalOf(response);
  const file = await response.blob();
  saveFile(bundleName(request.page ?? 'map', Date.now()), [file], 'application/gzip');
  const figure = (name: string) => Number(response.headers.get(name) ?? 0);
  const left = figure('x-flows-left-out');
  const older = left > 0 ? `, ${countOf(left, 'older one')} left out` : '';
  return `The bundle is made: ${countOf(figure('x-flows'), 'flow')}${older}, ${formatBytes(file.size)}.`;
}
