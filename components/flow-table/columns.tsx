// One record per column: head, width and cell derive from it.
import type { ReactNode } from 'react';
import type { ValueFilter } from '@/components/value-actions/value-actions';
import { VerdictLabel } from '@/components/verdict/verdict';
import { destinationEntity, destinationPort, sourceEntity } from '@/lib/flow/ends';
import type { Entity } from '@/lib/flow/entity';
import type { Flow } from '@/lib/flow/flow';
import { formatTime } from '@/lib/flow/format';
import { isDenial } from '@/lib/flow/questions';
import { destinationPortText, destinationText, directionText, reasonText, sourceText, summary } from '@/lib/flow/text';
import { visible } from '@/lib/flow/visible';

export interface Column {
  readonly id: string;
  readonly head: string;
  /** CSS width; what is left goes to the columns without one. */
  readonly width: string;
  /** Classes that leave the column out where the table is narrow. */
  readonly narrow?: string;
  readonly cell: (flow: Flow) => ReactNode;
  /** The value one may ask for or leave out; null where there is none. */
  readonly value?: (flow: Flow) => { readonly text: string; readonly filter: ValueFilter } | null;
}

export const columns: readonly Column[] = [
  {
    id: 'time',
    head: 'Time',
    width: '112px',
    cell: (flow) => <span className="mono text-muted">{timeText(flow)}</span>,
  },
  {
    id: 'verdict',
    head: 'Verdict',
    width: '116px',
    cell: (flow) => <VerdictLabel verdict={flow.verdict} />,
    value: (flow) => value('verdict', 'either', flow.verdict),
  },
  {
    id: 'source',
    head: 'Source',
    width: '20%',
    cell: (flow) => end(sourceText(flow), sourceEntity(flow), true),
    value: (flow) => endValue('from', sourceEntity(flow)),
  },
  {
    id: 'destination',
    head: 'Destination',
    width: '20%',
    cell: destinationCell,
    value: (flow) => endValue('to', destinationEntity(flow)),
  },
  {
    id: 'port',
    head: 'Port',
    width: '92px',
    narrow: '@max-[600px]:hidden',
    cell: (flow) => known(portText(flow), 'mono text-muted'),
    value: (flow) => (destinationPort(flow) > 0 ? value('port', 'to', String(destinationPort(flow))) : null),
  },
  { id: 'info', head: 'Info', width: 'auto', cell: infoCell },
  {
    id: 'direction',
    head: 'Direction',
    width: '84px',
    narrow: '@max-[1000px]:hidden',
    cell: (flow) => known(directionText(flow), 'text-muted capitalize'),
    value: (flow) => value('direction', 'either', flow.direction),
  },
  {
    id: 'node',
    head: 'Node',
    width: '116px',
    narrow: '@max-[1000px]:hidden',
    cell: (flow) => known(visible(flow.node?.split('/').at(-1) ?? ''), 'mono text-muted', visible(flow.node ?? '')),
    value: (flow) => (flow.node ? value('node', 'either', flow.node) : null),
  },
];

/** A dash where the flow does not say: missing is unknown, and an empty cell could be either. */
function known(text: string, className: string, title?: string): ReactNode {
  return text === '' ? (
    <span className="text-subtle">–</span>
  ) : (
    <span className={className} title={title}>
      {text}
    </span>
  );
}

function value(key: ValueFilter['key'], side: ValueFilter['side'], text: string) {
  return { text: visible(text), filter: { key, side, value: text } };
}

/** A workload, or the namespace where no workload is known; other ends go by any name. */
function endValue(side: 'from' | 'to', end: Entity) {
  if (end.kind === 'workload') return value('workload', side, end.name);
  if (end.kind === 'namespace') return value('ns', side, end.name);
  return end.name ? value('text', side, end.name) : null;
}

/** The flow's own time; a flow that had none shows when it came, in brackets. */
export function timeText(flow: Flow): string {
  return flow.timeMs === undefined ? `(${formatTime(flow.arrivedMs)})` : formatTime(flow.timeMs);
}

function portText(flow: Flow): string {
  return flow.l4 && 'code' in flow.l4 ? flow.l4.protocol : destinationPortText(flow);
}

/** The namespace stands once per row: the destination repeats it only where it differs. */
function destinationCell(flow: Flow): ReactNode {
  const destination = destinationEntity(flow);
  return end(destinationText(flow), destination, destination.namespace !== sourceEntity(flow).namespace);
}

function end(text: string, entity: Entity, withNamespace: boolean): ReactNode {
  if (entity.kind === 'unknown' && text === 'unknown') return known('', '');
  const namespace = withNamespace && entity.kind !== 'namespace' ? visible(entity.namespace) : '';
  return (
    <span title={visible(entity.namespace) ? `${visible(entity.namespace)}/${text}` : text}>
      <span className="text-fg">{text}</span>
      {namespace && <span className="text-subtle"> {namespace}</span>}
    </span>
  );
}

function infoCell(flow: Flow): ReactNode {
  const text = summary(flow);
  if (!isDenial(flow)) return known(text, flow.l7 ? 'mono text-fg' : 'mono text-muted');
  const reason = reasonText(flow);
  return (
    <>
      <span className="text-fg">{reason || 'dropped, no reason given'}</span>
      <span className="mono text-muted">{text.slice(text.indexOf(' · ') < 0 ? text.length : text.indexOf(' · '))}</span>
    </>
  );
}
