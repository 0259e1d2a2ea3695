'use client';

import { useEffect, useState } from 'react';

/** The browser's time, renewed every `everyMs`; for countdowns and ages, in the smallest component that shows one. */
export function useNow(everyMs = 1_000): number {
  const [nowMs, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
