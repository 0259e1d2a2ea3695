import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { LiveDot } from '@/components/ui/live-dot';
import { countOf } from '@/lib/flow/format';
import { readingOf } from './stream-reading';
import type { StreamState } from './stream-state';

export interface StreamControlProps {
  readonly stream: StreamState;
  readonly onPause: () => void;
  readonly onResume: () => void;
  /** Leaves a fixed range for the present. */
  readonly onGoLive: () => void;
}

/** Says whether what is shown moves, and stops or resumes it. */
export function StreamControl({ stream, onPause, onResume, onGoLive }: StreamControlProps) {
  if (stream.kind === 'fixed')
    return (
      <Button icon={stream.of ? undefined : 'play'} onClick={onGoLive} title="Leave this range (L)">
        {stream.of ? `Whole ${stream.of}` : 'Go live'}
      </Button>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend and a border of its own
    <div aria-label="Stream" className={box} role="group">
      {stream.kind === 'paused' ? (
        <>
          <Segment onPress={onResume} title={`Resume (Space). ${countOf(stream.newer, 'newer flow')}.`}>
            <Icon name="play" size={12} />
            <span className="max-sm:sr-only">Resume</span>
          </Segment>
          <Reading stream={stream} />
        </>
      ) : (
        <>
          <Reading stream={stream} />
          {(stream.kind === 'live' || stream.kind === 'behind') && (
            <Segment onPress={onPause} title="Pause (Space). Receiving goes on.">
              <Icon name="pause" size={12} />
              <span className="max-sm:sr-only">Pause</span>
            </Segment>
          )}
        </>
      )}
    </div>
  );
}

function Reading({ stream }: { stream: Exclude<StreamState, { kind: 'fixed' }> }) {
  const { dot, text } = readingOf(stream);
  return (
    <span className={clsx(segment, 'bg-active text-fg')} data-stream={stream.kind}>
      <LiveDot state={dot} />
      {text}
    </span>
  );
}

function Segment({ onPress, title, children }: { onPress: () => void; title: string; children: ReactNode }) {
  return (
    <button className={clsx(segment, 'text-muted hover:text-fg')} onClick={onPress} title={title} type="button">
      {children}
    </button>
  );
}

const box = 'inline-flex h-8 flex-none gap-0.5 rounded-2 border border-line-strong bg-inset p-0.5 touch:h-11';
const segment = 'inline-flex items-center gap-1.5 whitespace-nowrap rounded-1 px-2.5 font-medium text-12';
