// What was received and makes no edge, in words.
import { countOf, formatCount } from '@/lib/flow/format';
import type { Graph } from '@/lib/graph/graph';
import type { Undrawn } from '@/lib/rollup/row';

const words: Record<Exclude<Undrawn, ''>, string> = {
  'icmp-feedback': 'ICMP errors',
  socket: 'socket events',
  'link-level': 'link-level frames',
  'no-ends': 'without ends',
  multicast: 'multicast',
};

const isKnown = (why: string): why is Exclude<Undrawn, ''> => Object.hasOwn(words, why);

/** "37 flows make no edge: 30 socket events, 7 ICMP errors"; '' when every flow is drawn. */
export function undrawnSentence({ undrawn, undrawnBy }: Pick<Graph, 'undrawn' | 'undrawnBy'>): string {
  if (undrawn === 0) return '';
  const parts = Object.entries(undrawnBy)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([why, count]) => `${formatCount(count)} ${isKnown(why) ? words[why] : why}`);
  const head = `${countOf(undrawn, 'flow')} ${undrawn === 1 ? 'makes' : 'make'} no edge`;
  return parts.length === 0 ? head : `${head}: ${parts.join(', ')}`;
}
