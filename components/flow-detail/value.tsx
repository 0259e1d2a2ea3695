import { IconButton } from '@/components/ui/button';
import { printToken } from '@/lib/filter/print';
import type { Field } from './fields';

export interface ValueProps {
  readonly field: Field;
  readonly onNarrow: (text: string) => void;
}

/** A value with what can be done with it: only this, not this, copy; shown on hover and on focus. */
export function Value({ field, onNarrow }: ValueProps) {
  const { text, filter } = field;
  const narrow = (not: boolean) =>
    filter && onNarrow(printToken({ key: filter.key, side: filter.side, not, values: [filter.value] }));
  return (
    <span className="group flex min-w-0 items-start gap-1">
      <span className="mono min-w-0 break-words text-fg [overflow-wrap:anywhere]">{text}</span>
      <span className="-my-1 flex flex-none opacity-0 focus-within:opacity-100 group-hover:opacity-100 touch:opacity-100">
        {filter && <IconButton icon="plus" label={`Only ${text}`} onClick={() => narrow(false)} size="sm" />}
        {filter && <IconButton icon="minus" label={`Not ${text}`} onClick={() => narrow(true)} size="sm" />}
        <IconButton icon="copy" label={`Copy ${text}`} onClick={() => navigator.clipboard?.writeText(text)} size="sm" />
      </span>
    </span>
  );
}
