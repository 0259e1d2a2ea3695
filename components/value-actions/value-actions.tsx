import { IconButton } from '@/components/ui/button';
import { printToken } from '@/lib/filter/print';
import { CopyButton } from './copy-button';
import type { ValueFilter } from './value-filter';

/** Filter text that asks for the value, or leaves it out. */
export function filterText({ key, side, value }: ValueFilter, not: boolean): string {
  return printToken({ key, side, not, values: [value] });
}

export interface ValueActionsProps {
  /** The value as it is shown; copied, and named in the labels. */
  readonly text: string;
  readonly filter?: ValueFilter;
  /** Gets filter text such as `from.ns:shop` or `-verdict:FORWARDED`. */
  readonly onNarrow: (text: string) => void;
}

/** Only this, not this, copy: what any value in a table or panel offers. */
export function ValueActions({ text, filter, onNarrow }: ValueActionsProps) {
  const narrow = (not: boolean) => filter && onNarrow(filterText(filter, not));
  return (
    <>
      {filter && <IconButton icon="plus" label={`Only ${text}`} onClick={() => narrow(false)} size="sm" />}
      {filter && <IconButton icon="minus" label={`Not ${text}`} onClick={() => narrow(true)} size="sm" />}
      <CopyButton label={`Copy ${text}`} text={text} />
    </>
  );
}
