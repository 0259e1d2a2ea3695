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
      ? `With ${them}${beside}, ${flows === 1 ? 'the refused flow passes' : `all ${countOf(flows, 'refused flow')} pass`}${of}.`
      : `With ${them}${beside}, ${formatCount(pass)} of ${countOf(flows, 'refused flow')} pass${of}.`;
  if (others === 0) return [passing];
  const rest = newestOthers === null ? '' : `, of the newest ${formatCount(newestOthers)}`;
  const staying =
    othersPass === 0
      ? `${others === 1 ? 'The other refused flow' : `The ${formatCount(others)} other refused flows`}${rest} would stay refused.`
      : `${formatCount(othersPass)} of ${countOf(others, 'other refused flow')}${rest} would pass as well: they say the same of their ends, port and request.`;
  return [passing, staying];
}
