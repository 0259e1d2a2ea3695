'use client';

import { useEffect, useRef, useState } from 'react';
import type { DropGroup } from '@/lib/drops/group';
import { entityLabel } from '@/lib/flow/entity-text';
import { visible } from '@/lib/flow/visible';
import { isBroken, type Notice } from './notice';

/** Tells screen readers of drop groups that were not there before. */
export function DropAnnouncer({ groups }: { groups: readonly DropGroup[] | null }) {
  const known = useRef<ReadonlySet<string> | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    if (groups === null) return;
    const fresh = known.current === null ? [] : groups.filter((group) => !known.current?.has(group.id));
    known.current = new Set(groups.map((group) => group.id));
    if (fresh.length > 0) setText(fresh.map(sentenceOf).slice(0, 3).join(' '));
  }, [groups]);
  return <Announcement text={text} />;
}

/** Tells them that flows arrive again. That they stopped is told by the banner; that it went away is not. */
export function RecoveryAnnouncer({ notices }: { notices: readonly Notice[] }) {
  const broken = notices.some(isBroken);
  const wasBroken = useRef(false);
  const [text, setText] = useState('');
  useEffect(() => {
    if (broken) setText('');
    else if (wasBroken.current) setText('Connected again. Flows go on.');
    wasBroken.current = broken;
  }, [broken]);
  return <Announcement text={text} />;
}

function Announcement({ text }: { text: string }) {
  return (
    <p aria-live="polite" className="sr-only" role="status">
      {text}
    </p>
  );
}

function sentenceOf({ source, destination, reasonText }: DropGroup): string {
  return `New drop: ${entityLabel(source)} to ${entityLabel(destination)}, ${visible(reasonText)}.`;
}
