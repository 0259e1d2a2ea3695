// Whether a page that stands in a frame of another can be seen: scrolled away or folded away, it need not be kept up.

export interface FrameSight {
  /** True outside frames, and until the browser says otherwise. */
  readonly inSight: () => boolean;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Pixels beyond the edge of the window within which a frame is made ready. */
const margin = '200px';

/** Made on the server too, where there is no window. */
export function frameSight(): FrameSight {
  let isSeen = true;
  return {
    inSight: () => isSeen,
    subscribe(listener) {
      if (window.parent === window || typeof IntersectionObserver === 'undefined') return () => {};
      const observer = new IntersectionObserver(
        (entries) => {
          const next = entries.at(-1)?.isIntersecting ?? true;
          if (next === isSeen) return;
          isSeen = next;
          listener();
        },
        { rootMargin: margin },
      );
      observer.observe(document.documentElement);
      return () => {
        observer.disconnect();
        isSeen = true;
      };
    },
  };
}
