import type { View } from '@/lib/view/parameters';

/** Under which the browser remembers where cards stand: a reader finds them in their places whatever the filter. */
export const placesKey = ({ cluster, group }: Pick<View, 'cluster' | 'group'>): string =>
  [cluster ?? '', group].join('|');
