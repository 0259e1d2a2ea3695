import type { Section } from './fields';
import { Value } from './value';

export function FieldSection({ section, onNarrow }: { section: Section; onNarrow: (text: string) => void }) {
  return (
    <section className="border-line border-b px-4 py-3">
      <h3 className="mb-1.5 font-semibold text-13">{section.title}</h3>
      <dl className="grid grid-cols-[128px_minmax(0,1fr)] gap-x-3 gap-y-1 text-12">
        {section.fields.map((field, index) => (
          // Fields keep their order; the same header may stand twice.
          <Line field={field} key={`${field.label}/${index.toString()}`} onNarrow={onNarrow} />
        ))}
      </dl>
    </section>
  );
}

function Line({ field, onNarrow }: { field: Section['fields'][number]; onNarrow: (text: string) => void }) {
  return (
    <>
      <dt className="text-subtle [overflow-wrap:anywhere]">{field.label}</dt>
      <dd className="min-w-0">
        <Value field={field} onNarrow={onNarrow} />
      </dd>
    </>
  );
}
