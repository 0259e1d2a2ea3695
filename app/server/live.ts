// The one live instance of this process, in a thread of its own. Route handlers and start-up code may be bundled apart,
// so it hangs on globalThis rather than on a module.
import 'server-only';
import { type LiveThread, startLiveThread } from '@/lib/live/thread/start';
import { version } from '@/package.json';
import { config } from './config';
import { getSnapshots } from './snapshots/snapshots';
import { type SnapshotLive, withSnapshots } from './snapshots/with-snapshots';

const key = Symbol.for('eyepiece.live');
const home = globalThis as typeof globalThis & { [key]?: ServedLive };

interface ServedLive {
  readonly live: SnapshotLive;
  readonly busy: LiveThread['busy'];
}

/** Created at the first call; throws with every configuration mistake in its message. */
export function getLive(): SnapshotLive {
  return getThread().live;
}

/** Part of the time since it was asked last that the thread which reads flows was at work. */
export function liveBusy(): number {
  return getThread().busy();
}

function getThread(): ServedLive {
  home[key] ??= startThread();
  return home[key];
}

function startThread(): ServedLive {
  const { clusters, memoryBytes, observe, showSecrets } = config();
  const { live, busy } = startLiveThread({ clusters, memoryBytes, observe, showSecrets, version }, endServer);
  return { live: withSnapshots(live, getSnapshots), busy };
}

/** Without its thread the server would look alive and take no flows. */
function endServer(reason: string): never {
  process.stderr.write(`eyepiece: ${reason}\n`);
  process.exit(1);
}
