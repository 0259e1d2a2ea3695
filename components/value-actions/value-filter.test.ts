import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endsRows, labelsOf } from '@/components/flow-detail/ends-rows';
import { sections } from '@/components/flow-detail/sections';
import { columns } from '@/components/flow-table/columns';
import { arbitraryWholeFlow } from '@/lib/filter/arbitrary';
import { parseFilter } from '@/lib/filter/parse';
import { compileFilter } from '@/lib/filter/predicate';
import type { Flow } from '@/lib/flow/flow';
import { filterText } from './value-actions';
import type { ValueFilter } from './value-filter';

/** Everything that the panel offers of a flow. */
function offeredByPanel(flow: Flow): readonly (ValueFilter | undefined)[] {
  const { seen, others } = sections(flow);
  const labels = (['source', 'destination'] as const).map((end) => labelsOf(flow, end));
  return [
    ...[...seen, ...others].flatMap(({ fields }) => fields),
    ...endsRows(flow).flatMap(({ source, destination }) => [source, destination]),
    ...labels.flatMap(({ own, folded }) => [...own, ...folded]),
  ].map((field) => field?.filter);
}

const offeredByTable = (flow: Flow) => columns.map((column) => column.value?.(flow)?.filter);

describe('the filter on a value', () => {
  it.each([
    ['the table', offeredByTable],
    ['the panel', offeredByPanel],
  ])('of %s finds the flow that it was taken from, and leaves it out', (_where, offered) => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(arbitraryWholeFlow(), (flow) => {
        // What a proxy saw is of one protocol.
        fc.pre(!(flow.l7?.http && flow.l7.dns));
        for (const filter of offered(flow)) {
          if (!filter) continue;
          seen.add(filter.key);
          for (const not of [false, true]) {
            const text = filterText(filter, not);
            const parsed = parseFilter(text);
            expect(parsed.ok, text).toBe(true);
            if (parsed.ok) expect(compileFilter(parsed.filter)(flow), text).toBe(!not);
          }
        }
      }),
      { numRuns: 400 },
    );
    expect(seen.size).toBeGreaterThan(15);
  });
});
