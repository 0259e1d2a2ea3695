'use client';

// An embedded view's talk with the page around it. Only that page is heard and spoken to, and only where it is allowed
// to have the view in a frame.
import { useQueryState } from 'nuqs';
import { useEffect, useEffectEvent, useMemo } from 'react';
import { useSettings } from '@/app/settings';
import { connectionOf, wholeOf } from '@/app/workspace/parts';
import { fixedRange, streamStateOf } from '@/app/workspace/stream-state';
import { useStatus } from '@/app/workspace/use-status';
import { useView } from '@/app/workspace/use-view';
import { isAncestor } from '@/lib/embed/ancestors';
import { type FrameMessage, hostMessages, readHostMessage, written } from '@/lib/embed/messages';
import { useFeed } from '@/lib/feed/use-feed';
import { viewHref } from '@/lib/view/href';
import { writeView } from '@/lib/view/view';
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
  const { page, view, change } = useView();
  const [, setAccent] = useQueryState('accent', { history: 'replace' });
  const hear = useEffectEvent((event: MessageEvent) => {
    if (event.source !== window.parent || event.origin !== host) return;
    const read = readHostMessage(event.data);
    if (!read) return;
    const obeyed = read.ok ? obey(read.message, view) : read;
    if (!obeyed.ok) return tell({ type: 'error', code: 'bad-message', message: obeyed.problem });
    change(obeyed.part, 'replace');
    if (obeyed.accent !== undefined) void setAccent(obeyed.accent?.slice(1) ?? null);
  });
  const greet = useEffectEvent(() => tell({ type: 'ready', view: page, accepts: hostMessages }));
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
  const { page, view, notices } = useView();
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
  useEffect(() => {
    if (connection.state !== 'refused') return;
    const { type, detail } = connection.problem;
    tell({ type: 'error', code: type.slice(type.lastIndexOf(':') + 1), message: detail });
  }, [tell, connection]);
  useEffect(() => {
    for (const { message } of notices) tell({ type: 'error', code: 'bad-parameter', message });
  }, [tell, notices]);
  useSize(tell, page);
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
