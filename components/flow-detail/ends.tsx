'use client';

import { useState } from 'react';
import { TextButton } from '@/components/ui/button';
import type { FlowEnd } from '@/components/value-actions/value-filter';
import { VeilNote } from '@/components/veil/veil';
import { destinationEntity, sourceEntity } from '@/lib/flow/ends';
import type { Flow } from '@/lib/flow/flow';
import { endsRows, labelsOf } from './ends-rows';
import type { Field } from './fields';
import { Value } from './value';

/** Source and destination side by side. */
export function Ends({ flow, onNarrow }: { flow: Flow; onNarrow: (text: string) => void }) {
  const cell = (field: Field | null) =>
    field ? <Value field={field} onNarrow={onNarrow} /> : <span className="text-subtle">none</span>;
  return (
    <section className="border-line border-b px-4 py-3">
      <h3 className="mb-1.5 font-semibold text-13">Endpoints</h3>
      <VeilNote className="mb-1.5" ends={[sourceEntity(flow), destinationEntity(flow)]} named />
      <table className="w-full table-fixed text-12">
        <thead>
          <tr className="text-left text-11 text-subtle">
            <th className="w-22 font-normal" scope="col">
              <span className="sr-only">Field</span>
            </th>
            <th className="font-normal" scope="col">
              Source
            </th>
            <th className="font-normal" scope="col">
              Destination
            </th>
          </tr>
        </thead>
        <tbody className="align-top">
          {endsRows(flow).map(({ label, source, destination }) => (
            <tr key={label}>
              <th className="py-0.5 pr-2 text-left font-normal text-subtle" scope="row">
                {label}
              </th>
              <td className="py-0.5 pr-2">{cell(source)}</td>
              <td className="py-0.5">{cell(destination)}</td>
            </tr>
          ))}
          <tr>
            <th className="py-0.5 pr-2 text-left font-normal text-subtle" scope="row">
              Labels
            </th>
            <td className="py-0.5 pr-2">
              <Labels end="source" flow={flow} onNarrow={onNarrow} />
            </td>
            <td className="py-0.5">
              <Labels end="destination" flow={flow} onNarrow={onNarrow} />
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

const labelsAtFirst = 6;

/** The pod's own labels; Cilium's and the namespace's are folded behind a count. */
function Labels({ flow, end, onNarrow }: { flow: Flow; end: FlowEnd; onNarrow: (text: string) => void }) {
  const [open, setOpen] = useState(false);
  const { own, folded } = labelsOf(flow, end);
  const all = [...own, ...folded];
  const shown = open ? all : own.slice(0, labelsAtFirst);
  if (all.length === 0) return <span className="text-subtle">none</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {shown.map((label) => (
        <span
          className="mono-11 max-w-full rounded-1 bg-active px-1.5 leading-5 text-muted [overflow-wrap:anywhere]"
          key={label.text}
        >
          <Value field={label} look="mono-11" onNarrow={onNarrow} />
        </span>
      ))}
      {all.length > own.slice(0, labelsAtFirst).length && (
        <TextButton aria-expanded={open} className="text-11 text-subtle" onClick={() => setOpen(!open)}>
          {open ? `Fewer ${end} labels` : `${all.length - shown.length} more`}
        </TextButton>
      )}
    </span>
  );
}
