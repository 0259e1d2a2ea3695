'use client';

import { contentOf } from '@/app/workspace/stream/parts';
import { fixedRange } from '@/app/workspace/stream/stream-state';
import { useStatus } from '@/app/workspace/stream/use-status';
import { useView } from '@/app/workspace/use-view';
import { HeldNote } from '@/components/status/held-note';
import { useFeed } from '@/lib/feed/use-feed';
import { instant } from '@/lib/view/locked';
import { unheld } from './held';

/** Says from when on there is something to see, where a link asks for a time before. */
export function HeldBanner() {
  const { view, change } = useView();
  const content = useFeed(contentOf);
  const status = useStatus();
  const range = fixedRange(view, content);
  const missing = range && unheld(range, status?.clusters ?? []);
  if (!missing || !content) return null;
  const { kind } = missing;
  const heldMs = Math.ceil(missing.heldMs / 1_000) * 1_000;
  const toMs = kind === 'all' ? content.atMs : range.toMs;
  return (
    <HeldNote
      heldMs={heldMs}
      kind={kind}
      onHeld={() => change({ from: instant(heldMs), to: instant(Math.floor(toMs)) })}
    />
  );
}
