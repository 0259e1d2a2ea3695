'use client';

import { useEffect, useEffectEvent } from 'react';
import { type Action, actionOf, type Press } from './shortcuts';

/** A sequence such as G M must be finished within this time. */
const sequenceMs = 1_000;

/** Listens to the keys of the shell wherever the focus is, except in fields. */
export function useShortcuts(onAction: (action: Action) => void) {
  const act = useEffectEvent(onAction);
  useEffect(() => {
    let pending: { readonly key: string; readonly atMs: number } | null = null;
    function listen(event: KeyboardEvent) {
      if (event.defaultPrevented) return;
      const before = pending && event.timeStamp - pending.atMs < sequenceMs ? pending.key : null;
      const meant = actionOf(pressOf(event), before);
      pending = meant.pending === null ? null : { key: meant.pending, atMs: event.timeStamp };
      if (!meant.action) return;
      event.preventDefault();
      act(meant.action);
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
