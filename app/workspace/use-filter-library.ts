'use client';

// The filters of the configuration, those that a person saved in this browser, and those that were used last.
import { useEffect, useEffectEvent, useMemo } from 'react';
import { useSettings } from '@/app/settings';
import { type FilterLibrary, readRecent, readSaved, remember, type SavedFilter } from '@/components/filter-bar/library';
import type { Filter } from '@/lib/filter/filter';
import { printFilter } from '@/lib/filter/print';
import { usePreference } from './use-preference';

/** Counts `filter` among the recent ones. */
export function useFilterLibrary(filter: Filter): FilterLibrary {
  const { quickFilters } = useSettings();
  const [storedSaved, setSaved, savedKept] = usePreference('filters.saved', none, Array.isArray);
  const [storedRecent, setRecent, recentKept] = usePreference('filters.recent', none, Array.isArray);
  const saved = useMemo(() => readSaved(storedSaved), [storedSaved]);
  const recent = useMemo(() => readRecent(storedRecent), [storedRecent]);
  const text = printFilter(filter);
  const use = useEffectEvent((used: string) => {
    const next = remember(recent, used);
    if (next !== recent) setRecent(next);
  });
  useEffect(() => use(text), [text]);
  const onSaved = (next: readonly SavedFilter[]) => setSaved(next);
  return { quick: quickFilters, saved, recent, kept: savedKept && recentKept, onSaved };
}

const none: readonly unknown[] = [];
