// What pages need to know of the configuration.
import 'server-only';
import { type Config, readConfig } from '@/lib/config/config';
import type { Who } from './who';

let known: Settings | null = null;

/** Configuration that pages act on; it comes with the page. */
export interface Settings {
  /** A link with `{trace_id}` in it. */
  readonly traceUrl: string | null;
  /** Offered by name in the filter bar. */
  readonly quickFilters: Config['quickFilters'];
  /** Who may show embedded views in a frame. */
  readonly frameAncestors: Config['frameAncestors'];
}

/** As read at start, where a configuration that cannot work ends the process. Filters may hold names: nobody gets none. */
export function settings(who: Who): Settings {
  known ??= read();
  return who.kind === 'nobody' ? { ...known, traceUrl: null, quickFilters: [] } : known;
}

function read(): Settings {
  const configured = readConfig(process.env);
  if (!configured.ok) return { traceUrl: null, quickFilters: [], frameAncestors: [] };
  const { traceUrl, quickFilters, frameAncestors } = configured.config;
  return { traceUrl, quickFilters, frameAncestors };
}
