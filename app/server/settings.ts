// What pages need to know of the configuration.
import 'server-only';
import { type Config, readConfig } from '@/lib/config/config';

let known: Settings | null = null;

/** Configuration that pages act on; it comes with the page. */
export interface Settings {
  /** A link with `{trace_id}` in it. */
  readonly traceUrl: string | null;
  /** Offered by name in the filter bar. */
  readonly quickFilters: Config['quickFilters'];
}

/** As read at start, where a configuration that cannot work ends the process. */
export function settings(): Settings {
  known ??= read();
  return known;
}

function read(): Settings {
  const configured = readConfig(process.env);
  if (!configured.ok) return { traceUrl: null, quickFilters: [] };
  const { traceUrl, quickFilters } = configured.config;
  return { traceUrl, quickFilters };
}
