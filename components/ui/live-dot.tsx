import { clsx } from 'clsx';

export type DotState = 'live' | 'still' | 'warn' | 'paused' | 'waiting';

/** The mark of a stream. Shape tells the states apart: disc with ring, disc, hollow ring, two bars, broken ring. */
export function LiveDot({ state }: { state: DotState }) {
  return (
    <span aria-hidden="true" className={clsx('relative block size-2 flex-none', shapes[state])} data-state={state}>
      {state === 'live' && (
        <span className="absolute -inset-[3px] animate-live rounded-full border border-ok opacity-50" />
      )}
    </span>
  );
}

const shapes: Record<DotState, string> = {
  live: 'rounded-full bg-ok',
  still: 'rounded-full bg-ok',
  warn: 'rounded-full border-2 border-warn',
  paused: 'border-fg border-r-3 border-l-3',
  waiting: 'rounded-full border-2 border-line-control border-dotted',
};
