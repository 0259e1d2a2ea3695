// How each field of a flow looks in a table. What a field is and says stands in lib/flow/fields.ts.
import type { ReactNode } from 'react';
import {
  endFilter,
  type FlowEnd,
  flagsFilter,
  patternFilter,
  serviceFilter,
  typeFilter,
  type ValueFilter,
  valueFilter,
} from '@/components/value-actions/value-filter';
import { VerdictLabel } from '@/components/verdict/verdict';
import { destinationEntity, destinationPort, sourceEntity, sourcePort } from '@/lib/flow/ends';
import type { Entity } from '@/lib/flow/entity';
import { entityKindText } from '@/lib/flow/entity-text';
import { type FlowField, flowFields } from '@/lib/flow/fields';
import type { Flow } from '@/lib/flow/flow';
import { allowedBy, deniedBy, dropReasonOf, isDenial, protocolOf } from '@/lib/flow/questions';
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
    value: (flow) => whole(flow, 'verdict', flow.verdict),
  },
  source: {
    width: '20%',
    least: 200,
    cell: (flow) => end(sourceText(flow), sourceEntity(flow), true),
    value: (flow) => endValue('source', flow),
  },
  destination: {
    width: '20%',
    least: 200,
    cell: destinationCell,
    value: (flow) => endValue('destination', flow),
  },
  port: {
    width: '92px',
    least: 92,
    narrow: '@max-[600px]:hidden',
    cell: portCell,
    value: (flow) => ofEnd(flow, 'destination', 'port', destinationPort(flow) || undefined),
  },
  info: { width: 'auto', least: 240, cell: infoCell },
  direction: {
    width: '84px',
    least: 84,
    narrow: wide,
    cell: (flow) => <span className="capitalize">{known(directionText(flow))}</span>,
    value: (flow) => whole(flow, 'direction', flow.direction),
  },
  node: {
    width: '116px',
    least: 116,
    narrow: wide,
    cell: ({ node = '' }) => nodeCell(visible(node)),
    value: (flow) => whole(flow, 'node', flow.node),
  },
  reason: { value: (flow) => whole(flow, 'reason', dropReasonOf(flow)) },
  reasonCode: { value: (flow) => whole(flow, 'reason', dropReasonOf(flow)) },
  deniedBy: { value: (flow) => whole(flow, 'policy', deniedBy(flow)[0]) },
  allowedBy: { value: (flow) => whole(flow, 'policy', allowedBy(flow)[0]) },
  type: { value: (flow) => said(typeFilter(flow)) },
  event: { value: (flow) => said(typeFilter(flow)) },
  reply: { width: '64px', least: 64, value: (flow) => whole(flow, 'reply', flow.isReply?.toString()) },
  protocol: { width: '88px', least: 88, value: (flow) => whole(flow, 'proto', protocolOf(flow).toLowerCase()) },
  tcpFlags: { value: (flow) => said(flagsFilter(flow)) },
  ...both('Namespace', (at, flow) => ofEnd(flow, at, 'ns', entityAt[at](flow).namespace)),
  ...both('Name', endValue),
  ...both('Pod', podValue),
  ...both('Address', (at, flow) => ofEnd(flow, at, 'ip', flow.ip?.[at])),
  sourcePort: { value: (flow) => ofEnd(flow, 'source', 'port', sourcePort(flow) || undefined) },
  destinationPort: { value: (flow) => ofEnd(flow, 'destination', 'port', destinationPort(flow) || undefined) },
  ...both('Identity', (at, flow) => ofEnd(flow, at, 'identity', flow[at]?.identity)),
  sourceService: { value: (flow) => said(serviceFilter(flow, 'source', flow.sourceService)) },
  destinationService: {
    value: (flow) => said(serviceFilter(flow, 'destination', flow.destinationService)),
  },
  sourceDns: { value: (flow) => ofEnd(flow, 'source', 'fqdn', flow.sourceNames[0]) },
  destinationDns: { value: (flow) => ofEnd(flow, 'destination', 'fqdn', flow.destinationNames[0]) },
  ...both('Cluster', (at, flow) => ofEnd(flow, at, 'cluster', flow[at]?.cluster)),
  httpMethod: { value: (flow) => whole(flow, 'http.method', flow.l7?.http?.method) },
  httpUrl: { width: '240px', least: 160, value: (flow) => said(patternFilter(flow, 'http.url', flow.l7?.http?.url)) },
  httpStatus: { value: (flow) => whole(flow, 'http.status', flow.l7?.http?.code || undefined) },
  dnsQuery: { value: (flow) => said(patternFilter(flow, 'dns.query', flow.l7?.dns?.query)) },
  dnsCode: { value: (flow) => whole(flow, 'dns.rcode', flow.l7?.dns?.rcode) },
  traceId: { value: (flow) => whole(flow, 'trace', flow.traceId) },
  interface: { value: (flow) => whole(flow, 'interface', flow.interface?.name) },
  interfaceIndex: { value: (flow) => whole(flow, 'interface', flow.interface && `#${flow.interface.index}`) },
  encrypted: { value: (flow) => whole(flow, 'encrypted', flow.ip?.encrypted?.toString()) },
  ipVersion: { value: (flow) => whole(flow, 'ipv', flow.ip?.version) },
  snat: { value: (flow) => whole(flow, 'snat', flow.ip?.sourceTranslated) },
  ipTrace: { value: (flow) => whole(flow, 'iptrace', flow.ipTraceId?.traceId) },
  uuid: { width: '280px', least: 160, value: (flow) => whole(flow, 'uuid', flow.uuid) },
};

/** In the order in which a chooser lists them. */
export const columns: readonly Column[] = flowFields.map((field) => ({
  width: '140px',
  least: 100,
  cell: (flow) => known(field.text(flow)),
  ...looks[field.id],
  ...field,
}));

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

const entityAt = { source: sourceEntity, destination: destinationEntity };

type Value = { readonly text: string; readonly filter: ValueFilter } | null;

function said(filter: ValueFilter | null): Value {
  return filter && { text: visible(filter.value), filter };
}

/** A value of the flow as a whole, and one of its ends. */
function whole(flow: Flow, key: ValueFilter['key'], value: string | number | undefined): Value {
  return said(valueFilter(flow, key, value));
}

function ofEnd(flow: Flow, at: FlowEnd, key: ValueFilter['key'], value: string | number | undefined): Value {
  return said(valueFilter(flow, key, value, at));
}

/** The columns of a field that both ends have. */
function both(field: string, value: (at: FlowEnd, flow: Flow) => Value): { readonly [id: string]: Partial<Look> } {
  return {
    [`source${field}`]: { value: (flow) => value('source', flow) },
    [`destination${field}`]: { value: (flow) => value('destination', flow) },
  };
}

function podValue(at: FlowEnd, flow: Flow): Value {
  const end = flow[at];
  return ofEnd(flow, at, 'pod', end?.pod && `${end.namespace ?? ''}/${end.pod}`);
}

function endValue(at: FlowEnd, flow: Flow): Value {
  return said(endFilter(flow, at));
}

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
