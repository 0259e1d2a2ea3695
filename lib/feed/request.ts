// What a reader asks of /api/v1/live, as plain values and as a URL.
import type { EpochMs } from '@/lib/flow/flow';
import type { Grouping } from '@/lib/graph/graph';
import type { Want } from '@/lib/wire/frame';

export interface LiveRequest {
  /** Filter text; '' is everything. */
  readonly q: string;
  /** '' is every configured cluster. */
  readonly cluster: string;
  readonly wants: readonly Want[];
  readonly group: Grouping;
  /** Length of the moving window. */
  readonly windowMs: number;
  /** Rows per frame at most. */
  readonly rows: number;
  /** A fixed range; without it the view follows the present. */
  readonly range?: { readonly fromMs: EpochMs; readonly toMs: EpochMs };
  /** The embed token by which it is asked; absent: as whoever the browser says. */
  readonly token?: string;
}

/**
 * `endpoint` with the request as its query, in a fixed order so that equal requests are equal text. A token stands behind
 * `#`, which no browser sends: requests by different tokens are different ones.
 */
export function liveUrl(endpoint: string, request: LiveRequest): string {
  const query = new URLSearchParams();
  if (request.q) query.set('q', request.q);
  if (request.cluster) query.set('cluster', request.cluster);
  if (request.range) {
    query.set('from', new Date(request.range.fromMs).toISOString());
    query.set('to', new Date(request.range.toMs).toISOString());
  }
  query.set('want', [...request.wants].sort().join(','));
  query.set('group', request.group);
  query.set('window', `${Math.round(request.windowMs / 1000)}s`);
  query.set('rows', String(request.rows));
  return `${endpoint}?${query}${request.token ? `#${request.token}` : ''}`;
}

/** What is asked, and the token by which. */
export function apart(url: string): { readonly asked: string; readonly token?: string } {
  const [asked = '', token] = url.split('#');
  return token ? { asked, token } : { asked };
}

/** The same question about the time of a pause: what the reader looks at stays what it was. */
export function frozenAt(request: LiveRequest, atMs: EpochMs): LiveRequest {
  return request.range ? request : { ...request, range: { fromMs: atMs - request.windowMs, toMs: atMs } };
}
