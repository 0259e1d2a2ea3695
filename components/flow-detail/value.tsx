import { ValueActions } from '@/components/value-actions/value-actions';
import type { Field } from './fields';

export interface ValueProps {
  readonly field: Field;
  readonly onNarrow: (text: string) => void;
}

/** A value, and what can be done with it on hover and on focus. */
export function Value({ field, onNarrow }: ValueProps) {
  return (
    <span className="group flex min-w-0 items-start gap-1">
      <span className="mono min-w-0 text-fg [overflow-wrap:anywhere]">{field.text}</span>
      <span className="-my-1 flex flex-none opacity-0 focus-within:opacity-100 group-hover:opacity-100 touch:opacity-100">
        <ValueActions filter={field.filter} onNarrow={onNarrow} text={field.text} />
      </span>
    </span>
  );
}
