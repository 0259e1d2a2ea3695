import { type ViewPage, viewHref } from '@/lib/view/href';
import type { View } from '@/lib/view/parameters';

/** The same view in the full page, base path included. */
export const fullHref = (page: ViewPage, view: View): string =>
  `${process.env.NEXT_PUBLIC_BASE_PATH ?? ''}${viewHref(page, view)}`;
