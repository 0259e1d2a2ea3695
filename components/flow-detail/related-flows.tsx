import { clsx } from 'clsx';
import { VerdictLabel } from '@/components/verdict/verdict';
import type { Flow } from '@/lib/flow/flow';
import { countOf, formatTime } from '@/lib/flow/format';
import { type Relation, relationOf } from '@/lib/flow/related';
import { destinationText, sourceText, summary, typeText } from '@/lib/flow/text';
import { visible } from '@/lib/flow/visible';

/** What was found beside a flow. */
export type FoundRelated =
  | { readonly state: 'asking' }
  | { readonly state: 'failed'; readonly why: string }
  | { readonly state: 'found'; readonly flows: readonly Flow[]; readonly more: boolean };

export interface RelatedFlowsProps {
  readonly flow: Flow;
  readonly related: FoundRelated;
  readonly onSelect: (id: string) => void;
}

const titles: Record<Relation, string> = {
  connection: 'Same connection',
  trace: 'Same trace',
  socket: 'Same socket',
};

/** Both sightings of a packet, both events of a denial, request and response: oldest first, as they happened. */
export function RelatedFlows({ flow, related, onSelect }: RelatedFlowsProps) {
  if (related.state === 'asking') return <EmptyNote text="Looking through what is held." />;
  if (related.state === 'failed') return <EmptyNote text={related.why} />;
  const others = related.flows.filter(({ id }) => id !== flow.id);
  if (others.length === 0)
    return <EmptyNote text="Nothing else is held of this connection within two minutes of the flow." />;
  return (
    <>
      {(['connection', 'trace', 'socket'] as const).map((relation) => {
        const flows = related.flows.filter((other) => relationOf(flow, other) === relation).toReversed();
        const isAlone = flows.every(({ id }) => id === flow.id);
        return isAlone ? null : (
          <Group flow={flow} flows={flows} key={relation} onSelect={onSelect} title={titles[relation]} />
        );
      })}
      {related.more && <EmptyNote text={`Only the newest ${countOf(related.flows.length, 'flow')} are listed.`} />}
    </>
  );
}

interface GroupProps {
  readonly title: string;
  readonly flow: Flow;
  readonly flows: readonly Flow[];
  readonly onSelect: (id: string) => void;
}

function Group({ title, flow, flows, onSelect }: GroupProps) {
  return (
    <section className="border-line border-b py-2">
      <h3 className="px-4 py-1 font-semibold text-12">
        {title} <span className="font-normal text-subtle">{countOf(flows.length, 'flow')}</span>
      </h3>
      <ul>
        {flows.map((each) => (
          <li key={each.id}>
            <RelatedRow flow={each} onSelect={onSelect} selected={each.id === flow.id} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function EmptyNote({ text }: { text: string }) {
  return <p className="p-4 text-12 text-muted">{text}</p>;
}

function RelatedRow({ flow, selected, onSelect }: { flow: Flow; selected: boolean; onSelect: (id: string) => void }) {
  return (
    <button
      aria-current={selected}
      className={clsx(
        'grid w-full grid-cols-[96px_108px_minmax(0,1fr)] gap-x-2 px-4 py-1 text-left text-12 hover:bg-hover',
        selected && 'bg-selected',
      )}
      onClick={() => onSelect(flow.id)}
      type="button"
    >
      <span className="mono text-muted">{formatTime(flow.timeMs ?? flow.arrivedMs)}</span>
      <span>
        <VerdictLabel verdict={flow.verdict} />
      </span>
      <span className="truncate">
        {sourceText(flow)} → {destinationText(flow)}
      </span>
      <span className="mono col-start-3 truncate text-11 text-subtle">
        {[typeText(flow), visible(flow.node ?? ''), summary(flow)].filter(Boolean).join(' · ')}
      </span>
    </button>
  );
}
