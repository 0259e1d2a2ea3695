'use client';

import { useEffect, useEffectEvent } from 'react';
import { type Action, actionOf, type Press } from './shortcuts';

/** A sequence such as G M must be finished within this time. */
const sequenceMs = 1_000;

/** What keys do here; the shell and a page listen side by side, each to its own. */
export type Acts = { readonly [action in Action]?: () => void };

/** Listens to the keys of the shell wherever the focus is, except in fields. */
export function useShortcuts(acts: Acts) {
  const actFor = useEffectEvent((action: Action) => acts[action]);
  useEffect(() => {
    let pending: { readonly key: string; readonly atMs: number } | null = null;
    function listen(event: KeyboardEvent) {
      if (event.defaultPrevented) return;
      const before = pending && event.timeStamp - pending.atMs < sequenceMs ? pending.key : null;
      const meant = actionOf(pressOf(event), before);
      pending = meant.pending === null ? null : { key: meant.pending, atMs: event.timeStamp };
      const act = meant.action && actFor(meant.action);
      if (!act) return;
      event.preventDefault();
      act();
    }
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

function pressOf(event: KeyboardEvent): Press {
  const target = event.target instanceof Element ? event.target : null;
  return {
    // With Alt, some keyboards make another letter of it.
    key: event.altKey && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key,
    modified: event.ctrlKey || event.metaKey,
    alt: event.altKey,
    typing: target?.closest('input, textarea, select, [contenteditable], [role="dialog"]') != null,
    onControl: target?.closest('button, a, summary, [role="option"], [role="separator"]') != null,
  };
}
