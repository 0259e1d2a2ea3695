'use client';

import { useState } from 'react';
import { useSettings } from '@/app/settings';
import { shownRange } from '@/app/workspace/shown-range';
import { defaultWindowMs, windowOf } from '@/app/workspace/stream/live-request';
import { isCapture, isSnapshot } from '@/app/workspace/stream/scope';
import { useView } from '@/app/workspace/use-view';
import { elementCode, iframeCode } from '@/components/share/embed-code';
import { ShareDialog, type ShareDialogProps } from '@/components/share/share-dialog';
import type { SharedTime } from '@/components/share/words';
import { useFeedStore } from '@/lib/feed/use-feed';
import { printCommand } from '@/lib/filter/cli/print';
import { printFilter } from '@/lib/filter/print';
import { viewHref } from '@/lib/view/href';
import { lockedView, type TimeSpan } from '@/lib/view/locked';
import type { View } from '@/lib/view/parameters';
import { isLive, viewSpan, writeView } from '@/lib/view/view';
import { frozenPages } from '@/lib/wire/share';
import { useCarried } from './carried';
import { useBundle } from './use-bundle';
import { useSnapshots } from './use-snapshots';

/** What is shown when the dialog opens is what is shared, however the view moves on behind it. */
export function ConnectedShare({ onClose, onClosed }: Pick<ShareDialogProps, 'onClose' | 'onClosed'>) {
  const { view: own, page } = useView();
  const carried = useCarried();
  const [view] = useState(() => ({ ...own, ...carried() }));
  const { frameAncestors } = useSettings();
  const feed = useFeedStore();
  const [{ nowMs, content }] = useState(() => momentOf(feed.getSnapshot().content));
  const atRest = isCapture(view.cluster);
  const span = spanOf(view, nowMs);
  const locked = lockedView(view, span, nowMs);
  const live = atRest ? view : { ...view, from: isLive(view) ? view.from : null, to: null };
  const server = window.location.origin + basePath;
  const linkTo = (shown: View) => server + viewHref(page, shown);
  const request = () => ({
    page: frozenPages.find((one) => one === page) ?? 'map',
    view: writeView(atRest ? view : locked),
  });
  const range = shownRange(view, content);
  const { command, unsaid, notes } = printCommand(view.q, range.command);
  const code = { server, page, query: writeView(live), title: titleOf(view) };
  return (
    <ShareDialog
      bundle={useBundle(request)}
      command={{ text: command, notes: [...unsaid, ...notes, ...range.notes] }}
      embed={{ iframe: iframeCode(code), element: elementCode(code), framedBy: framedBy(frameAncestors) }}
      liveLink={linkTo(live)}
      locked={atRest ? null : { link: linkTo(locked), ...span }}
      onClose={onClose}
      onClosed={onClosed}
      snapshots={useSnapshots({ request, linkOf: ({ path }) => server + path })}
      time={timeOf(live)}
    />
  );
}

const basePath = process.env.NEXT_PUBLIC_BASE_PATH ?? '';

type Content = ReturnType<ReturnType<typeof useFeedStore>['getSnapshot']>['content'];

/** Times in links are whole seconds: what is newer than the last one was not whole yet. */
function momentOf(content: Content) {
  return { content, nowMs: Math.floor((content?.atMs ?? Date.now()) / 1_000) * 1_000 };
}

/** As the pages show it. */
function spanOf(view: View, nowMs: number): TimeSpan {
  if (isLive(view)) return { fromMs: nowMs - windowOf(view), toMs: nowMs };
  const { fromMs, toMs = nowMs } = viewSpan(view, nowMs);
  return { fromMs: fromMs ?? toMs - defaultWindowMs, toMs };
}

function timeOf(view: View): SharedTime {
  if (!isCapture(view.cluster)) return { kind: 'moving', windowMs: windowOf(view) };
  return { kind: 'rest', what: isSnapshot(view.cluster) ? 'snapshot' : 'capture' };
}

const titleOf = ({ q }: View): string => `Traffic of ${q.tokens.length === 0 ? 'the cluster' : printFilter(q)}`;

function framedBy(ancestors: readonly string[]): string {
  const [first, ...more] = ancestors.filter((each) => each !== "'none'");
  if (first === undefined) return 'No page may show it: EYEPIECE_FRAME_ANCESTORS is none.';
  if (first === "'self'" && more.length === 0)
    return 'Only pages of this origin may show it; EYEPIECE_FRAME_ANCESTORS names others.';
  return 'The pages that EYEPIECE_FRAME_ANCESTORS names may show it.';
}
