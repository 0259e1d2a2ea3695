// What pages need to know of the configuration.
import 'server-only';
import type { Config } from '@/lib/config/config';
import { config } from './config';
import type { Who } from './who';

/** Configuration that pages act on; it comes with the page. */
export interface Settings {
  /** A link with `{trace_id}` in it. */
  readonly traceUrl: string | null;
  /** Offered by name in the filter bar. */
  readonly quickFilters: Config['quickFilters'];
  /** Who may show embedded views in a frame. */
  readonly frameAncestors: Config['frameAncestors'];
}

/** Filters may hold names: nobody gets none. */
export function settings(who: Who): Settings {
  const { traceUrl, quickFilters, frameAncestors } = config();
  return who.kind === 'nobody'
    ? { traceUrl: null, quickFilters: [], frameAncestors }
    : { traceUrl, quickFilters, frameAncestors };
}
