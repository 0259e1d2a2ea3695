'use client';

import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Segmented } from '@/components/ui/segmented';
import { countOf, formatMinute } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import { keeps as everyKeep, type Keep } from '@/lib/wire/share';
import type { SnapshotAnswer } from '@/lib/wire/snapshot';
import { CopyField } from './copy-field';
import { keepWords, placeWords, untilWords } from './words';

export interface SnapshotShare {
  /** How long one may be kept, the one to offer first in front; null until it is known. */
  readonly keeps: readonly Keep[] | null;
  readonly kept: 'file' | 'memory';
  /** The reader's own, newest first. */
  readonly own: readonly SnapshotAnswer[];
  /** The one made last. */
  readonly made: SnapshotAnswer | null;
  readonly busy: boolean;
  /** What went wrong last; '' where nothing did. */
  readonly problem: string;
  readonly linkOf: (snapshot: SnapshotAnswer) => string;
  readonly make: (keep: Keep) => void;
  readonly revoke: (id: string) => void;
}

/** Makes a snapshot and gives its link; lists those that were made before. */
export function SnapshotPanel({ snapshots }: { readonly snapshots: SnapshotShare }) {
  const { keeps, kept, own, made, busy, problem, linkOf, make, revoke } = snapshots;
  const [chosen, setChosen] = useState<Keep | null>(null);
  const keep = chosen ?? keeps?.[0] ?? null;
  if (keeps === null) return <p className="text-12 text-muted">{problem || 'Asking the server …'}</p>;
  return (
    <div className="flex flex-col gap-3">
      {keep === null ? (
        <p className="text-12 text-muted">This server makes no snapshots.</p>
      ) : (
        <>
          <p className="text-12 text-muted">
            A copy of what is shown, flows and counters, kept on this server. It does not move, and Relay is not asked
            for it. {placeWords(kept)}
          </p>
          <div className="flex flex-wrap items-center gap-3">
            <span aria-hidden className="text-12 text-muted">
              Expires after
            </span>
            <Segmented
              label="Expires after"
              onChange={setChosen}
              segments={everyKeep
                .filter((value) => keeps.includes(value))
                .map((value) => ({ value, label: keepWords[value] }))}
              value={keep}
            />
          </div>
          <Button className="self-start" disabled={busy} icon="plus" onClick={() => make(keep)} variant="primary">
            {busy ? 'Making the snapshot …' : 'Make a snapshot'}
          </Button>
        </>
      )}
      <div aria-live="polite">
        {problem && <p className="text-12 text-warn-text">{visible(problem)}</p>}
        {made && <p className="pb-1.5 text-12 text-fg">{madeWords(made)}</p>}
      </div>
      {made && <CopyField label="Snapshot link" text={linkOf(made)} />}
      <OwnSnapshots linkOf={linkOf} onRevoke={revoke} own={own} />
    </div>
  );
}

function madeWords({ flows, flowsLeftOut, expiresAt }: SnapshotAnswer): string {
  const left = flowsLeftOut > 0 ? `, ${countOf(flowsLeftOut, 'older one')} left out` : '';
  return `The snapshot is made: ${countOf(flows, 'flow')}${left}, ${untilWords(expiresAt)}.`;
}

interface OwnSnapshotsProps {
  readonly own: readonly SnapshotAnswer[];
  readonly linkOf: (snapshot: SnapshotAnswer) => string;
  readonly onRevoke: (id: string) => void;
}

function OwnSnapshots({ own, linkOf, onRevoke }: OwnSnapshotsProps) {
  const title = useId();
  if (own.length === 0) return null;
  return (
    <section aria-labelledby={title} className="border-line border-t pt-2">
      <h3 className="pb-1 font-medium text-12" id={title}>
        My snapshots
      </h3>
      <ul className="max-h-48 overflow-auto">
        {own.map((snapshot) => (
          <li className="flex items-center gap-2 py-1 text-12" key={snapshot.id}>
            <a className="min-w-0 flex-1" href={linkOf(snapshot)}>
              <span className="block truncate text-fg underline decoration-line-control underline-offset-3">
                {ofWords(snapshot)}
              </span>
              <span className="block text-11 text-subtle">
                Made {formatMinute(Date.parse(snapshot.madeAt))} UTC, {untilWords(snapshot.expiresAt)}
              </span>
            </a>
            <Button
              aria-label={`Take back the snapshot of ${formatMinute(Date.parse(snapshot.madeAt))} UTC`}
              onClick={() => onRevoke(snapshot.id)}
              size="sm"
            >
              Take back
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const pageWords = { map: 'Map', drops: 'Drops', flows: 'Flows' } as const;

const ofWords = ({ page, filter }: SnapshotAnswer): string =>
  `${pageWords[page]}, ${filter === '' ? 'everything' : visible(filter)}`;
