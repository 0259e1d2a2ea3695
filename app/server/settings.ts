// What pages need to know of the configuration.
import 'server-only';
import type { Config } from '@/lib/config/config';
import type { Who } from './access/who';
import { config } from './config';

/** Configuration that pages act on; it comes with the page. */
export interface Settings {
  /** A link with `{trace_id}` in it. */
  readonly traceUrl: string | null;
  /** Offered by name in the filter bar. */
  readonly quickFilters: Config['quickFilters'];
  /** Who may show embedded views in a frame. */
  readonly frameAncestors: Config['frameAncestors'];
}

/** Filters may hold names: who may see nothing gets none, also on pages that say only that they are not there. */
export function settings(who: Who): Settings {
  const { traceUrl, quickFilters, frameAncestors } = config();
  const seesNothing = who.kind === 'nobody' || (who.kind === 'reader' && who.sees?.length === 0);
  return seesNothing
    ? { traceUrl: null, quickFilters: [], frameAncestors }
    : { traceUrl, quickFilters, frameAncestors };
}
