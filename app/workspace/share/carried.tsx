'use client';

// What a link that is shared takes along besides the address of the page: where the cards of the map stand.
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { View } from '@/lib/view/parameters';

type Carried = () => Partial<View>;

const nothing: Carried = () => ({});

const Held = createContext<{ current: Carried }>({ current: nothing });

/** Around what says it and what shares it. */
export function Carrying({ children }: { children: ReactNode }) {
  const [held] = useState(() => ({ current: nothing }));
  return <Held value={held}>{children}</Held>;
}

/** Says what is taken along from now on; nothing is once the page that said so has gone. */
export function useCarry(): (carried: Carried) => void {
  const held = useContext(Held);
  useEffect(
    () => () => {
      held.current = nothing;
    },
    [held],
  );
  return (carried) => {
    held.current = carried;
  };
}

/** Asks what is taken along at this moment. */
export function useCarried(): Carried {
  const held = useContext(Held);
  return () => held.current();
}
