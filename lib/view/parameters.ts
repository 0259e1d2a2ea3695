// The one table of URL parameters: how each is read from text and written back. Round trips are the test.
import { everything, type Filter, type Parsed } from '@/lib/filter/filter';
import { parseFilter, parseTokens } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import { readSelection, type Selection, selectionKinds, writeSelection } from '@/lib/view/selection';
import { resolveSpan, resolveTime } from '@/lib/view/time';

/** The levels of the map; lib/graph's groupings. */
export const viewGroups = ['pod', 'workload', 'namespace', 'node', 'cluster'] as const;
export type ViewGroup = (typeof viewGroups)[number];

/** How the map arranges its cards; lib/graph's layouts. */
export const viewLayouts = ['calls', 'names', 'flat'] as const;
export type ViewLayout = (typeof viewLayouts)[number];

/** The figure on the lines of the map. */
export const edgeFigures = ['rate', 'denials', 'errors', 'p50', 'p95', 'policy', 'encrypted'] as const;
export type EdgeFigure = (typeof edgeFigures)[number];

/** What the map draws: everything, or only connections of which something is refused. */
export const drawnParts = ['all', 'drops'] as const;
export type DrawnPart = (typeof drawnParts)[number];

/** Kinds of traffic that a reader may take off the map; lib/graph's. */
export const hideableTraffic = ['dns', 'probes', 'replies'] as const;
export type HideableTraffic = (typeof hideableTraffic)[number];

/** What stands on the cards of the map. */
export const cardDetails = ['ports', 'endpoints'] as const;
export type CardDetail = (typeof cardDetails)[number];

/** How far from what is selected the map shows its neighbourhood; `all` shows everything. */
export const reaches = ['all', '1', '2', '3', '4'] as const;
export type Reach = (typeof reaches)[number];

/** What the drop groups are put together by. */
export const dropSectionings = ['none', 'reason', 'source', 'destination', 'policy', 'node'] as const;
export type DropSectioning = (typeof dropSectionings)[number];

/** What drop groups are made of: what was dropped, or what audit mode let pass. */
export const shownDrops = ['dropped', 'audit'] as const;
export type ShownDrops = (typeof shownDrops)[number];

export const themes = ['dark', 'light', 'auto'] as const;
export type Theme = (typeof themes)[number];

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** Everything that changes what is seen. null is the default: every cluster, live, nothing selected, the page's own. */
export interface View {
  readonly q: Filter;
  /** Tokens that stand in the filter bar, switched off. */
  readonly off: Filter;
  readonly cluster: string | null;
  /** Time text, `-15m` or RFC 3339; null is the page's moving window. */
  readonly from: string | null;
  /** Time text; null is now, and moving. */
  readonly to: string | null;
  readonly group: ViewGroup;
  readonly sel: Selection | null;
  /** Column names in order. */
  readonly cols: readonly string[] | null;
  readonly sort: Sort | null;
  readonly layout: ViewLayout | null;
  /** What is folded on the map, as lib/graph/fold-choice.ts reads it. */
  readonly fold: string | null;
  readonly label: EdgeFigure;
  readonly cards: CardDetail;
  readonly reach: Reach;
  readonly only: DrawnPart;
  /** What is taken off the map, in the order of `hideableTraffic`. */
  readonly hide: readonly HideableTraffic[];
  /** Where the reader put cards of the map, as components/service-map/pins.ts reads it. */
  readonly pins: string | null;
  /** Where everything stood for who shared the map, as components/service-map/places/given.ts reads it. */
  readonly places: string | null;
  /** The span with which the map is compared, as `resolveSpan` reads it. */
  readonly against: string | null;
  readonly by: DropSectioning;
  readonly show: ShownDrops;
  readonly theme: Theme;
}

export type ViewParameter = keyof View;

export type ReadParameter<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

export interface Parameter<T> {
  readonly fallback: T;
  /** `message` is the rest of a sentence that begins with the parameter and its text. */
  read(text: string): ReadParameter<T>;
  /** null: the default, left out of the URL. */
  write(value: T): string | null;
}

/** Of `places`, in characters. */
export const longestPlaces = 8_192;

/** In the order in which they stand in a URL. */
export const parameters: { readonly [name in ViewParameter]: Parameter<View[name]> } = {
  q: filterText(parseFilter),
  off: filterText(parseTokens),
  cluster: orNull((text) => (text.length <= 256 ? good(text) : bad('is longer than 256 characters.'))),
  from: orNull(readTimeText),
  to: orNull(readTimeText),
  group: oneOf(viewGroups, 'workload'),
  sel: {
    fallback: null,
    read: (text) => {
      const selection = readSelection(text);
      return selection ? good(selection) : bad(`selects nothing; write ${selectionKinds.join(':…, ')}:….`);
    },
    write: (selection) => selection && writeSelection(selection),
  },
  cols: {
    fallback: null,
    read: (text) => {
      const columns = [...new Set(text.split(','))];
      return columns.every(isColumn)
        ? good(columns)
        : bad('is no list of columns; write their names with commas between.');
    },
    write: (columns) => (columns && columns.length > 0 ? columns.join(',') : null),
  },
  sort: {
    fallback: null,
    read: (text) => {
      const descending = text.startsWith('-');
      const column = descending ? text.slice(1) : text;
      return isColumn(column)
        ? good({ column, descending })
        : bad('names no column; write a column, with a minus for the highest first.');
    },
    write: (sort) => sort && `${sort.descending ? '-' : ''}${sort.column}`,
  },
  layout: {
    fallback: null,
    read: (text) => {
      const layout = viewLayouts.find((known) => known === text);
      return layout ? good(layout) : bad(`is none of ${viewLayouts.join(', ')}.`);
    },
    write: (layout) => layout,
  },
  fold: orNull((text) => (text.length <= 2_048 ? good(text) : bad('is longer than 2,048 characters.'))),
  label: oneOf(edgeFigures, 'rate'),
  cards: oneOf(cardDetails, 'ports'),
  reach: oneOf(reaches, 'all'),
  only: oneOf(drawnParts, 'all'),
  hide: {
    fallback: [],
    read: (text) => {
      const words = text.split(',');
      const isKnown = words.every((word) => hideableTraffic.some((kind) => kind === word));
      return isKnown
        ? good(hideableTraffic.filter((kind) => words.includes(kind)))
        : bad(`is no list of ${hideableTraffic.join(', ')}.`);
    },
    write: (kinds) => (kinds.length > 0 ? kinds.join(',') : null),
  },
  pins: orNull(placesUpTo(4_096)),
  places: orNull(placesUpTo(longestPlaces)),
  against: orNull((text) =>
    resolveSpan(text, 1, 0) === null ? bad('is no span; write its end, or from/to, as RFC 3339 or -15m.') : good(text),
  ),
  by: oneOf(dropSectionings, 'none'),
  show: oneOf(shownDrops, 'dropped'),
  theme: oneOf(themes, 'auto'),
};

export const viewParameters = Object.keys(parameters) as readonly ViewParameter[];

export const defaultView: View = {
  q: everything,
  off: everything,
  cluster: null,
  from: null,
  to: null,
  group: 'workload',
  sel: null,
  cols: null,
  sort: null,
  layout: null,
  fold: null,
  label: 'rate',
  cards: 'ports',
  reach: 'all',
  only: 'all',
  hide: [],
  pins: null,
  places: null,
  against: null,
  by: 'none',
  show: 'dropped',
  theme: 'auto',
};

const good = <T>(value: T): ReadParameter<T> => ({ ok: true, value });

const bad = (message: string): ReadParameter<never> => ({ ok: false, message });

function placesUpTo(most: number) {
  return (text: string) => (text.length <= most && /^[\w.~-]+$/.test(text) ? good(text) : bad('names no places.'));
}

const isColumn = (text: string): boolean => /^[A-Za-z][\w.]{0,63}$/.test(text);

function filterText(parse: (text: string) => Parsed): Parameter<Filter> {
  return {
    fallback: everything,
    read: (text) => {
      const parsed = parse(text);
      return parsed.ok ? good(parsed.filter) : bad(`is no filter: ${parsed.error.message}`);
    },
    write: (filter) => printFilter(filter) || null,
  };
}

function orNull(read: (text: string) => ReadParameter<string>): Parameter<string | null> {
  return { fallback: null, read, write: (value) => value };
}

function oneOf<const T extends string>(allowed: readonly T[], fallback: T): Parameter<T> {
  return {
    fallback,
    read: (text) => {
      const value = allowed.find((known) => known === text);
      return value === undefined ? bad(`is none of ${allowed.join(', ')}.`) : good(value);
    },
    write: (value) => (value === fallback ? null : value),
  };
}

function readTimeText(text: string): ReadParameter<string> {
  return resolveTime(text, 0) === null ? bad('is no time; write RFC 3339, now, or -15m.') : good(text);
}
