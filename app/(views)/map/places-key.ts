import { printFilter } from '@/lib/filter/print';
import type { View } from '@/lib/view/parameters';

/**
 * Under which the browser remembers where cards stand. A reader finds them in their places whatever the filter; frames
 * of one page show parts of a cluster side by side, and none is to be arranged around what only another shows.
 */
export function placesKey({ cluster, group, q }: Pick<View, 'cluster' | 'group' | 'q'>, framed: boolean): string {
  return [cluster ?? '', group, ...(framed ? [printFilter(q)] : [])].join('|');
}
