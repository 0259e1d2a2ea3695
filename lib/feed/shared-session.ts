// A session that shares one connection with the other pages of this browser, through the hub in the shared worker.
// Where there is no such worker, or it does not answer, the page opens a session of its own.
import type { FeedConnection } from './connection';
import { createLine, type Dial } from './line';
import type { FromHub } from './port';
import { createSession, type OpenSession, type Session } from './session';

/**
 *             silent, broken
 *   ┌────────┐ ──────────▶ ┌─────┐   own: a session of this page. Final once the line is broken;
 *   │ shared │             │ own │   a line that was only silent is listened to beside it.
 *   └────────┘ ◀────────── └─────┘
 *                 heard
 */
export function sharedSession(dial: Dial): OpenSession {
  return (world, sink) => {
    let shared: FeedConnection = { state: 'idle' };
    let own: Session | null = null;
    let url: string | null = null;
    const line = createLine(dial, world, { heard, silent: takeOver, broken: takeOver });

    function set(next: FeedConnection) {
      shared = next;
      sink.moved();
    }

    function heard(message: FromHub) {
      const before = own;
      own = null;
      before?.close();
      if (message.kind === 'connection') set(message.connection);
      if (message.kind === 'reader') sink.reader(JSON.parse(message.json));
      if (message.kind === 'frame') sink.frame(JSON.parse(message.json));
    }

    function takeOver() {
      if (own || url === null) return;
      own = createSession(world, sink);
      own.open(url);
    }

    function open(next: string) {
      url = next;
      own?.open(url);
      if (!line.isOpen()) takeOver();
      else if (world.page.hidden()) rest();
      else watch(url);
    }

    function watch(what: string) {
      // The hub will tell in a moment; until then what stood goes on to stand.
      if (shared.state === 'idle' || shared.state === 'resting') set({ state: 'connecting', attempt: 1 });
      line.watch(what);
      line.post({ kind: 'network', online: world.page.online() });
    }

    function rest() {
      line.rest();
      set({ state: 'resting' });
    }

    function look() {
      own?.look();
      if (url === null || !line.isOpen()) return;
      line.post({ kind: 'network', online: world.page.online() });
      const isResting = shared.state === 'resting';
      if (world.page.hidden() && !isResting) rest();
      if (!world.page.hidden() && isResting) watch(url);
    }

    function close() {
      url = null;
      line.rest();
      own?.close();
      set({ state: 'idle' });
    }

    return {
      connection: () => own?.connection() ?? shared,
      open,
      retry: () => (own ? own.retry() : line.post({ kind: 'retry' })),
      look,
      close,
    };
  };
}
