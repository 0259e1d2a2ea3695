// How the reader has the map: all of it is in the link.

import type { Given } from '@/components/service-map/places/given';
import type { Pins } from '@/components/service-map/places/pins';
import { type FoldChoice, foldsByItself } from '@/lib/graph/fold-choice';
import type { Layout } from '@/lib/graph/layout';
import type { CardDetail, DrawnPart, EdgeFigure, HideableTraffic, Reach } from '@/lib/view/parameters';

export interface MapLook {
  readonly choice: FoldChoice;
  readonly layout: Layout;
  readonly pins: Pins;
  /** Where everything stood for who shared it. */
  readonly given: Given | null;
  readonly reach: Reach;
  readonly only: DrawnPart;
  readonly hide: readonly HideableTraffic[];
  readonly figure: EdgeFigure;
  readonly cards: CardDetail;
  /** The span with which the map is compared, as lib/view has it; null: it is not. */
  readonly against: string | null;
}

export const plainLook: MapLook = {
  choice: foldsByItself,
  layout: 'calls',
  pins: new Map(),
  given: null,
  reach: 'all',
  only: 'all',
  hide: [],
  figure: 'rate',
  cards: 'ports',
  against: null,
};
