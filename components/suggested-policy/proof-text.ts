// What the judge found, in sentences.
import { countOf, formatCount } from '@/lib/flow/format';
import type { SuggestionAnswer } from '@/lib/wire/suggestion';

/** Never says more than was looked at. */
export function proofTexts({ proof, newest, newestOthers, policies }: SuggestionAnswer): readonly string[] {
  const { flows, pass, others, othersPass, withGiven } = proof;
  const them = policies.length === 1 ? 'it' : 'them';
  const beside = withGiven ? ` beside the policies of now` : '';
  const of = newest === null ? '' : ` (the newest ${formatCount(newest)} of each group were looked at)`;
  const passing =
    pass === flows
      ? `With ${them}${beside}, ${flows === 1 ? 'the flow of this drop passes' : `all ${countOf(flows, 'flow')} of these drops pass`}${of}.`
      : `With ${them}${beside}, ${formatCount(pass)} of ${countOf(flows, 'flow')} of these drops pass${of}.`;
  if (others === 0) return [passing];
  const rest = newestOthers === null ? '' : `, the newest ${formatCount(newestOthers)} of them,`;
  const staying =
    othersPass === 0
      ? `${others === 1 ? 'The flow' : `The ${countOf(others, 'flow')}`} of other drops${rest} would stay refused.`
      : `${formatCount(othersPass)} of ${countOf(others, 'flow')} of other drops${rest} would pass as well: they say the same of their ends, port and request.`;
  return [passing, staying];
}
