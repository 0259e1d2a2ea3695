'use client';

import { useRouter } from 'next/navigation';
import { useCallback } from 'react';
import { viewHref } from '@/lib/view/href';
import { readView } from '@/lib/view/view';
import type { CaptureReport } from '@/lib/wire/frame';

/** Goes to what a bundle shows; what of its view this version does not know is left at its default. */
export function useBundleView(): (cluster: string, bundle: NonNullable<CaptureReport['bundle']>) => void {
  const router = useRouter();
  return useCallback(
    (cluster, { page, view }) => router.push(viewHref(page, { ...readView(new URLSearchParams(view)).view, cluster })),
    [router],
  );
}
