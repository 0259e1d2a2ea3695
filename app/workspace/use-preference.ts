'use client';

// What one browser remembers of how somebody likes things. What a link should show to others lives in the URL instead.
import { useCallback, useMemo, useSyncExternalStore } from 'react';

const prefix = 'eyepiece.';
const listeners = new Set<() => void>();
/** Where nothing can be stored, a choice holds until the page is left. */
const unstored = new Map<string, string>();

/** The value and how to change it, in all tabs, and whether the browser keeps it. What is stored and is no `T` is forgotten. */
export function usePreference<T>(
  name: string,
  fallback: T,
  isValue: (value: unknown) => value is T,
): readonly [value: T, set: (value: T) => void, kept: boolean] {
  const key = prefix + name;
  const text = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => null,
  );
  const value = useMemo(() => parsed(text, fallback, isValue), [text, fallback, isValue]);
  const set = useCallback((next: T) => write(key, JSON.stringify(next)), [key]);
  const kept = useSyncExternalStore(
    subscribe,
    () => !unstored.has(key),
    () => true,
  );
  return [value, set, kept];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

function read(key: string): string | null {
  try {
    return unstored.get(key) ?? localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, text: string) {
  try {
    localStorage.setItem(key, text);
    unstored.delete(key);
  } catch {
    unstored.set(key, text);
  }
  for (const listener of listeners) listener();
}

function parsed<T>(text: string | null, fallback: T, isValue: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return isValue(value) ? value : fallback;
  } catch {
    return fallback;
  }
}
