// A value that changes often, seen less often.
import { startTransition, useEffect, useRef, useState } from 'react';

/**
 * The newest value, at most once per `everyMs`, and rendered when there is time; what comes in between is seen at the
 * end of the span. `first` is what is seen to begin with.
 */
export function useThrottled<T>(value: T, everyMs: number, first: T = value): T {
  const [seen, setSeen] = useState(first);
  const seenAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const wait = Math.max(0, seenAt.current + everyMs - performance.now());
    const timer = setTimeout(() => {
      seenAt.current = performance.now();
      startTransition(() => setSeen(value));
    }, wait);
    return () => clearTimeout(timer);
  }, [value, everyMs]);
  return seen;
}
