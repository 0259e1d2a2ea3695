// The one live instance of this process. Route handlers and start-up code may be bundled apart, so it hangs on
// globalThis rather than on a module.
import 'server-only';
import { readConfig } from '@/lib/config/config';
import { createLive } from '@/lib/live/create-live';
import type { Live } from '@/lib/live/live';
import { version } from '@/package.json';

const key = Symbol.for('eyepiece.live');
const home = globalThis as typeof globalThis & { [key]?: Live };

/** Created at the first call; throws with every configuration mistake in its message. */
export function getLive(): Live {
  home[key] ??= startLive();
  return home[key];
}

function startLive(): Live {
  const configured = readConfig(process.env);
  if (!configured.ok) throw new Error(configured.problems.join('\n'));
  const { clusters, memoryBytes, observe, showSecrets } = configured.config;
  return createLive({ clusters, memoryBytes, observe, showSecrets, version });
}
