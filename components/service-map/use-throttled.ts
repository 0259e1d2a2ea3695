// A value that changes often, seen less often.
import { useEffect, useRef, useState } from 'react';

/** The newest value, at most once per `everyMs`; what comes in between is seen at the end of the span. */
export function useThrottled<T>(value: T, everyMs: number): T {
  const [seen, setSeen] = useState(value);
  const seenAt = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, seenAt.current + everyMs - performance.now());
    const timer = setTimeout(() => {
      seenAt.current = performance.now();
      setSeen(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value, everyMs]);
  return seen;
}
