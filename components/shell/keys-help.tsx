import { chipKeys, chipMoves } from '@/components/filter-bar/chip-keys';
import { Kbd } from '@/components/ui/badge';
import { IconButton } from '@/components/ui/button';
import { Popover, PopoverHead } from '@/components/ui/popover';
import { shortcuts } from './shortcuts';

export interface KeysHelpProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** The list behind `?`. */
export function KeysHelp({ open, onOpenChange }: KeysHelpProps) {
  return (
    <Popover
      align="end"
      className="w-72"
      label="Keys"
      onOpenChange={onOpenChange}
      open={open}
      trigger={<IconButton icon="help" keys="?" label="Keys" />}
    >
      <PopoverHead>Keys. Off while a field has the focus.</PopoverHead>
      <Keys rows={shortcuts} />
      <PopoverHead>On a token of the filter, reached by ← from the start of the field</PopoverHead>
      <Keys rows={[...chipMoves, ...chipKeys]} />
    </Popover>
  );
}

function Keys({ rows }: { rows: readonly { readonly keys: readonly string[]; readonly does: string }[] }) {
  return (
    <dl>
      {rows.map(({ keys, does }) => (
        <div className="flex min-h-7 items-center gap-3 px-2 text-12" key={does}>
          <dd className="flex-1 text-muted">{does}</dd>
          <dt className="flex gap-0.5">
            {keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dt>
        </div>
      ))}
    </dl>
  );
}
