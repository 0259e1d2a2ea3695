// What a picture that leaves the page says of itself.
import type { Graph } from '@/lib/graph/graph';
import { furtherAway } from './notices';
import { undrawnSentence } from './picture/undrawn';
import type { ServiceMapProps } from './props';

/** What it is a map of, and all that is not drawn. */
export function captionOf(
  { caption, incomplete = [], hidden, compared, folded, graph }: ServiceMapProps,
  near: Graph,
): string[] {
  const further = folded.graph.nodes.length - near.nodes.length;
  return [
    caption?.() ?? '',
    folded.notice,
    further > 0 ? furtherAway(further) : '',
    hidden ?? '',
    compared?.sentence ?? '',
    ...incomplete,
    undrawnSentence(graph),
  ].filter(Boolean);
}
