// Which rollup answers a question.
import type { Filter } from '@/lib/filter/filter';
import { compileRowFilter } from '@/lib/filter/row-predicate';
import type { Grouping } from '@/lib/graph/graph';
import { levelOf } from '@/lib/graph/level';
import type { FoldLanes, Lanes } from '@/lib/live/lane/lanes';
import { filterKey } from '@/lib/live/store/filter-cover';
import type { SharedRollup } from '@/lib/live/store/shared-rollup';
import type { Store } from '@/lib/live/store/store';
import type { RowDims } from '@/lib/rollup/row';

export interface Answering {
  readonly shared: SharedRollup;
  readonly keep: (dims: RowDims) => boolean;
  /** The lanes that fill the rollup, to be closed; null for a store's own. */
  readonly lanes: FoldLanes | null;
  /** False once the rollup has grown rows in which the filter cannot tell flows apart: then ask anew. */
  isExact(): boolean;
}

export interface Question {
  readonly stores: readonly Store[];
  readonly filter: Filter;
  readonly group: Grouping;
}

/**
 * The store's own rollup where it knows what the filter asks for. Several stores, finer levels and other filters fold
 * the flows of the logs.
 */
export function answering({ stores, filter, group }: Question, lanes: Lanes): Answering {
  const level = levelOf(group);
  const [only] = stores;
  const whole = only?.whole;
  const frozen = whole?.stores === stores.length && whole.filter === filterKey(filter) ? whole.at.get(level) : null;
  if (frozen) return { shared: frozen, keep: () => true, lanes: null, isExact: () => true };
  const own = only && stores.length === 1 ? only.shared : null;
  const needsPorts = compileRowFilter(filter, true) !== null && compileRowFilter(filter, false) === null;
  const portsKept = () => own?.rollup.clientPortsKept() ?? false;
  const keep = level === 'workload' ? compileRowFilter(filter, portsKept()) : null;
  if (keep && own) return { shared: own, keep, lanes: null, isExact: () => !needsPorts || portsKept() };
  const folds = lanes.folds({ stores, filter: keep ? { tokens: [] } : filter, level });
  return { shared: folds.shared, keep: keep ?? (() => true), lanes: folds, isExact: () => true };
}
