// The feed's world in a real browser tab.
import { dialHub } from './dial-hub';
import { openEventStream } from './event-stream';
import { createFeed, type Feed } from './feed';
import { sharedSession } from './shared-session';
import { systemClock } from './system-clock';

/** `endpoint` is the URL of the live route, base path included. */
export function createBrowserFeed(endpoint: string): Feed {
  const page = { hidden: () => document.hidden, online: () => navigator.onLine, subscribe: onPage };
  const world = { endpoint, openStream: openEventStream, page, ...systemClock };
  return createFeed(world, sharedSession(dialHub(endpoint)));
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
