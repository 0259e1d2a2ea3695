// Requests that change something for everybody must come from our own pages, or from no page at all.
import { requireOwnSite } from '@/lib/access/own-site';
import { ProblemError } from './respond';

/**
 * Refuses what a page of another site makes a browser send. Browsers say where a request comes from, and pages cannot
 * change what they say; other clients say nothing. A body must be JSON: a page of another site may not send that unasked,
 * as little as it may send a DELETE.
 */
export function refuseOtherSites(request: Request): void {
  requireOwnSite(request.headers);
  const type = request.headers.get('content-type') ?? '';
  if (request.method !== 'DELETE' && !/^application\/json\s*(;|$)/i.test(type)) {
    throw ProblemError.of('bad-request', 'content-type: must be application/json.');
  }
}
