'use client';

import { useEffect } from 'react';
import { apiUrl } from '@/app/api-url';
import type { Who } from '@/app/server/access/who';
import { useSettings } from '@/app/settings';
import { connectionOf, contentOf, lostSightOf } from '@/app/workspace/stream/parts';
import { isSignedOut, serverStreamOf } from '@/app/workspace/stream/stream-state';
import { useOtherReader } from '@/app/workspace/stream/use-other-reader';
import { useStatus } from '@/app/workspace/stream/use-status';
import { RecoveryAnnouncer } from '@/components/status/announcer';
import { Banners } from '@/components/status/banners';
import { noticesOf, type ServerStream } from '@/components/status/notice';
import { useFeed, useFeedStore } from '@/lib/feed/use-feed';
import { useView, type ViewState } from './use-view';
import { signIn } from './who';

export function ConnectedBanners() {
  const view = useView();
  const feed = useFeedStore();
  const connection = useFeed(connectionOf);
  const content = useFeed(contentOf);
  const status = useStatus();
  const settings = useSettings();
  const lostSightMs = useFeed(lostSightOf);
  useOtherReader();
  useReturn(connection.state === 'refused' && isSignedOut(connection.problem), feed.retry);
  const silent = (status?.clusters ?? []).flatMap(({ nodes }) => nodes.filter(({ state }) => state !== 'connected'));
  const notices = noticesOf({
    server: withSignIn(serverStreamOf({ connection }), settings.who),
    status,
    gaps: content?.gaps ?? [],
    missed: content?.missed,
    lostSightMs,
    shownAtMs: content?.atMs ?? null,
    ignored: view.notices.filter(({ parameter }) => parameter !== 'q' || !hasFilterBar(view)),
  });
  return (
    <>
      <Banners
        nodes={silent}
        notices={notices}
        onReconnect={reconnect}
        onReset={() => view.change({ q: { tokens: [] }, cluster: null, from: null, to: null })}
        onRetry={feed.retry}
        onSignIn={signIn}
      />
      <RecoveryAnnouncer notices={notices} />
    </>
  );
}

/** Where readers come by way of a proxy, it is for the proxy to sign them in. */
function withSignIn(server: ServerStream, who: Who): ServerStream {
  const signsIn = who.kind === 'reader' ? who.signsOut : who.kind === 'nobody' && who.signsIn;
  return server.state === 'refused' && !signsIn ? { ...server, signsIn: false } : server;
}

/** Somebody who signed in on another page, and comes back to this one, need not press anything. */
function useReturn(isSignedOutHere: boolean, retry: () => void) {
  useEffect(() => {
    if (!isSignedOutHere) return;
    const look = () => {
      if (!document.hidden) retry();
    };
    document.addEventListener('visibilitychange', look);
    window.addEventListener('focus', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('focus', look);
    };
  }, [isSignedOutHere, retry]);
}

/** A bad filter is told where it stands. */
const hasFilterBar = ({ embed }: ViewState): boolean => embed?.controls !== 'none';

/** Whether it helps is told by the stream. */
function reconnect(cluster: string | undefined) {
  const query = cluster === undefined ? '' : `?${new URLSearchParams({ cluster })}`;
  void fetch(`${apiUrl('reconnect')}${query}`, { method: 'POST' }).catch(() => {});
}
