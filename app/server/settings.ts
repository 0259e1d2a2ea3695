// What pages need to know of the configuration.
import 'server-only';
import { readConfig } from '@/lib/config/config';

let known: Settings | null = null;

/** Configuration that pages act on; it comes with the page. */
export interface Settings {
  /** A link with `{trace_id}` in it. */
  readonly traceUrl: string | null;
}

/** As read at start, where a configuration that cannot work ends the process. */
export function settings(): Settings {
  known ??= read();
  return known;
}

function read(): Settings {
  const configured = readConfig(process.env);
  return { traceUrl: configured.ok ? configured.config.traceUrl : null };
}
