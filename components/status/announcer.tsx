'use client';

import { useEffect, useRef, useState } from 'react';
import type { DropGroup } from '@/lib/drops/group';
import { entityLabel } from '@/lib/flow/entity-text';
import { visible } from '@/lib/flow/visible';

/** Tells screen readers of drop groups that were not there before; nothing else is worth interrupting for. */
export function DropAnnouncer({ groups }: { groups: readonly DropGroup[] | null }) {
  const known = useRef<ReadonlySet<string> | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    if (groups === null) return;
    const fresh = known.current === null ? [] : groups.filter((group) => !known.current?.has(group.id));
    known.current = new Set(groups.map((group) => group.id));
    if (fresh.length > 0) setText(fresh.map(sentenceOf).slice(0, 3).join(' '));
  }, [groups]);
  return (
    <p aria-live="polite" className="sr-only" role="status">
      {text}
    </p>
  );
}

function sentenceOf({ source, destination, reasonText }: DropGroup): string {
  return `New drop: ${entityLabel(source)} to ${entityLabel(destination)}, ${visible(reasonText)}.`;
}
