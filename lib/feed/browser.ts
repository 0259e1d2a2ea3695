// The feed's world in a real browser tab.
import { dialHub } from './dial-hub';
import { openEventStream } from './event-stream';
import { createFeed, type Feed } from './feed';
import { type FrameSight, frameSight } from './frame-sight';
import { createKeyGap } from './key-gap';
import { sharedSession } from './shared-session';
import { systemClock } from './system-clock';

/** `endpoint` is the URL of the live route, base path included. */
export function createBrowserFeed(endpoint: string): Feed {
  const sight = frameSight();
  const keys = createKeyGap(systemClock, afterFrame);
  const page = {
    hidden: () => document.hidden || !sight.inSight(),
    online: () => navigator.onLine,
    inGap: keys.inGap,
    subscribe: (listener: () => void) => onPage(listener, sight, keys.pressed),
  };
  const world = { endpoint, openStream: openEventStream, page, ...systemClock };
  return createFeed(world, sharedSession(dialHub(endpoint)));
}

/** What is set within a frame runs after it. */
function afterFrame(run: () => void): void {
  requestAnimationFrame(() => setTimeout(run));
}

function onPage(listener: () => void, sight: FrameSight, pressed: () => void): () => void {
  const leaveFrame = sight.subscribe(listener);
  document.addEventListener('visibilitychange', listener);
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  window.addEventListener('keydown', pressed, true);
  return () => {
    leaveFrame();
    document.removeEventListener('visibilitychange', listener);
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
    window.removeEventListener('keydown', pressed, true);
  };
}
