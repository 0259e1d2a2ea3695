import { TextButton } from '@/components/ui/button';
import type { Field, Section } from './fields';
import { Value } from './value';

export interface FieldSectionProps {
  readonly section: Section;
  readonly onNarrow: (text: string) => void;
  /** Opens another flow. */
  readonly onSelect: (id: string) => void;
}

export function FieldSection({ section, onNarrow, onSelect }: FieldSectionProps) {
  return (
    <section className="border-line border-b px-4 py-3">
      <h3 className="mb-1.5 font-semibold text-13">{section.title}</h3>
      <dl className="grid grid-cols-[128px_minmax(0,1fr)] gap-x-3 gap-y-1 text-12">
        {section.fields.map((field, index) => (
          // Fields keep their order; the same header may stand twice.
          <Line field={field} key={`${field.label}/${index.toString()}`} onNarrow={onNarrow} onSelect={onSelect} />
        ))}
      </dl>
    </section>
  );
}

interface LineProps extends Omit<FieldSectionProps, 'section'> {
  readonly field: Field;
}

function Line({ field, onNarrow, onSelect }: LineProps) {
  const { opens } = field;
  return (
    <>
      <dt className="text-subtle [overflow-wrap:anywhere]">{field.label}</dt>
      <dd className="min-w-0">
        <Value field={field} onNarrow={onNarrow} />
        {opens && (
          <TextButton className="text-11 text-muted" onClick={() => onSelect(opens)}>
            Show the flow of the {field.label.toLowerCase()}
          </TextButton>
        )}
      </dd>
    </>
  );
}
