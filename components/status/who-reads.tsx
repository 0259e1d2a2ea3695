'use client';

import { Button } from '@/components/ui/button';
import { Popover, PopoverFoot, PopoverHead } from '@/components/ui/popover';
import { visible } from '@/lib/flow/visible';

export interface WhoReadsProps {
  /** null: nobody signs in here. */
  readonly name: string | null;
  /** What they may see; null is everything. */
  readonly sees: readonly string[] | null;
  /** Absent where they do not sign out here. */
  readonly onSignOut?: (() => void) | undefined;
}

const mostNamed = 12;

/** Who looks, and what of it they may see. Where nobody signs in, that is said. */
export function WhoReads({ name, sees, onSignOut }: WhoReadsProps) {
  return (
    <Popover
      align="end"
      className="w-72"
      label="Who sees this"
      side="top"
      trigger={
        <button className="max-w-48 flex-none truncate hover:text-fg" type="button">
          {name === null ? 'Open to anyone' : visible(name)}
        </button>
      }
    >
      <PopoverHead>
        <span>{name === null ? 'Nobody signs in here' : `Signed in as ${visible(name)}`}</span>
      </PopoverHead>
      <p className="px-2 py-1.5 text-12 text-muted">{seesText(name, sees)}</p>
      {onSignOut && (
        <PopoverFoot>
          <Button onClick={onSignOut} size="sm">
            Sign out
          </Button>
        </PopoverFoot>
      )}
    </Popover>
  );
}

function seesText(name: string | null, sees: readonly string[] | null): string {
  if (name === null) return 'Anyone who reaches this page sees everything.';
  if (sees === null) return 'You see everything.';
  const named = sees.slice(0, mostNamed).map(visible).join(', ');
  const more = sees.length > mostNamed ? ` and ${sees.length - mostNamed} more` : '';
  return `You see traffic from and to ${named}${more}.`;
}
