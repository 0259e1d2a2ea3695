// Keeps a table of newest-first rows still while somebody reads further down.
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

interface Anchor {
  readonly id: string;
  /** Pixels of the anchor row that are scrolled out of sight. */
  readonly offset: number;
}

export interface Following {
  /** Rows that came since the reader scrolled away from the top. */
  readonly newer: number;
  readonly onScroll: () => void;
  readonly toTop: () => void;
}

/** Scrolling down pauses following, not receiving: the rows in sight stay where they are. */
export function useFollowing(
  scroller: RefObject<HTMLElement | null>,
  rows: readonly { readonly id: string }[],
  rowHeight: number,
): Following {
  const anchor = useRef<Anchor | null>(null);
  const newestSeen = useRef<string | null>(null);
  const [newer, setNewer] = useState(0);

  const onScroll = useCallback(() => {
    const top = scroller.current?.scrollTop ?? 0;
    const index = Math.floor(top / rowHeight);
    const row = rows[index];
    if (top < rowHeight || !row) {
      anchor.current = null;
      newestSeen.current = null;
      setNewer(0);
      return;
    }
    anchor.current = { id: row.id, offset: top - index * rowHeight };
    newestSeen.current ??= rows[0]?.id ?? null;
  }, [scroller, rows, rowHeight]);

  useLayoutEffect(() => {
    const held = anchor.current;
    const element = scroller.current;
    if (!held || !element) return;
    const index = rows.findIndex((row) => row.id === held.id);
    if (index >= 0) element.scrollTop = index * rowHeight + held.offset;
    const seen = rows.findIndex((row) => row.id === newestSeen.current);
    setNewer(seen < 0 ? rows.length : seen);
  }, [scroller, rows, rowHeight]);

  const toTop = useCallback(() => scroller.current?.scrollTo({ top: 0 }), [scroller]);
  return { newer, onScroll, toTop };
}
