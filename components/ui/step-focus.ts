/** Moves the focus to the button beside the focused one within `root`, and round at the ends. */
export function focusBeside(root: HTMLElement, step: number): void {
  const items = [...root.querySelectorAll('button')];
  const at = items.findIndex((item) => item.matches(':focus'));
  items.at((Math.max(at, step < 0 ? 0 : -1) + step + items.length) % items.length)?.focus();
}
