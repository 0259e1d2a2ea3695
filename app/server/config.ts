// The configuration of this process, read once, at start: a certificate that is gone later ends no answer, and moves no
// snapshots. Start-up and routes may be bundled apart, so it hangs on globalThis.
import 'server-only';
import { type Config, readConfig } from '@/lib/config/config';

const key = Symbol.for('eyepiece.config');
const home = globalThis as typeof globalThis & { [key]?: Config };

/** Throws with every mistake in its message; at start that ends the process. */
export function config(): Config {
  home[key] ??= read();
  return home[key];
}

function read(): Config {
  const configured = readConfig(process.env);
  if (!configured.ok) throw new Error(configured.problems.join('\n'));
  return configured.config;
}
