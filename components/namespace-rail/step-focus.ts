import type { KeyboardEvent } from 'react';

/** Moves the focus to the next or previous row of the rail around it; from the find field to the first. */
export function stepFocus(event: KeyboardEvent<HTMLElement>, by: 1 | -1) {
  const rows = [...(event.currentTarget.closest('nav')?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  const at = rows.indexOf(event.currentTarget);
  const next = at < 0 ? rows.at(by > 0 ? 0 : -1) : rows[at + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
