'use client';

import { HeldNote } from '@/components/status/held-note';
import { useFeed } from '@/lib/feed/use-feed';
import { instant } from '@/lib/view/locked';
import { unheld } from './held';
import { contentOf } from './parts';
import { fixedRange } from './stream-state';
import { useStatus } from './use-status';
import { useView } from './use-view';

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
