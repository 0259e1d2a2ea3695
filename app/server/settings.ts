// What pages need to know of the configuration.
import 'server-only';
import type { Config } from '@/lib/config/config';
import { parseFilter } from '@/lib/filter/parse';
import { createLens } from '@/lib/sight/lens';
import type { Grant } from '@/lib/sight/sight';
import { toldFilter } from '@/lib/sight/told-filter';
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

/** Filters may hold names: nobody gets one of what they may not see, also on pages that say only that they are not there. */
export function settings(who: Who): Settings {
  const { traceUrl, quickFilters, frameAncestors } = config();
  const seesNothing = who.kind === 'nobody' || (who.kind === 'reader' && who.sees?.length === 0);
  return seesNothing
    ? { traceUrl: null, quickFilters: [], frameAncestors }
    : { traceUrl, quickFilters: quickFilters.filter(offeredTo(who)), frameAncestors };
}

function offeredTo(who: Who): (offered: Settings['quickFilters'][number]) => boolean {
  if (who.kind !== 'reader' || who.sees === null) return () => true;
  const { namespace } = createLens({ grants: who.sees.map(grantOf), farEnd: 'hidden' });
  return ({ q }) => {
    const parsed = parseFilter(q);
    return parsed.ok && toldFilter(parsed.filter, namespace).tokens.length === parsed.filter.tokens.length;
  };
}

/** As `who` writes it: a namespace, or cluster/namespace. */
function grantOf(text: string): Grant {
  const [namespace = '', cluster = '*'] = text.split('/').reverse();
  return { cluster, namespace };
}
