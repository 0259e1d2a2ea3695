import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { formatSecond } from '@/lib/flow/format';

export interface HeldNoteProps {
  readonly kind: 'all' | 'part';
  readonly heldMs: number;
  readonly onHeld: () => void;
}

/** The time of a link that was not opened soon enough. */
export function HeldNote({ kind, heldMs, onHeld }: HeldNoteProps) {
  return (
    <section
      aria-label="Time that is not held"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-4 py-1.5 text-12 text-muted"
    >
      <Icon className="flex-none text-warn" name="clock" size={14} />
      <p className="min-w-0 flex-1 basis-64" role="status">
        <b className="font-semibold text-fg">
          {kind === 'all' ? 'This time is no longer held.' : 'The beginning of this time is not held.'}
        </b>{' '}
        Flows are held from {formatSecond(heldMs)} UTC on.
      </p>
      <Button onClick={onHeld} size="sm">
        Show what is held
      </Button>
    </section>
  );
}
