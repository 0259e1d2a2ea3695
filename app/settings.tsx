'use client';

import { createContext, useContext } from 'react';
import type { Settings } from './server/settings';

/** Configuration that pages act on; it comes with the page. */
const Context = createContext<Settings>({ traceUrl: null, quickFilters: [], frameAncestors: [] });

export const SettingsProvider = Context.Provider;
export const useSettings = (): Settings => useContext(Context);
