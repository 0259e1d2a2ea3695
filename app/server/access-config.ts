// Settings of access, read once.
import 'server-only';
import type { AccessConfig } from '@/lib/config/access';
import { readConfig } from '@/lib/config/config';

interface Known {
  readonly access: AccessConfig;
  readonly publicUrl: string | null;
}
let known: Known | null = null;

/** As checked at start, where a configuration that cannot work ends the process: this one lets nobody in. */
export function accessConfig(): AccessConfig {
  return configOf().access;
}

export function publicUrl(): string {
  return configOf().publicUrl ?? '';
}

function configOf(): Known {
  if (known) return known;
  const configured = readConfig(process.env);
  if (!configured.ok) throw new Error(configured.problems.join('\n'));
  const { access, publicUrl: url } = configured.config;
  known = { access, publicUrl: url };
  return known;
}
