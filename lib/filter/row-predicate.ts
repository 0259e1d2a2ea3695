// The filter as a test on rollup rows, where rows know enough; it then selects exactly the rows of the flows that
// compileFilter selects.
import type { Filter, Token } from '@/lib/filter/filter';
import type { RowTest } from '@/lib/filter/key-spec';
import { keySpec } from '@/lib/filter/keys';
import type { RowFacts } from '@/lib/filter/row-facts';

/**
 * null: rows lack what the filter asks for, so the flow log must answer. For rows of workloads only: on other levels
 * of aggregation the names differ. `clientPortsKept` is false for a rollup that holds a row whose client ports were too
 * many to keep apart (`clientPort` -1): then no port filter is answered.
 */
export function compileRowFilter(filter: Filter, clientPortsKept = true): ((row: RowFacts) => boolean) | null {
  const tests: ((row: RowFacts) => boolean)[] = [];
  for (const token of filter.tokens) {
    const test = token.key === 'port' && !clientPortsKept ? null : compileToken(token);
    if (test === null) return null;
    tests.push(test);
  }
  return (row) => tests.every((test) => test(row));
}

function compileToken(token: Token): ((row: RowFacts) => boolean) | null {
  const spec = keySpec(token.key);
  const rowTest = spec.row(token.values);
  if (rowTest === null) return null;
  const test = onSide(rowTest, spec.sided ? token.side : 'from');
  return token.not ? (row) => !test(row) : test;
}

function onSide(test: RowTest, side: Token['side']): (row: RowFacts) => boolean {
  if (side === 'from') return (row) => test(row, 'source');
  if (side === 'to') return (row) => test(row, 'destination');
  return (row) => test(row, 'source') || test(row, 'destination');
}
