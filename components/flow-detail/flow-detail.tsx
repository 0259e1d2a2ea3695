'use client';

import { useState } from 'react';
import { IconButton } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Segmented } from '@/components/ui/segmented';
import { VerdictLabel } from '@/components/verdict/verdict';
import type { Flow } from '@/lib/flow/flow';
import { formatCount, formatTime } from '@/lib/flow/format';
import { destinationPortText, destinationText, sourceText } from '@/lib/flow/text';
import { Ends } from './ends';
import { FieldSection } from './field-section';
import { sections } from './fields';
import { FlowJson } from './flow-json';
import { type FoundRelated, RelatedFlows } from './related-flows';

export interface FlowDetailProps {
  readonly flow: Flow;
  readonly onClose: () => void;
  /** To the next or the previous row. */
  readonly onStep?: (by: 1 | -1) => void;
  /** Filter text to add, such as `from.ns:shop` or `-verdict:FORWARDED`. */
  readonly onNarrow: (text: string) => void;
  /** Absent where nobody looked. */
  readonly related?: FoundRelated;
  readonly onSelect: (id: string) => void;
}

type Tab = 'details' | 'json' | 'related';

export function FlowDetail({ flow, onClose, onStep, onNarrow, related, onSelect }: FlowDetailProps) {
  const [tab, setTab] = useState<Tab>('details');
  return (
    <section aria-label="Flow details" className="flex h-full min-h-0 flex-col bg-surface">
      <header className="flex-none border-line border-b px-4 pt-3 pb-2">
        <div className="flex items-center gap-2">
          <VerdictLabel verdict={flow.verdict} />
          <span className="mono text-muted">{formatTime(flow.timeMs ?? flow.arrivedMs)}</span>
          <span className="flex-1" />
          {onStep && (
            <IconButton icon="chevron-up" keys="K" label="Previous flow" onClick={() => onStep(-1)} size="sm" />
          )}
          {onStep && <IconButton icon="chevron-down" keys="J" label="Next flow" onClick={() => onStep(1)} size="sm" />}
          <IconButton icon="close" keys="Escape" label="Close" onClick={onClose} size="sm" />
        </div>
        <h2 className="mt-1.5 mb-2 flex flex-wrap items-center gap-x-2 break-all font-semibold text-14">
          {sourceText(flow)}
          <Icon name="arrow-right" size={14} />
          {destinationText(flow)}
          <span className="mono font-normal text-muted">{destinationPortText(flow)}</span>
        </h2>
        <Segmented label="What to show" onChange={setTab} segments={tabsWith(related)} size="sm" value={tab} />
      </header>
      <div className="min-h-0 flex-1 overflow-auto">
        {tab === 'json' && <FlowJson flow={flow} />}
        {tab === 'related' && related && <RelatedFlows flow={flow} onSelect={onSelect} related={related} />}
        {(tab === 'details' || (tab === 'related' && !related)) && <Details flow={flow} onNarrow={onNarrow} />}
      </div>
    </section>
  );
}

function tabsWith(related: FoundRelated | undefined) {
  const others = related?.state === 'found' ? related.flows.length - 1 : 0;
  return [
    { value: 'details' as const, label: 'Details' },
    { value: 'json' as const, label: 'JSON' },
    ...(related
      ? [{ value: 'related' as const, label: others > 0 ? `Related ${formatCount(others)}` : 'Related' }]
      : []),
  ];
}

function Details({ flow, onNarrow }: { flow: Flow; onNarrow: (text: string) => void }) {
  return (
    <>
      <Ends flow={flow} onNarrow={onNarrow} />
      {sections(flow).map((section) => (
        <FieldSection key={section.title} onNarrow={onNarrow} section={section} />
      ))}
    </>
  );
}
