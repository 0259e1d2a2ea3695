// A filter that can be read, and in which the server found something wrong.
import type { FeedConnection } from '@/lib/feed/connection';
import type { Filter, FilterError } from '@/lib/filter/filter';
import { printFilter } from '@/lib/filter/print';

export interface RefusedFilter {
  readonly text: string;
  readonly error: FilterError;
}

/** null unless the stream of this filter was refused for it. */
export function refusedFilter(connection: FeedConnection, filter: Filter): RefusedFilter | null {
  if (connection.state !== 'refused' || !connection.problem.type.endsWith(':bad-filter')) return null;
  const { detail, position, length } = connection.problem;
  const text = printFilter(filter);
  if (position === undefined || length === undefined || position + length > text.length) return null;
  return { text, error: { message: detail, token: text.slice(position, position + length), position, length } };
}
