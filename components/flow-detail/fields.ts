// A field of a flow as the panel says it: a label, a text, and the filter on it.
import type { ValueFilter } from '@/components/value-actions/value-filter';
import { visible } from '@/lib/flow/visible';

export interface Field {
  readonly label: string;
  readonly text: string;
  /** What a filter on this value says, where the grammar has a key for it. */
  readonly filter?: ValueFilter;
  /** Where more of it can be seen. */
  readonly href?: string;
  /** Id of the flow that says so, where it is another one. */
  readonly opens?: string;
}

export interface Section {
  readonly title: string;
  readonly fields: readonly Field[];
}

export type Line = readonly [
  label: string,
  value: string | number | boolean | undefined,
  filter?: ValueFilter | null | undefined,
  more?: Pick<Field, 'href' | 'opens'> | undefined,
];

/** Fields whose value is there; zero counts as there. */
export function fieldsOf(lines: readonly Line[]): Field[] {
  return lines.flatMap(([label, value, filter, more]) =>
    value === undefined || value === ''
      ? []
      : [{ label, text: visible(String(value)), ...(filter && { filter }), ...more }],
  );
}
