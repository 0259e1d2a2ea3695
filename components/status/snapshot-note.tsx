import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { countOf, formatMinute } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { SnapshotView } from '@/lib/wire/snapshot';

export interface SnapshotNoteProps {
  readonly snapshot: SnapshotView;
  readonly onLive: () => void;
}

/** What is shown is a copy: of when, by whom, until when it is kept, and what is not in it. */
export function SnapshotNote({ snapshot, onLive }: SnapshotNoteProps) {
  return (
    <section
      aria-label="Snapshot"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-4 py-1.5 text-12 text-muted"
    >
      <Icon className="flex-none" name="snow" size={14} />
      <p className="min-w-0 flex-1 basis-64">
        <b className="font-semibold text-fg">{titleOf(snapshot)}</b> {untilOf(snapshot)} It does not move, and Relay is
        not asked. {withheld(snapshot)} {leftOut(snapshot)}
      </p>
      <Button onClick={onLive} size="sm">
        Open the live view
      </Button>
    </section>
  );
}

function titleOf({ madeAt, by, filter }: SnapshotView): string {
  const whose = by === null ? '' : ` by ${visible(by)}`;
  const what = filter === '' ? '' : ` of ${visible(filter)}`;
  return `Snapshot of ${formatMinute(Date.parse(madeAt))} UTC${whose}${what}.`;
}

const untilOf = ({ expiresAt }: SnapshotView): string =>
  expiresAt === null ? 'Kept until it is taken back.' : `Kept until ${formatMinute(Date.parse(expiresAt))} UTC.`;

/** What is shown is the same: nothing else was frozen. */
const withheld = ({ withheld }: SnapshotView): string =>
  withheld ? 'Its filter names what you may not see; that part of it is not told, and still holds.' : '';

function leftOut({ figures }: SnapshotView): string {
  if (!figures || figures.flowsLeftOut === 0) return '';
  const all = `Of the flows it holds the newest ${countOf(figures.flows, 'one')}`;
  return `${all}; ${countOf(figures.flowsLeftOut, 'older one')} were left out. Counters are of all of them.`;
}
