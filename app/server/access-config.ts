// Settings of access, read once, at start: a certificate that is gone later ends no answer. Routes are bundled apart, so
// they hang on globalThis.
import 'server-only';
import type { AccessConfig } from '@/lib/config/access';
import { readConfig } from '@/lib/config/config';

interface Known {
  readonly access: AccessConfig;
  readonly publicUrl: string | null;
}
const key = Symbol.for('eyepiece.access');
const home = globalThis as typeof globalThis & { [key]?: Known };

/** As checked at start, where a configuration that cannot work ends the process: this one lets nobody in. */
export function accessConfig(): AccessConfig {
  return configOf().access;
}

export function publicUrl(): string {
  return configOf().publicUrl ?? '';
}

function configOf(): Known {
  const known = home[key];
  if (known) return known;
  const configured = readConfig(process.env);
  if (!configured.ok) throw new Error(configured.problems.join('\n'));
  const { access, publicUrl: url } = configured.config;
  const read = { access, publicUrl: url };
  home[key] = read;
  return read;
}
