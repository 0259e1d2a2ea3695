'use client';

// The filters of the configuration, those that a person saved in this browser, and those that were used last.
import { useEffect, useEffectEvent, useMemo } from 'react';
import { useSettings } from '@/app/settings';
import { usePreference } from '@/app/workspace/use-preference';
import { type FilterLibrary, readRecent, readSaved, remember, type SavedFilter } from '@/components/filter-bar/library';
import type { Filter } from '@/lib/filter/filter';
import { printFilter } from '@/lib/filter/print';

/** Counts `filter` among the recent ones. */
export function useFilterLibrary(filter: Filter): FilterLibrary {
  const { quickFilters } = useSettings();
  const { saved, kept, onSaved } = useSavedFilters();
  const [storedRecent, setRecent, recentKept] = usePreference('filters.recent', none, Array.isArray);
  const recent = useMemo(() => readRecent(storedRecent), [storedRecent]);
  const text = printFilter(filter);
  const use = useEffectEvent((used: string) => {
    const next = remember(recent, used);
    if (next !== recent) setRecent(next);
  });
  useEffect(() => use(text), [text]);
  return { quick: quickFilters, saved, recent, kept: kept && recentKept, onSaved };
}

/** Those that were saved alone. */
export function useSavedFilters(): Pick<FilterLibrary, 'saved' | 'kept' | 'onSaved'> {
  const [stored, setSaved, kept] = usePreference('filters.saved', none, Array.isArray);
  const saved = useMemo(() => readSaved(stored), [stored]);
  return { saved, kept, onSaved: (next: readonly SavedFilter[]) => setSaved(next) };
}

const none: readonly unknown[] = [];
