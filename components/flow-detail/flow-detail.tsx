'use client';

import { useState } from 'react';
import { IconButton } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { CopyButton } from '@/components/value-actions/copy-button';
import { VerdictLabel } from '@/components/verdict/verdict';
import { otherHalf } from '@/lib/flow/exchange';
import type { Flow } from '@/lib/flow/flow';
import { formatTime } from '@/lib/flow/format';
import { isDenial } from '@/lib/flow/questions';
import { destinationPortText, destinationText, sourceText } from '@/lib/flow/text';
import { Denial, type Why } from './denial';
import { DetailTabs, type Tab } from './detail-tabs';
import { Ends } from './ends';
import { FieldSection } from './field-section';
import type { Section } from './fields';
import { FlowJson } from './flow-json';
import { type FoundRelated, RelatedFlows } from './related-flows';
import { sections } from './sections';

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
  /** A link that opens this flow. */
  readonly link?: string;
  /** A link with `{trace_id}` in it. */
  readonly traceUrl?: string | null;
  /** The group of denials that a denied flow is of; absent where nobody looked, or none was found. */
  readonly why?: Why | undefined;
}

export function FlowDetail(props: FlowDetailProps) {
  const { flow, onClose, onStep, related, onSelect, link } = props;
  const [tab, setTab] = useState<Tab>('details');
  const [folded, setFolded] = useState<ReadonlySet<string>>(nothing);
  return (
    <section aria-label="Flow details" className="flex h-full min-h-0 flex-col bg-surface">
      <header className="flex-none border-line border-b px-4 pt-3">
        <div className="flex items-center gap-2">
          <VerdictLabel verdict={flow.verdict} />
          <span className="mono text-muted">{formatTime(flow.timeMs ?? flow.arrivedMs)}</span>
          <span className="flex-1" />
          {onStep && (
            <IconButton icon="chevron-up" keys="K" label="Previous flow" onClick={() => onStep(-1)} size="sm" />
          )}
          {onStep && <IconButton icon="chevron-down" keys="J" label="Next flow" onClick={() => onStep(1)} size="sm" />}
          {link && <CopyButton icon="link" label="Copy link to this flow" text={link} />}
          <IconButton icon="close" keys="Escape" label="Close" onClick={onClose} size="sm" />
        </div>
        <h2 className="mt-1.5 mb-1 flex flex-wrap items-center gap-x-2 break-all font-semibold text-14">
          {sourceText(flow)}
          <Icon name="arrow-right" size={14} />
          {destinationText(flow)}
          <span className="mono font-normal text-muted">{destinationPortText(flow)}</span>
        </h2>
        <DetailTabs onChange={setTab} related={related && othersIn(related)} tab={tab} />
      </header>
      <div className="min-h-0 flex-1 overflow-auto">
        {tab === 'json' && <FlowJson flow={flow} folded={folded} onFold={setFolded} />}
        {tab === 'related' && related && <RelatedFlows flow={flow} onSelect={onSelect} related={related} />}
        {(tab === 'details' || (tab === 'related' && !related)) && <Details {...props} />}
      </div>
    </section>
  );
}

const nothing: ReadonlySet<string> = new Set();

const othersIn = (related: FoundRelated): number => (related.state === 'found' ? related.flows.length - 1 : 0);

function Details({ flow, onNarrow, onSelect, related, traceUrl, why }: FlowDetailProps) {
  const { seen, others } = sections(flow, { otherHalf: otherHalfIn(flow, related), traceUrl });
  const draw = (all: readonly Section[]) =>
    all.map((section) => (
      <FieldSection key={section.title} onNarrow={onNarrow} onSelect={onSelect} section={section} />
    ));
  return (
    <>
      {isDenial(flow) && <Denial flow={flow} why={why} />}
      {draw(seen)}
      <Ends flow={flow} onNarrow={onNarrow} />
      {draw(others)}
    </>
  );
}

/** null where it is not held, undefined while that is not known. */
function otherHalfIn(flow: Flow, related: FoundRelated | undefined): Flow | null | undefined {
  return related?.state === 'found' ? (otherHalf(flow, related.flows) ?? null) : undefined;
}
