'use client';

// A span of the map played back: a minute's map at a time, asked for as the hand moves on.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useView } from '@/app/workspace/use-view';
import { useFeedStore } from '@/lib/feed/use-feed';
import { printFilter } from '@/lib/filter/print';
import type { EpochMs } from '@/lib/flow/flow';
import type { Graph } from '@/lib/graph/graph';
import { askMap, shownSpan } from './ask-map';

export const speeds = [1, 5, 15, 60] as const;
export type Speed = (typeof speeds)[number];

interface Tape {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  readonly atMs: EpochMs;
  readonly speed: Speed;
  readonly playing: boolean;
}

export interface Replay {
  /** Null while nothing is played back. */
  readonly tape: Tape | null;
  /** The map at the hand; null while nothing is played back, or it is not known yet. */
  readonly graph: Graph | null;
  start(): void;
  stop(): void;
  change(part: Partial<Pick<Tape, 'atMs' | 'speed' | 'playing'>>): void;
}

/** A map shows what was seen in the minute before the hand. */
export const replayedMs = 60_000;
const tickMs = 500;
/** The server counts in buckets of this length: finer steps show nothing new. */
export const replayStepMs = 15_000;

export function useReplay(): Replay {
  const { view } = useView();
  const feed = useFeedStore();
  const [tape, setTape] = useState<Tape | null>(null);
  const playing = tape?.playing ?? false;
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => setTape((now) => now && advanced(now)), tickMs);
    return () => clearInterval(timer);
  }, [playing]);
  const atMs = tape ? Math.ceil(tape.atMs / replayStepMs) * replayStepMs : 0;
  const query = useQuery({
    queryKey: ['replay', printFilter(view.q), view.cluster, view.group, atMs],
    queryFn: ({ signal }) => askMap(view, { fromMs: atMs - replayedMs, toMs: atMs }, signal),
    enabled: tape !== null,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return {
    tape,
    graph: (tape && query.data?.graph) ?? null,
    start() {
      const { fromMs, toMs } = shownSpan(view, feed.getSnapshot().content, Date.now());
      setTape({ fromMs, toMs, atMs: fromMs, speed: 15, playing: true });
    },
    stop: () => setTape(null),
    change: (part) => setTape((now) => now && { ...now, ...part }),
  };
}

/** One tick further, and still at the end. */
function advanced(tape: Tape): Tape {
  const atMs = Math.min(tape.toMs, tape.atMs + tickMs * tape.speed);
  return { ...tape, atMs, playing: atMs < tape.toMs };
}
