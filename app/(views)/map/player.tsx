'use client';

import { Button, IconButton } from '@/components/ui/button';
import { formatClock } from '@/lib/flow/format';
import { type Replay, type Speed, speeds } from './use-replay';

/** Plays the span back: start, pause, a scrubber, how fast, and back to what the page shows otherwise. */
export function Player({ replay }: { replay: Replay }) {
  const { tape, start, stop, change } = replay;
  if (!tape)
    return (
      <Button icon="play" onClick={start} size="md" title="Play the span back, a minute of traffic at a time">
        Replay
      </Button>
    );
  const { fromMs, toMs, atMs, speed, playing } = tape;
  const again = !playing && atMs >= toMs;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend and a border of its own
    <div
      aria-label="Replay"
      className="flex h-7 flex-none items-center gap-1 rounded-2 border border-line-strong bg-surface px-1"
      role="group"
    >
      <IconButton
        icon={playing ? 'pause' : 'play'}
        label={playing ? 'Pause the replay' : 'Play on'}
        onClick={() => change(again ? { atMs: fromMs, playing: true } : { playing: !playing })}
        size="sm"
      />
      <input
        aria-label="Moment of the replay"
        aria-valuetext={`${formatClock(atMs)} UTC`}
        className="w-32 accent-(--fg)"
        max={toMs}
        min={fromMs}
        onChange={(event) => change({ atMs: Number(event.target.value), playing: false })}
        step={1_000}
        type="range"
        value={atMs}
      />
      <span className="mono-11 text-muted">{formatClock(atMs)}</span>
      <select
        aria-label="Speed of the replay"
        className="h-5 bg-transparent text-12 text-muted"
        onChange={(event) => change({ speed: speedOf(event.target.value) })}
        value={speed}
      >
        {speeds.map((one) => (
          <option key={one} value={one}>
            {one}×
          </option>
        ))}
      </select>
      <IconButton icon="close" label="End the replay" onClick={stop} size="sm" />
    </div>
  );
}

const speedOf = (text: string): Speed => speeds.find((speed) => String(speed) === text) ?? 1;
