'use client';

// An embedded view's talk with the page around it. Only that page is heard and spoken to, and only where it is allowed
// to have the view in a frame.
import { useQueryClient } from '@tanstack/react-query';
import { useQueryState } from 'nuqs';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useSettings } from '@/app/settings';
import { connectionOf, wholeOf } from '@/app/workspace/stream/parts';
import { fixedRange, streamStateOf } from '@/app/workspace/stream/stream-state';
import { useStatus } from '@/app/workspace/stream/use-status';
import { useView } from '@/app/workspace/use-view';
import { isAncestor } from '@/lib/embed/ancestors';
import { type FrameMessage, hostMessages, readHostMessage, written } from '@/lib/embed/messages';
import { tokenSays } from '@/lib/embed/token-says';
import { useFeed } from '@/lib/feed/use-feed';
import { viewHref } from '@/lib/view/href';
import { writeView } from '@/lib/view/view';
import { problemName } from '@/lib/wire/problem-name';
import { fullHref } from './full-href';
import { obey } from './obey';

type Tell = (message: FrameMessage) => void;

export function useHost() {
  const { frameAncestors } = useSettings();
  const said = useView().embed?.host ?? null;
  const tell = useMemo(() => tellerTo(hostOrigin(said, frameAncestors)), [said, frameAncestors]);
  useOrders(tell);
  useTold(tell);
}

interface Teller {
  /** null: nobody is heard and nothing is said. */
  readonly host: string | null;
  readonly tell: Tell;
}

const tellerTo = (host: string | null): Teller => ({
  host,
  tell(message) {
    if (host !== null) window.parent.postMessage(written(message), host);
  },
});

/** The browser's own word counts; where it has none, what the page says of itself: a lie is not delivered. */
function hostOrigin(said: string | null, sources: readonly string[]): string | null {
  if (typeof window === 'undefined' || window.parent === window) return null;
  const [parent] = window.location.ancestorOrigins ?? [];
  const origin = parent ?? said ?? (URL.canParse(document.referrer) ? new URL(document.referrer).origin : null);
  return origin !== null && isAncestor(origin, sources, window.location.origin) ? origin : null;
}

/** Hears what the page around wants. */
function useOrders({ host, tell }: Teller) {
  const { page, change } = useView();
  const [, setAccent] = useQueryState('accent', { history: 'replace' });
  const [token, setToken] = useQueryState('token', { history: 'replace' });
  const hear = useEffectEvent((event: MessageEvent) => {
    if (event.source !== window.parent || event.origin !== host) return;
    const read = readHostMessage(event.data);
    if (!read) return;
    const obeyed = read.ok ? obey(read.message) : read;
    if (!obeyed.ok) return tell({ type: 'error', code: 'bad-message', message: obeyed.problem });
    change(obeyed.part, 'replace');
    if (obeyed.token !== undefined) void setToken(obeyed.token);
    if (obeyed.accent !== undefined) void setAccent(obeyed.accent?.slice(1) ?? null);
  });
  const greet = useEffectEvent(() =>
    tell({ type: 'ready', view: page, accepts: hostMessages, expires: expiryOf(token) }),
  );
  useEffect(() => {
    if (host === null) return;
    const listener = (event: MessageEvent) => hear(event);
    window.addEventListener('message', listener);
    greet();
    return () => window.removeEventListener('message', listener);
  }, [host]);
}

/** Tells the page around what is shown, each when it changes. */
function useTold({ tell }: Teller) {
  const { page, view, embed, notices } = useView();
  const query = writeView({ ...view, sel: null });
  const href = viewHref(page, view);
  const snapshot = useFeed(wholeOf);
  const connection = useFeed(connectionOf);
  const { content } = snapshot;
  const stream = streamStateOf({ ...snapshot, status: useStatus() }, fixedRange(view, content)).kind;
  const at = content ? new Date(content.atMs).toISOString() : null;
  const flows = content?.flows?.matched ?? null;
  const complete = content?.complete ?? false;
  const selected = view.sel && `${view.sel.kind}:${view.sel.id}`;

  const navigated = useEffectEvent(() =>
    tell({ type: 'navigate', view: page, query, url: window.location.origin + fullHref(page, view) }),
  );
  const chose = useEffectEvent(() => tell({ type: 'selection', selection: view.sel }));
  useEffect(() => {
    if (href !== '') navigated();
  }, [href]);
  useEffect(() => {
    if (selected !== undefined) chose();
  }, [selected]);
  useEffect(() => tell({ type: 'state', stream, at, flows, complete }), [tell, stream, at, flows, complete]);
  const problem = connection.state === 'refused' ? connection.problem : null;
  const [code, message] = [problem && problemName(problem), problem?.detail ?? ''];
  useEffect(() => {
    if (code !== null) tell({ type: 'error', code, message });
  }, [tell, code, message]);
  useExpiry(tell, embed?.token ?? null);
  const ignored = notices.map((notice) => notice.message).join('\n');
  useEffect(() => {
    if (ignored !== '') tell({ type: 'error', code: 'bad-parameter', message: ignored });
  }, [tell, ignored]);
  useSize(tell, page);
}

/** Early enough to have another made. */
const noticeMs = 60_000;
/** Browsers take a longer wait for none. */
const longestWaitMs = 2 ** 31 - 1;

/** Tells a while before the token expires that it does, and asks anew for everything when another has taken its place. */
function useExpiry(tell: Tell, token: string | null) {
  const queries = useQueryClient();
  const expires = expiryOf(token);
  const [first] = useState(token);
  useEffect(() => {
    if (token !== first) void queries.invalidateQueries();
  }, [queries, token, first]);
  useEffect(() => {
    if (expires === null) return;
    const waitMs = Math.max(0, Date.parse(expires) - noticeMs - Date.now());
    if (waitMs > longestWaitMs) return;
    const message = `The token of this view expires at ${expires}.`;
    const timer = setTimeout(() => tell({ type: 'error', code: 'token-expiring', message }), waitMs);
    return () => clearTimeout(timer);
  }, [tell, expires]);
}

function expiryOf(token: string | null): string | null {
  const says = token === null ? null : tokenSays(token);
  return says && Number.isFinite(says.expiresMs) ? new Date(says.expiresMs).toISOString() : null;
}

/** Tells the size, and of a table the height it would take as a whole. */
function useSize(tell: Tell, page: string) {
  useEffect(() => {
    const root = document.documentElement;
    let last = '';
    const measure = () => {
      const table = page === 'drops' ? document.querySelector<HTMLElement>('main table') : null;
      const around = window.innerHeight - (table?.parentElement?.clientHeight ?? 0);
      const contentHeight = table ? table.offsetHeight + around : null;
      const text = [root.clientWidth, root.clientHeight, contentHeight].join(' ');
      if (text === last) return;
      last = text;
      tell({ type: 'resize', width: root.clientWidth, height: root.clientHeight, contentHeight });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(root);
    // The table comes and grows with what is received.
    const changes = new MutationObserver(measure);
    if (page === 'drops') changes.observe(document.body, { childList: true, subtree: true });
    return () => {
      observer.disconnect();
      changes.disconnect();
    };
  }, [tell, page]);
}
