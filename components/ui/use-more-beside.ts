'use client';

import { type RefObject, useCallback, useEffect, useState } from 'react';

/** On which sides of a line that scrolls sideways there is more of it: `left`, `right`, `left right`; undefined for none. */
export function useMoreBeside(line: RefObject<HTMLElement | null>): string | undefined {
  const [more, setMore] = useState<string>();
  const look = useCallback(() => setMore(line.current ? sidesOf(line.current) : undefined), [line]);
  useEffect(() => {
    const element = line.current;
    if (!element) return;
    // What is in the line changes with the width of its parts, and with their number.
    const sizes = new ResizeObserver(look);
    const parts = new MutationObserver(look);
    sizes.observe(element);
    parts.observe(element, { childList: true, subtree: true, characterData: true });
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      parts.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [line, look]);
  return more;
}

function sidesOf({ scrollLeft, scrollWidth, clientWidth }: HTMLElement): string | undefined {
  const sides = [scrollLeft > 1 && 'left', scrollWidth - clientWidth - scrollLeft > 1 && 'right'].filter(Boolean);
  return sides.length === 0 ? undefined : sides.join(' ');
}
