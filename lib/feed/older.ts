// Rows that were asked for beside the stream. Apart from what every page loads.
import type { Flow } from '@/lib/flow/flow';
import { type FeedContent, freshOf, interleave, rowLimit, timeOf } from './content';

/** They stand behind the rows that are held. They go when frames begin anew, and first where newer ones need the room. */
export function withOlder(content: FeedContent, older: readonly Flow[], limit = rowLimit): FeedContent {
  const { flows } = content;
  if (!flows) return content;
  const fresh = freshOf(flows.rows, older).sort((a, b) => timeOf(b) - timeOf(a));
  const rows = interleave(fresh, flows.rows, limit, true);
  return {
    ...content,
    flows: { ...flows, rows, unsent: Math.max(0, flows.unsent - (rows.length - flows.rows.length)) },
  };
}
