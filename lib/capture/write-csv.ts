// Flows as CSV (RFC 4180). Cells that a spreadsheet would run as a formula are defused, control characters made visible.

import { destinationPort, sourcePort } from '@/lib/flow/ends';
import type { Endpoint, Flow } from '@/lib/flow/flow';
import { allowedBy, deniedBy, dropReasonOf, eventKind, protocolOf } from '@/lib/flow/questions';

type Cell = string | number | undefined;

/** One record per column: its head and what stands in it. */
const columns: readonly (readonly [head: string, cell: (flow: Flow) => Cell])[] = [
  ['time', (flow) => flow.time],
  ['node', (flow) => flow.node],
  ['verdict', (flow) => flow.verdict],
  ['drop_reason', (flow) => dropReasonOf(flow)],
  ['direction', (flow) => flow.direction],
  ['is_reply', (flow) => (flow.isReply === undefined ? '' : String(flow.isReply))],
  ['event', (flow) => eventKind(flow)],
  ...endColumns('source', sourcePort),
  ...endColumns('destination', destinationPort),
  ['protocol', (flow) => protocolOf(flow)],
  ['http_method', (flow) => flow.l7?.http?.method],
  ['http_status', (flow) => flow.l7?.http?.code || ''],
  ['http_url', (flow) => flow.l7?.http?.url],
  ['dns_query', (flow) => flow.l7?.dns?.query],
  ['denied_by', (flow) => deniedBy(flow).join(' ')],
  ['allowed_by', (flow) => allowedBy(flow).join(' ')],
  ['uuid', (flow) => flow.uuid],
  ['summary', (flow) => flow.summary],
];

/** The first line, without its newline. */
export const csvHeader = columns.map(([head]) => head).join(',');

/** One line, without its newline. */
export function flowToCsv(flow: Flow): string {
  return columns.map(([, cell]) => csvCell(cell(flow) ?? '')).join(',');
}

function endColumns(end: 'source' | 'destination', portOf: (flow: Flow) => number): typeof columns {
  const of = (read: (endpoint: Endpoint) => Cell) => (flow: Flow) => flow[end] && read(flow[end]);
  return [
    [`${end}_namespace`, of((endpoint) => endpoint.namespace)],
    [`${end}_pod`, of((endpoint) => endpoint.pod)],
    [`${end}_workload`, of((endpoint) => endpoint.workloads[0]?.name)],
    [`${end}_identity`, of((endpoint) => endpoint.identity)],
    [`${end}_ip`, (flow) => flow.ip?.[end]],
    [`${end}_names`, (flow) => flow[`${end}Names`].join(' ')],
    [`${end}_port`, (flow) => portOf(flow) || ''],
  ];
}

function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const visible = value
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, escaped);
  const harmless = /^[=+\-@]/.test(visible) ? `'${visible}` : visible;
  return /[",]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Escape sequences and direction overrides are written out, as in the table. */
const escaped = (char: string): string => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
