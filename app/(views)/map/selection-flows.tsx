'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { askWith } from '@/app/workspace/ask';
import { besides, useView } from '@/app/workspace/use-view';
import { PanelRow, PanelSection } from '@/components/service-map/panel/panel-parts';
import { verdictTone, verdictWord } from '@/components/verdict/tone';
import { VerdictGlyph } from '@/components/verdict/verdict';
import { printFilter } from '@/lib/filter/print';
import type { Flow } from '@/lib/flow/flow';
import { formatTime } from '@/lib/flow/format';
import { destinationText, sourceText, summary } from '@/lib/flow/text';
import type { View } from '@/lib/view/parameters';
import { useAgain } from './use-again';
import { useShownSpan } from './use-shown-span';

const most = 6;
const againMs = 5_000;

interface SelectionFlowsProps {
  readonly filter: string;
  readonly onOpen: (id: string) => void;
}

/** The newest flows of what is selected, which `filter` names; one that is pressed is opened. */
export function SelectionFlows({ filter, onOpen }: SelectionFlowsProps) {
  const { view } = useView();
  const { q, cluster } = view;
  const { from, to } = useShownSpan(view);
  const text = printFilter(besides(q, filter));
  const again = useAgain(againMs);
  const query = useQuery({
    queryKey: ['selection-flows', text, cluster, from, to],
    queryFn: ({ signal }) => newestOf({ q: text, cluster, from, to }, signal),
    refetchInterval: again,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <PanelSection title="Newest flows">
      {(query.data ?? []).map((flow) => (
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
  const query = new URLSearchParams([...given, ['limit', String(most)]]);
  return (await askWith<{ readonly flows: readonly Flow[] }>('flows', query, signal)).flows;
}
