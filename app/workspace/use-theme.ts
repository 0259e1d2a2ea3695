'use client';

import { useCallback, useSyncExternalStore } from 'react';
import { themeCookie } from '@/app/theme';
import type { Theme } from '@/lib/view/parameters';

/** Whether light is shown now, and what changes it. The choice is kept in a cookie, which the layout reads. */
export function useTheme(): { readonly light: boolean; readonly toggle: () => Theme } {
  const light = useSyncExternalStore(subscribe, isLight, () => false);
  const toggle = useCallback(() => put(isLight() ? 'dark' : 'light'), []);
  return { light, toggle };
}

function put(theme: Theme): Theme {
  document.documentElement.className = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=31536000; samesite=lax`;
  return theme;
}

const systemLight = () => window.matchMedia('(prefers-color-scheme: light)');

function isLight(): boolean {
  const { classList } = document.documentElement;
  return classList.contains('light') || (classList.contains('auto') && systemLight().matches);
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['class'] });
  const system = systemLight();
  system.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', listener);
  };
}
