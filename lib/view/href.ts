// Links to a view.
import type { View } from '@/lib/view/parameters';
import { writeView } from '@/lib/view/view';

export const viewPages = ['map', 'drops', 'flows', 'overview', 'nodes'] as const;
export type ViewPage = (typeof viewPages)[number];

/** `/map?q=ns:shop`, below the base path, which Next's links add by themselves. */
export function viewHref(page: ViewPage, view: View): string {
  const query = writeView(view);
  return query === '' ? `/${page}` : `/${page}?${query}`;
}
