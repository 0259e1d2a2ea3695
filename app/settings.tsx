'use client';

import { createContext, useContext } from 'react';
import type { Who } from './server/access/who';
import type { Settings } from './server/settings';

export interface PageSettings extends Settings {
  /** Who looked when the page was sent. */
  readonly who: Who;
}

/** Configuration that pages act on; it comes with the page. */
const Context = createContext<PageSettings>({
  traceUrl: null,
  quickFilters: [],
  frameAncestors: [],
  who: { kind: 'nobody', signsIn: false },
});

export const SettingsProvider = Context.Provider;
export const useSettings = (): PageSettings => useContext(Context);
