// The keys of the drop table: J, K and the arrows from row to row, Escape out of the open one. Enter is the row's button's.
import { type KeyboardEvent, type RefObject, useEffect, useEffectEvent } from 'react';

const steps: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** J and K reach the rows from wherever they are no text and nothing else listens to letters. `close` is given the open row's id. */
export function useDropKeys(table: RefObject<HTMLElement | null>, openId: string | null, close: () => void) {
  const step = useEffectEvent((by: number) => focusRow(table.current, openId, by));
  useEffect(() => {
    function listen(event: globalThis.KeyboardEvent) {
      const isOurs = (event.key === 'j' || event.key === 'k') && !isTyping(event.target) && !isElsewhere(event.target);
      if (event.defaultPrevented || isModified(event) || !isOurs) return;
      if (step(steps[event.key] ?? 0)) event.preventDefault();
    }
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);

  return (event: KeyboardEvent) => {
    if (event.defaultPrevented || isModified(event) || isTyping(event.target)) return;
    const by = steps[event.key];
    if (by !== undefined && focusRow(table.current, openId, by)) event.preventDefault();
    if (event.key !== 'Escape' || openId === null) return;
    event.preventDefault();
    buttonsOf(table.current).find(isOpen)?.focus();
    close();
  };
}

const isModified = ({ ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey'>): boolean =>
  ctrlKey || metaKey || altKey;

/** Letters typed into a field of the open row are text. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** Menus, lists and dialogs go by letters themselves, or lie over the table. */
function isElsewhere(target: EventTarget | null): boolean {
  const own = '[role=menu], [role=listbox], [role=combobox], [role=dialog], [role=alertdialog], dialog';
  return target instanceof Element && target.closest(own) !== null;
}

/** From the row that has the focus, else from the open one, else to the first. False where there is no row. */
function focusRow(table: HTMLElement | null, openId: string | null, by: number): boolean {
  const buttons = buttonsOf(table);
  const focused = buttons.findIndex((button) => button.matches(':focus'));
  const at = focused < 0 && openId !== null ? buttons.findIndex(isOpen) : focused;
  const next = buttons[at < 0 ? 0 : Math.min(Math.max(at + by, 0), buttons.length - 1)];
  next?.focus();
  return next !== undefined;
}

function buttonsOf(table: HTMLElement | null): HTMLElement[] {
  return [...(table?.querySelectorAll<HTMLElement>('[data-row-button]') ?? [])];
}

const isOpen = (button: HTMLElement): boolean => button.getAttribute('aria-expanded') === 'true';
