'use client';

import { useEffect, useRef, useState } from 'react';
import type { DropGroup } from '@/lib/drops/group';
import { type DropMark, marksByGroup, standingOf } from '@/lib/drops/mark';
import { entityLabel } from '@/lib/flow/entity-text';
import { visible } from '@/lib/flow/visible';
import { isBroken, type Notice } from './notice';

export interface DropAnnouncerProps {
  readonly groups: readonly DropGroup[] | null;
  /** What the team has said of groups; null: nothing. */
  readonly marks?: readonly DropMark[] | null;
}

/** Tells screen readers of drop groups that were not there before, unless they are noise or muted. */
export function DropAnnouncer({ groups, marks }: DropAnnouncerProps) {
  const known = useRef<ReadonlySet<string> | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    if (groups === null) return;
    const fresh = known.current === null ? [] : groups.filter((group) => !known.current?.has(group.id));
    known.current = new Set(groups.map((group) => group.id));
    const said = marksByGroup(marks ?? []);
    const loud = fresh.filter((group) => standingOf(group, said, group.lastMs) === 'loud');
    if (loud.length > 0) setText(loud.map(sentenceOf).slice(0, 3).join(' '));
  }, [groups, marks]);
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
