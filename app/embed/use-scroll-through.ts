'use client';

import { useEffect } from 'react';

/** Until somebody presses into the frame, its wheel is that of the page around it: it scrolls on over a map. */
export function useScrollThrough() {
  useEffect(() => {
    if (window.parent === window) return;
    let isTaken = false;
    const take = () => {
      isTaken = true;
    };
    const leave = () => {
      isTaken = false;
    };
    const pass = (event: WheelEvent) => {
      if (!isTaken && event.target instanceof Element && event.target.closest('[data-testid="service-map"]'))
        event.stopPropagation();
    };
    window.addEventListener('pointerdown', take, { capture: true });
    window.addEventListener('blur', leave);
    window.addEventListener('wheel', pass, { capture: true, passive: true });
    return () => {
      window.removeEventListener('pointerdown', take, { capture: true });
      window.removeEventListener('blur', leave);
      window.removeEventListener('wheel', pass, { capture: true });
    };
  }, []);
}
