// How each field of a flow looks in a table. What a field is and says stands in lib/flow/fields.ts.
import type { ReactNode } from 'react';
import { type FieldFilter, fieldFilters } from '@/components/value-actions/field-filters';
import type { ValueFilter } from '@/components/value-actions/value-filter';
import { VerdictLabel } from '@/components/verdict/verdict';
import { destinationEntity, sourceEntity } from '@/lib/flow/ends';
import type { Entity } from '@/lib/flow/entity';
import { entityKindText } from '@/lib/flow/entity-text';
import { type FlowField, flowFields } from '@/lib/flow/fields';
import type { Flow } from '@/lib/flow/flow';
import { isDenial, protocolOf } from '@/lib/flow/questions';
import { destinationPortText, destinationText, directionText, reasonText, sourceText, summary } from '@/lib/flow/text';
import { visible } from '@/lib/flow/visible';
import type { TimeText } from './time-text';

interface Look {
  /** CSS width; what is left goes to the columns with `auto`. */
  readonly width: string;
  /** Pixels that it needs at the least. */
  readonly least: number;
  /** Classes that leave the column out where the table is narrow and nobody chose it. */
  readonly narrow?: string;
  readonly cell: (flow: Flow, time: TimeText) => ReactNode;
  /** The value one may ask for or leave out; null where there is none. */
  readonly value?: (flow: Flow) => Value;
}

export type Column = FlowField & Look;

const wide = '@max-[1000px]:hidden';

const looks: { readonly [id: string]: Partial<Look> } = {
  time: { width: '112px', least: 112, cell: (flow, time) => <span className="mono text-muted">{time(flow)}</span> },
  verdict: {
    width: '116px',
    least: 116,
    cell: (flow) => <VerdictLabel verdict={flow.verdict} />,
  },
  source: {
    width: '20%',
    least: 200,
    cell: (flow) => end(sourceText(flow), sourceEntity(flow), true),
  },
  destination: {
    width: '20%',
    least: 200,
    cell: destinationCell,
  },
  port: {
    width: '92px',
    least: 92,
    narrow: '@max-[600px]:hidden',
    cell: portCell,
  },
  info: { width: 'auto', least: 240, cell: infoCell },
  direction: {
    width: '84px',
    least: 84,
    narrow: wide,
    cell: (flow) => <span className="capitalize">{known(directionText(flow))}</span>,
  },
  node: {
    width: '116px',
    least: 116,
    narrow: wide,
    cell: ({ node = '' }) => nodeCell(visible(node)),
  },
  reply: { width: '64px', least: 64 },
  protocol: { width: '88px', least: 88 },
  httpUrl: { width: '240px', least: 160 },
  uuid: { width: '280px', least: 160 },
};

const filters: { readonly [id: string]: FieldFilter | undefined } = fieldFilters;

/** In the order in which a chooser lists them. */
export const columns: readonly Column[] = flowFields.map((field) => ({
  width: '140px',
  least: 100,
  cell: (flow) => known(field.text(flow)),
  ...looks[field.id],
  ...filterValue(field.id),
  ...field,
}));

/** What one may ask for is what the flow says, in the words of a filter. */
function filterValue(id: string): Pick<Look, 'value'> {
  const filter = filters[id];
  if (!filter) return {};
  return {
    value(flow) {
      const found = filter(flow);
      return found && { text: visible(found.value), filter: found };
    },
  };
}

/** A dash where the flow does not say: missing is unknown, and an empty cell could be either. */
function known(text: string, title = text): ReactNode {
  return text === '' ? (
    <span className="text-subtle">–</span>
  ) : (
    <span className="mono text-muted" title={title}>
      {text}
    </span>
  );
}

/** What kind of ICMP message it is stands under Info, where there is room. */
function portCell(flow: Flow): ReactNode {
  const text = destinationPortText(flow);
  const protocol = protocolOf(flow);
  return known(protocol.startsWith('ICMP') ? protocol : text, text);
}

/** Names of nodes differ at their ends, domains aside, so a long one is cut at its start. */
function nodeCell(node: string): ReactNode {
  if (node === '') return known('');
  const name = node.split('/').at(-1) ?? '';
  const short = /^[a-z]/i.test(name) ? name.split('.', 1).join() : name;
  return (
    // Text that runs to the left is cut at the left; within, the name runs as ever.
    <span className="mono block truncate text-left text-muted" dir="rtl" title={node}>
      <bdi dir="ltr">{short}</bdi>
    </span>
  );
}

type Value = { readonly text: string; readonly filter: ValueFilter } | null;

/** The namespace stands once per row: the destination repeats it only where it differs. */
function destinationCell(flow: Flow): ReactNode {
  const destination = destinationEntity(flow);
  return end(destinationText(flow), destination, destination.namespace !== sourceEntity(flow).namespace);
}

function end(text: string, entity: Entity, withNamespace: boolean): ReactNode {
  if (entity.kind === 'unknown' && text === 'unknown') return known('');
  const why = entity.veiled ? entityKindText(entity) : '';
  const namespace = withNamespace && entity.kind !== 'namespace' ? visible(entity.namespace) : '';
  return (
    <span title={why ? `${text}. ${why}` : visible(entity.namespace) ? `${visible(entity.namespace)}/${text}` : text}>
      <span className="text-fg">{text}</span>
      {namespace && <span className="text-subtle"> {namespace}</span>}
    </span>
  );
}

function infoCell(flow: Flow): ReactNode {
  const text = summary(flow);
  if (!isDenial(flow)) return flow.l7 && text ? <Layer7 text={text} title={text} /> : known(text);
  const reason = reasonText(flow);
  const rest = text.indexOf(' · ') < 0 ? '' : text.slice(text.indexOf(' · ') + ' · '.length);
  return (
    <span title={text}>
      <span className="text-fg">{reason || 'dropped, no reason given'}</span>
      {rest && <span className="mono text-muted"> · {flow.l7 ? <Layer7 text={rest} /> : rest}</span>}
    </span>
  );
}

/** Status, if there is one, and what was asked for first: method or record type. The rest stands back. */
function Layer7({ text, title }: { text: string; title?: string }) {
  const [, status = '', what = '', rest = ''] = /^(?:(\d{3}) )?(\S*)(.*)$/s.exec(text) ?? [];
  const failure = / → (?:[A-Z]+|rcode \d+)$/.exec(rest)?.[0] ?? '';
  return (
    <span className="mono text-muted" title={title}>
      {status && <span className={/^[45]/.test(status) ? 'text-error-text' : 'text-fg'}>{status} </span>}
      <b className="font-semibold text-fg">{what}</b>
      {rest.slice(0, rest.length - failure.length)}
      {failure && <span className="text-error-text">{failure}</span>}
    </span>
  );
}
