'use client';

// What the reader looks at. It lives in the URL and nowhere else.
import { usePathname, useSearchParams } from 'next/navigation';
import { useQueryStates } from 'nuqs';
import { createContext, createElement, type ReactNode, useContext, useMemo } from 'react';
import { type EmbedLook, embedParameters, embedPath, lookQuery, readLook } from '@/lib/embed/look';
import { excludeValue, includeValue } from '@/lib/filter/edit';
import { everything, type Filter, type Token } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { type ViewPage, viewHref, viewPages } from '@/lib/view/href';
import type { View } from '@/lib/view/parameters';
import { viewParsers } from '@/lib/view/parsers';
import type { Selection } from '@/lib/view/selection';
import { readView, type ViewNotice, writeView } from '@/lib/view/view';

export interface ViewState {
  readonly page: ViewPage;
  /** How a view in a frame of another page looks; null on pages of our own. */
  readonly embed: EmbedLook | null;
  readonly view: View;
  /** Parameters of the URL that were ignored. */
  readonly notices: readonly ViewNotice[];
  /** A step that Back undoes, unless it replaces the one before. What depends on the view is told by a function of it. */
  readonly change: (part: Partial<View> | ((view: View) => Partial<View>), history?: 'push' | 'replace') => void;
  readonly select: (selection: Selection | null) => void;
  /** Adds the values of a filter text to the filter: `ns:shop`, `-port:53`. */
  readonly narrow: (text: string) => void;
  /** Another page with the same view. What was selected there means nothing here, unless it is named. */
  readonly href: (page: ViewPage, part?: Partial<View>) => string;
}

const ViewContext = createContext<ViewState | null>(null);

/** Reads the URL once for all below it: to do it in each of them takes longer than most of them take to render. */
export function ViewProvider({ children }: { readonly children: ReactNode }): ReactNode {
  return createElement(ViewContext, { value: useUrl() }, children);
}

/** Throws outside a ViewProvider. */
export function useView(): ViewState {
  const state = useContext(ViewContext);
  if (!state) throw new Error('useView needs a ViewProvider above it.');
  return state;
}

function useUrl(): ViewState {
  const pathname = usePathname();
  const query = useSearchParams().toString();
  const [asked, write] = useQueryStates(viewParsers);
  // What was asked for last counts, also before the URL says so: two keys within a moment are two steps.
  const text = textOf(asked);
  const isEmbedded = pathname.startsWith(embedPath(''));
  const { embed, notices } = useMemo(() => readAround(isEmbedded, new URLSearchParams(query)), [isEmbedded, query]);
  return useMemo(() => {
    const view = viewOf(text);
    return {
      page: pageOf(pathname),
      embed,
      view,
      notices,
      change: (part, history = 'push') =>
        void write((now) => compact(typeof part === 'function' ? part(viewOf(textOf(now))) : part), { history }),
      select: (sel) => void write({ sel }, { history: 'replace' }),
      narrow: (text) => void write((now) => compact({ q: narrowed(now.q ?? everything, text) }), { history: 'push' }),
      href(target, part) {
        const own = viewHref(target, { ...view, sel: null, cols: null, sort: null, ...part });
        return embed ? embeddedHref(own, query) : own;
      },
    };
  }, [pathname, embed, text, query, notices, write]);
}

/**
 * The filter with every value of `text` included, or excluded where its token has a minus. Two tokens of one key are two
 * ends, and stay two.
 */
export function narrowed(filter: Filter, text: string): Filter {
  const parsed = parseFilter(text);
  if (!parsed.ok) return filter;
  const { tokens } = parsed.filter;
  const isOfTwoEnds = tokens.some((one, index) => tokens.findIndex((other) => isLike(one, other)) !== index);
  if (isOfTwoEnds) return besides(filter, text);
  return tokens
    .flatMap(({ key, side, not, values }) => values.map((value) => ({ key, side, not, value })))
    .reduce((sum, { not, ...ref }) => (not ? excludeValue(sum, ref) : includeValue(sum, ref)), filter);
}

/** What the filter and `text` both let through. */
export function besides({ tokens }: Filter, text: string): Filter {
  const parsed = parseFilter(text);
  if (!parsed.ok) return { tokens };
  const isSame = (one: Token, other: Token) => isLike(one, other) && one.values.join() === other.values.join();
  return { tokens: [...tokens, ...parsed.filter.tokens.filter((one) => !tokens.some((other) => isSame(one, other)))] };
}

const isLike = (one: Token, other: Token): boolean =>
  one.key === other.key && one.side === other.side && one.not === other.not;

type Asked = { readonly [name in keyof View]: View[name] | null } & Pick<View, AlwaysAsked>;
type AlwaysAsked = Exclude<keyof View, 'q' | 'off'>;

const textOf = (asked: Asked): string =>
  writeView({ ...asked, q: asked.q ?? everything, off: asked.off ?? everything });

const viewOf = (text: string): View => readView(new URLSearchParams(text)).view;

/** A filter without tokens leaves the URL. */
const compact = (part: Partial<View>) => ({
  ...part,
  ...(isEmpty(part.q) && { q: null }),
  ...(isEmpty(part.off) && { off: null }),
});

const isEmpty = (filter: Filter | undefined): boolean => filter?.tokens.length === 0;

/** Another view in the same frame, with the same look. */
function embeddedHref(own: string, query: string): string {
  const look = lookQuery(new URLSearchParams(query));
  return embedPath(own.slice(1)) + (look && (own.includes('?') ? '&' : '?') + look);
}

/** What the URL says beside the view, and what is wrong with it. */
function readAround(isEmbedded: boolean, params: URLSearchParams): Pick<ViewState, 'embed' | 'notices'> {
  const { notices } = readView(params);
  if (!isEmbedded) return { embed: null, notices };
  const read = readLook(params);
  const isOfView = ({ parameter }: ViewNotice) => !embedParameters.some((one) => one === parameter);
  return { embed: read.look, notices: [...notices.filter(isOfView), ...read.notices] };
}

function pageOf(pathname: string): ViewPage {
  return viewPages.find((page) => pathname === `/${page}` || pathname === embedPath(page)) ?? 'map';
}
