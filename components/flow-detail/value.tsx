import { ValueActions } from '@/components/value-actions/value-actions';
import type { Field } from './fields';

export interface ValueProps {
  readonly field: Field;
  readonly onNarrow: (text: string) => void;
}

/** A value, and what can be done with it on hover and on focus. */
export function Value({ field, onNarrow }: ValueProps) {
  return (
    <span className="group relative block min-w-0">
      <span className="mono text-fg [overflow-wrap:anywhere]">{field.text}</span>
      <span className="absolute -top-1 right-0 flex rounded-1 bg-overlay opacity-0 focus-within:opacity-100 group-hover:opacity-100 touch:static touch:bg-transparent touch:opacity-100">
        <ValueActions filter={field.filter} onNarrow={onNarrow} text={field.text} />
      </span>
    </span>
  );
}
