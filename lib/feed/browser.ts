// The feed's world in a real browser tab.
import { dialHub } from './dial-hub';
import { openEventStream } from './event-stream';
import { createFeed, type Feed } from './feed';
import { type FrameSight, frameSight } from './frame-sight';
import { sharedSession } from './shared-session';
import { systemClock } from './system-clock';

/** `endpoint` is the URL of the live route, base path included. */
export function createBrowserFeed(endpoint: string): Feed {
  const sight = frameSight();
  const page = {
    hidden: () => document.hidden || !sight.inSight(),
    online: () => navigator.onLine,
    subscribe: (listener: () => void) => onPage(listener, sight),
  };
  const world = { endpoint, openStream: openEventStream, page, ...systemClock };
  return createFeed(world, sharedSession(dialHub(endpoint)));
}

function onPage(listener: () => void, sight: FrameSight): () => void {
  const leaveFrame = sight.subscribe(listener);
  document.addEventListener('visibilitychange', listener);
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    leaveFrame();
    document.removeEventListener('visibilitychange', listener);
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}
