'use client';

import { useRef } from 'react';
import { ConnectedFilter, ConnectedTimeline } from '@/app/workspace/filter/bar';

/** Filter, stream and time; the timeline where the frame is high enough. */
export function EmbedControls() {
  const filterRef = useRef<HTMLInputElement>(null);
  return (
    <>
      <ConnectedFilter filterRef={filterRef} />
      <div className="hidden flex-none [@media(min-height:480px)]:block">
        <ConnectedTimeline />
      </div>
    </>
  );
}
