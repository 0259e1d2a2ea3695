// The feed's world in a real browser tab.
import { openEventStream } from './event-stream';
import { createFeed, type Feed } from './feed';

/** `endpoint` is the URL of the live route, base path included. */
export function createBrowserFeed(endpoint: string): Feed {
  return createFeed({
    endpoint,
    openStream: openEventStream,
    now: Date.now,
    random: Math.random,
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    page: { hidden: () => document.hidden, online: () => navigator.onLine, subscribe: onPage },
  });
}

function onPage(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    document.removeEventListener('visibilitychange', listener);
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}
