'use client';

import { apiUrl } from '@/app/api-url';
import { RecoveryAnnouncer } from '@/components/status/announcer';
import { Banners } from '@/components/status/banners';
import { noticesOf } from '@/components/status/notice';
import { useFeed, useFeedStore } from '@/lib/feed/use-feed';
import type { ViewNotice } from '@/lib/view/view';
import { connectionOf, contentOf } from './parts';
import { serverStreamOf } from './stream-state';
import { useStatus } from './use-status';
import { useView } from './use-view';

export function ConnectedBanners() {
  const view = useView();
  const feed = useFeedStore();
  const connection = useFeed(connectionOf);
  const content = useFeed(contentOf);
  const status = useStatus();
  const silent = (status?.clusters ?? []).flatMap(({ nodes }) => nodes.filter(({ state }) => state !== 'connected'));
  const notices = noticesOf({
    server: serverStreamOf({ connection }),
    status,
    gaps: content?.gaps ?? [],
    missed: content?.missed,
    shownAtMs: content?.atMs ?? null,
    ignored: view.notices.filter(isToldHere),
  });
  return (
    <>
      <Banners
        nodes={silent}
        notices={notices}
        onReconnect={reconnect}
        onReset={() => view.change({ q: { tokens: [] }, cluster: null, from: null, to: null })}
        onRetry={feed.retry}
      />
      <RecoveryAnnouncer notices={notices} />
    </>
  );
}

/** A bad filter is told where it stands. */
const isToldHere = ({ parameter }: ViewNotice) => parameter !== 'q';

/** Whether it helps is told by the stream. */
function reconnect(cluster: string | undefined) {
  const query = cluster === undefined ? '' : `?${new URLSearchParams({ cluster })}`;
  void fetch(`${apiUrl('reconnect')}${query}`, { method: 'POST' }).catch(() => {});
}
