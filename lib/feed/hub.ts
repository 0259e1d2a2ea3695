// The multiplexer: pages come and go through ports and get the frames of the view they look at.
// It runs in the shared worker, but knows neither workers nor the DOM.
import { beatMs, type FromHub, type ToHub } from './port';
import { createSharedViews, type SharedView, wholeOf } from './shared-views';
import type { TrunkWorld } from './trunk';

export interface HubPort {
  readonly post: (message: FromHub) => void;
}

export interface Hub {
  /** Takes a page in; every message of its port goes to the result. A page that is gone is forgotten by itself. */
  readonly connect: (port: HubPort) => (message: ToHub) => void;
  /** What is held: it must not grow. */
  readonly size: () => { readonly pages: number; readonly views: number };
}

/** A view nobody looks at is kept up to date this long, for pages that reload or come back to the front. */
const graceMs = 30_000;
/** A page that was silent for this many beats is gone, and its browser did not say so. If it is not, its next one brings it back. */
const silentBeats = 3;

/** A page that looks at a view. One that rests is not held at all. */
interface Page {
  readonly port: HubPort;
  readonly turn: number;
  readonly view: SharedView;
  silent: number;
}

export function createHub(world: TrunkWorld): Hub {
  const pages = new Map<HubPort, Page>();
  const views = createSharedViews(world, {
    frame(view, json) {
      for (const { port, turn } of pagesOf(view)) port.post({ kind: 'frame', turn, json });
    },
    reader(json) {
      for (const { port, turn } of pagesOf()) port.post({ kind: 'reader', turn, json });
    },
    moved(view) {
      for (const page of pagesOf(view)) tell(page);
    },
    unserved() {
      for (const page of pagesOf()) turnAway(page);
    },
  });
  let isBeating = false;

  const pagesOf = (view?: SharedView) => [...pages.values()].filter((page) => !view || page.view === view);

  function tell({ port, turn, view }: Page) {
    port.post({ kind: 'connection', turn, connection: views.connectionOf(view) });
  }

  function turnAway(page: Page) {
    page.port.post({ kind: 'unable', turn: page.turn });
    leave(page, 0);
  }

  function watch(port: HubPort, turn: number, url: string) {
    const before = pages.get(port);
    if (before?.turn === turn) return port.post({ kind: 'here', turn });
    const view = views.enter(url.slice(url.indexOf('?') + 1));
    if (before) leave(before, 0);
    if (!view) return port.post({ kind: 'unable', turn });
    const page = { port, turn, view, silent: 0 };
    pages.set(port, page);
    if (!isBeating) wind();
    tell(page);
    const reader = views.reader();
    if (reader !== null) port.post({ kind: 'reader', turn, json: reader });
    const json = wholeOf(view);
    if (json !== null) port.post({ kind: 'frame', turn, json });
  }

  function leave({ port, view }: Page, keepMs: number) {
    pages.delete(port);
    views.leave(view, keepMs);
  }

  function wind() {
    isBeating = true;
    world.after(beatMs, beat);
  }

  function beat() {
    for (const page of pagesOf()) {
      page.silent += 1;
      if (page.silent > silentBeats) leave(page, graceMs);
    }
    isBeating = false;
    if (pages.size > 0) wind();
  }

  function take(port: HubPort, message: ToHub) {
    const page = pages.get(port);
    if (page) page.silent = 0;
    if (message.kind === 'watch') watch(port, message.turn, message.url);
    else if (message.kind === 'network') views.network(message.online);
    else if (page && message.kind === 'rest') leave(page, graceMs);
    else if (page && message.kind === 'retry') views.retry(page.view);
  }

  return {
    connect: (port) => (message) => take(port, message),
    size: () => ({ pages: pages.size, views: views.count() }),
  };
}
