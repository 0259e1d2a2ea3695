// Keeps the selected row in sight where the table loses height: a panel that opens beside it lets its tools take a second line.

import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffectEvent, useLayoutEffect, useRef } from 'react';
import { headHeight } from './layout';

export interface KeptInSight {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly virtual: Pick<Virtualizer<HTMLDivElement, Element>, 'scrollRect' | 'scrollToIndex'>;
  /** Of the selected row; below 0 where none is. */
  readonly index: () => number;
  readonly rowHeight: number;
}

export function useKeptInSight({ scroller, virtual, index, rowHeight }: KeptInSight): void {
  const height = virtual.scrollRect?.height ?? 0;
  const last = useRef(height);
  const keep = useEffectEvent((was: number) => {
    const [at, top] = [index(), scroller.current?.scrollTop ?? 0];
    const wasInSight = at >= 0 && at * rowHeight >= top && (at + 1) * rowHeight <= top + was - headHeight;
    if (wasInSight) virtual.scrollToIndex(at, { align: 'auto' });
  });
  useLayoutEffect(() => {
    if (height < last.current) keep(last.current);
    last.current = height;
  }, [height]);
}
