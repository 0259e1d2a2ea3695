'use client';

// Values for the completion of the filter bar, counted by the server among the flows that match the other tokens.
import { useQuery } from '@tanstack/react-query';
import type { AskedValues, SeenValue, SeenValues } from '@/components/filter-bar/completions';
import { printFilter } from '@/lib/filter/print';
import type { View } from '@/lib/view/parameters';
import { isLive } from '@/lib/view/view';
import { askWith } from './ask';
import { windowOf } from './live-request';
import { isCapture } from './scope';
import { useView } from './use-view';

interface Answer {
  readonly values: readonly SeenValue[];
  readonly more: boolean;
  readonly newest?: number;
}

/** Keys come faster than anybody reads what they bring. */
const settleMs = 120;
const staleMs = 5_000;

/** null asks for nothing. While an answer is on its way, the one to less text of the same key stands in. */
export function useSeenValues(asked: AskedValues | null): SeenValues {
  const { view } = useView();
  const scope = new URLSearchParams(asked ? scopeOf(asked, view) : {}).toString();
  const prefix = asked?.prefix ?? '';
  const query = useQuery({
    queryKey: ['values', scope, prefix],
    async queryFn({ signal }) {
      await settled(signal);
      return askWith<Answer>('values', new URLSearchParams(`${scope}&prefix=${encodeURIComponent(prefix)}`), signal);
    },
    enabled: asked !== null,
    placeholderData: (before, of) => (of?.queryKey[1] === scope ? before : undefined),
    staleTime: staleMs,
    gcTime: staleMs * 6,
    retry: false,
  });
  if (!asked) return { state: 'none' };
  if (query.error) return { state: 'failed', why: query.error.message };
  if (!query.data) return { state: 'asking', values: [] };
  return query.isPlaceholderData ? { state: 'asking', values: query.data.values } : { state: 'seen', ...query.data };
}

function scopeOf({ key, side, beside }: AskedValues, view: View): Record<string, string> {
  const { cluster } = view;
  return {
    ...{ key, side, q: printFilter(beside) },
    ...(cluster !== null && { cluster }),
    ...(isLive(view) ? windowIn(view) : { ...(view.from && { from: view.from }), ...(view.to && { to: view.to }) }),
  };
}

/** A capture is asked for as a whole. */
const windowIn = (view: View): Record<string, string> =>
  isCapture(view.cluster) ? {} : { from: `-${windowOf(view) / 1_000}s` };

/** Resolves when no other key came for a moment; a query that is not waited for any more is given up. */
function settled(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, settleMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
