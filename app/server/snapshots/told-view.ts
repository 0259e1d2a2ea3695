// A view that somebody else froze, for a reader who may see less than they: what its link names out of their sight is
// left out of it. What is shown stays the same, for nothing but what the filter selects was frozen.
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import { readEntity } from '@/lib/flow/entity-id';
import { createLens, type Lens } from '@/lib/sight/lens';
import type { Sight } from '@/lib/sight/sight';
import { toldFilter } from '@/lib/sight/told-filter';
import type { Selection } from '@/lib/view/selection';
import { readView, writeView } from '@/lib/view/view';

export interface ToldView {
  /** Query of the link. */
  readonly view: string;
  readonly filter: string;
  /** Whether anything was left out. */
  readonly withheld: boolean;
}

export function toldView(said: Pick<ToldView, 'view' | 'filter'>, sight: Sight): ToldView {
  const lens = createLens(sight);
  const { view } = readView(new URLSearchParams(said.view));
  const selected = view.sel && isTold(view.sel, lens) ? view.sel : null;
  // Where cards were put goes by their names, and what is folded by that of its namespace.
  const told = {
    view: writeView({
      ...view,
      ...{ q: toldFilter(view.q, lens.namespace), off: toldFilter(view.off, lens.namespace) },
      ...{ sel: selected, fold: null, pins: null, places: null },
    }),
    filter: toldText(said.filter, lens),
  };
  return { ...told, withheld: told.view !== writeView(view) || told.filter !== said.filter };
}

function toldText(filter: string, lens: Lens): string {
  const parsed = parseFilter(filter);
  return parsed.ok ? printFilter(toldFilter(parsed.filter, lens.namespace)) : '';
}

/** Ids of flows name nobody; whoever asks by one is told what is theirs. */
function isTold({ kind, id }: Selection, lens: Lens): boolean {
  if (kind === 'flow') return true;
  if (kind === 'edge' || kind === 'drop') return lens.conversation(id);
  const end = readEntity(id);
  return end !== null && lens.namespace(end.namespace) && lens.entity(end).id === end.id;
}
