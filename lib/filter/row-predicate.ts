// The filter as a test on rollup rows, where rows know enough; it then selects exactly the rows of the flows that
// compileFilter selects.
import type { Filter } from '@/lib/filter/filter';
import type { RowTest } from '@/lib/filter/keys/key-spec';
import { keySpec } from '@/lib/filter/keys/keys';
import type { RowFacts } from '@/lib/filter/row-facts';
import { onSides } from '@/lib/filter/sides';

/**
 * null: rows lack what the filter asks for, so the flow log must answer. For rows of workloads only: on other levels
 * of aggregation the names differ. `clientPortsKept` is false for a rollup that holds a row whose client ports were too
 * many to keep apart (`clientPort` -1): then no port filter is answered.
 */
export function compileRowFilter(filter: Filter, clientPortsKept = true): ((row: RowFacts) => boolean) | null {
  let known = true;
  const test = onSides<RowFacts>(filter, ({ key, values }) => {
    const rowTest: RowTest | null = key === 'port' && !clientPortsKept ? null : keySpec(key).row(values);
    known &&= rowTest !== null;
    return rowTest ?? (() => false);
  });
  return known ? test : null;
}
