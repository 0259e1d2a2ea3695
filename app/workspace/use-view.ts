'use client';

// What the reader looks at. It lives in the URL and nowhere else.
import { usePathname, useSearchParams } from 'next/navigation';
import { useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { excludeValue, includeValue } from '@/lib/filter/edit';
import { everything, type Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { type ViewPage, viewHref, viewPages } from '@/lib/view/href';
import type { View } from '@/lib/view/parameters';
import { viewParsers } from '@/lib/view/parsers';
import type { Selection } from '@/lib/view/selection';
import { readView, type ViewNotice, writeView } from '@/lib/view/view';

export interface ViewState {
  readonly page: ViewPage;
  readonly view: View;
  /** Parameters of the URL that were ignored. */
  readonly notices: readonly ViewNotice[];
  /** A step that Back undoes. */
  readonly change: (part: Partial<View>) => void;
  readonly select: (selection: Selection | null) => void;
  /** Adds the values of a filter text to the filter: `ns:shop`, `-port:53`. */
  readonly narrow: (text: string) => void;
  /** Another page with the same view. What was selected there means nothing here, unless it is named. */
  readonly href: (page: ViewPage, part?: Partial<View>) => string;
}

export function useView(): ViewState {
  const page = pageOf(usePathname());
  const query = useSearchParams().toString();
  const [asked, write] = useQueryStates(viewParsers);
  // What was asked for last counts, also before the URL says so: two keys within a moment are two steps.
  const text = writeView({ ...asked, q: asked.q ?? everything, off: asked.off ?? everything });
  const notices = useMemo(() => readView(new URLSearchParams(query)).notices, [query]);
  return useMemo(() => {
    const { view } = readView(new URLSearchParams(text));
    return {
      page,
      view,
      notices,
      change: (part) => void write(compact(part), { history: 'push' }),
      select: (sel) => void write({ sel }, { history: 'replace' }),
      narrow: (text) => void write(compact({ q: narrowed(view.q, text) }), { history: 'push' }),
      href: (target, part) => viewHref(target, { ...view, sel: null, cols: null, sort: null, ...part }),
    };
  }, [page, text, notices, write]);
}

/** The filter with every value of `text` included, or excluded where its token has a minus. */
export function narrowed(filter: Filter, text: string): Filter {
  const parsed = parseFilter(text);
  if (!parsed.ok) return filter;
  return parsed.filter.tokens
    .flatMap(({ key, side, not, values }) => values.map((value) => ({ key, side, not, value })))
    .reduce((sum, { not, ...ref }) => (not ? excludeValue(sum, ref) : includeValue(sum, ref)), filter);
}

/** A filter without tokens leaves the URL. */
const compact = (part: Partial<View>) => ({
  ...part,
  ...(isEmpty(part.q) && { q: null }),
  ...(isEmpty(part.off) && { off: null }),
});

const isEmpty = (filter: Filter | undefined): boolean => filter?.tokens.length === 0;

function pageOf(pathname: string): ViewPage {
  return viewPages.find((page) => pathname === `/${page}`) ?? 'map';
}
