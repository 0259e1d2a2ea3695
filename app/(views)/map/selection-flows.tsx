'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { askWith } from '@/app/workspace/ask';
import { narrowed, useView } from '@/app/workspace/use-view';
import { PanelRow, PanelSection } from '@/components/service-map/panel-parts';
import { verdictTone, verdictWord } from '@/components/verdict/tone';
import { VerdictGlyph } from '@/components/verdict/verdict';
import { printFilter } from '@/lib/filter/print';
import type { Flow } from '@/lib/flow/flow';
import { countOf, formatTime } from '@/lib/flow/format';
import { destinationText, sourceText, summary } from '@/lib/flow/text';
import { visible } from '@/lib/flow/visible';
import { type SeenPods, seenPods } from '@/lib/graph/seen-pods';
import type { View } from '@/lib/view/parameters';

const most = 6;
/** What is told of pods and labels is told from these. */
const asked = 30;
const againMs = 5_000;

interface SelectionFlowsProps {
  readonly filter: string;
  /** The node that is selected; null for an edge. */
  readonly node: string | null;
  readonly onOpen: (id: string) => void;
}

/** The newest flows of what is selected, which `filter` names; one that is pressed is opened. Before them what they tell of its pods. */
export function SelectionFlows({ filter, node, onOpen }: SelectionFlowsProps) {
  const { view } = useView();
  const { q, cluster, from, to } = view;
  const text = printFilter(narrowed(q, filter));
  const query = useQuery({
    queryKey: ['selection-flows', text, cluster, from, to],
    queryFn: ({ signal }) => newestOf({ q: text, cluster, from, to }, signal),
    refetchInterval: againMs,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const flows = query.data ?? [];
  return (
    <>
      {node !== null && <Pods flows={flows} seen={seenPods(flows, node, view.group)} />}
      <Newest flows={flows.slice(0, most)} onOpen={onOpen} />
    </>
  );
}

function Pods({ flows, seen: { pods, nodes, labels } }: { flows: readonly Flow[]; seen: SeenPods }) {
  if (pods === 0) return null;
  const where = nodes > 0 ? ` on ${countOf(nodes, 'node')}` : '';
  return (
    <>
      <PanelSection title="Pods">
        {[
          <PanelRow
            figure={`in ${countOf(flows.length, 'flow')}`}
            key="pods"
            name={`${countOf(pods, 'pod')}${where}`}
          />,
        ]}
      </PanelSection>
      <PanelSection title={pods === 1 ? 'Labels' : 'Labels of all of them'}>
        {labels.map((label) => (
          <li
            className="mr-1 mb-1 inline-block max-w-full truncate rounded-1 bg-active px-1.5 font-mono text-11 text-fg"
            key={label}
          >
            {visible(label)}
          </li>
        ))}
      </PanelSection>
    </>
  );
}

function Newest({ flows, onOpen }: { flows: readonly Flow[] } & Pick<SelectionFlowsProps, 'onOpen'>) {
  return (
    <PanelSection title="Newest flows">
      {flows.map((flow) => (
        <PanelRow
          figure={summary(flow)}
          key={flow.id}
          name={
            <span className="flex items-center gap-1.5">
              <VerdictGlyph tone={verdictTone(flow.verdict)} />
              <span className="sr-only">{verdictWord(flow.verdict)}</span>
              <span className="mono-11 flex-none">{formatTime(flow.timeMs ?? flow.arrivedMs)}</span>
              <span className="mono-11 truncate text-subtle">{`${sourceText(flow)} to ${destinationText(flow)}`}</span>
            </span>
          }
          onPress={() => onOpen(flow.id)}
        />
      ))}
    </PanelSection>
  );
}

type Asked = Pick<View, 'cluster' | 'from' | 'to'> & { readonly q: string };

async function newestOf(parameters: Asked, signal: AbortSignal): Promise<readonly Flow[]> {
  const given = Object.entries(parameters).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const query = new URLSearchParams([...given, ['limit', String(asked)]]);
  return (await askWith<{ readonly flows: readonly Flow[] }>('flows', query, signal)).flows;
}
