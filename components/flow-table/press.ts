// Rows move on while they are pressed: released over another one, the press would choose none.

/** Pixels within which a hand holds still; further is text being marked. */
const stillPx = 4;

/** Chooses the pressed row where it is another that is under the pointer when it is let go; else its click does. */
export function followPress(
  down: Pick<PointerEvent, 'button' | 'target' | 'clientX' | 'clientY'>,
  choose: (id: string) => void,
) {
  const id = rowAt(down.target);
  if (id === null || down.button !== 0 || isControl(down.target)) return;
  const over = new AbortController();
  const release = (up: PointerEvent) => {
    over.abort();
    const isStill = Math.hypot(up.clientX - down.clientX, up.clientY - down.clientY) < stillPx;
    if (isStill && rowAt(up.target) !== id) choose(id);
  };
  window.addEventListener('pointerup', release, { signal: over.signal });
  window.addEventListener('pointercancel', () => over.abort(), { signal: over.signal });
}

const rowAt = (target: EventTarget | null): string | null =>
  target instanceof Element ? (target.closest('[data-flow]')?.getAttribute('data-flow') ?? null) : null;

const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('button, a') !== null;
