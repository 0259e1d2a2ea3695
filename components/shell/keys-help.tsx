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
      <dl>
        {shortcuts.map(({ keys, does }) => (
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
    </Popover>
  );
}
