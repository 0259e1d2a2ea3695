// What else is held of a flow's connection, its trace or its socket.
import type { Flow } from '@/lib/flow/flow';
import { mayBeRelated, relationOf } from '@/lib/flow/related';
import type { Related } from '@/lib/live/live';
import { newestOfAll } from '@/lib/live/query/page';
import { inSlices } from '@/lib/live/slices';
import type { Store } from '@/lib/live/store/store';

/** How long before and after a flow is looked for others. */
const reachMs = 120_000;
const mostFlows = 200;

/** Of what the stores hold; nothing is asked for. */
export async function readRelated(stores: readonly Store[], flow: Flow): Promise<Related> {
  const atMs = flow.timeMs ?? flow.arrivedMs;
  const [fromMs, toMs] = [atMs - reachMs, atMs + reachMs];
  const flows: Flow[] = [];
  let more = false;
  const starts = stores.map(() => ({ atMs: toMs, seq: Number.POSITIVE_INFINITY }));
  await inSlices(newestOfAll(stores, starts), ({ store, entry }) => {
    if (entry.atMs < fromMs) return false;
    if (!mayBeRelated(flow, store.codec.facts(entry.bytes))) return true;
    const other = store.flowOf(entry);
    if (relationOf(flow, other) === null) return true;
    more = flows.length === mostFlows;
    if (!more) flows.push(other);
    return !more;
  });
  return { flows, more, fromMs, toMs };
}
