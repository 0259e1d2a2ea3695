// A view that is to be frozen, as a request gives it: the query of its link becomes a scope whose time stands still.
import type { Grouping } from '@/lib/graph/graph';
import type { Scope } from '@/lib/live/live';
import { lockedSpan } from '@/lib/view/locked';
import type { View } from '@/lib/view/parameters';
import { readView, writeView } from '@/lib/view/view';
import type { FrozenPage } from '@/lib/wire/share';
import { ProblemError } from './respond';

export interface ViewToFreeze {
  readonly scope: Scope;
  readonly group: Grouping;
  readonly about: { readonly page: FrozenPage; readonly view: string };
}

/** What of a link decides which flows are meant: a mistake there would freeze others. */
const deciding = ['q', 'cluster', 'from', 'to'];

export function viewToFreeze(
  { page, view: text }: { readonly page: FrozenPage; readonly view: string },
  nowMs: number,
): ViewToFreeze {
  const { view, notices } = readView(new URLSearchParams(text));
  const wrong = notices.find(({ parameter }) => deciding.includes(parameter));
  if (wrong) throw ProblemError.of('bad-request', `view: ${wrong.message}`);
  const { q: filter, cluster, group } = view;
  const scope = { filter, ...(cluster !== null && { cluster }), ...timesOf(view, nowMs) };
  return { scope, group, about: { page, view: writeView({ ...view, cluster: null, from: null, to: null }) } };
}

/** What has come to rest is frozen as far as it goes; nothing is frozen that has not happened yet. */
function timesOf(view: View, nowMs: number): Pick<Scope, 'fromMs' | 'toMs'> {
  const isAtRest = view.cluster?.includes(':') && view.from === null && view.to === null;
  if (isAtRest) return {};
  const { fromMs, toMs } = lockedSpan(view, nowMs);
  return { fromMs: Math.min(fromMs, nowMs), toMs: Math.min(toMs, nowMs) };
}
