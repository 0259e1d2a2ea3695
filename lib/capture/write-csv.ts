// Flows as CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe in front.
import { destinationEntity, destinationPort, sourceEntity, sourcePort } from '@/lib/flow/ends';
import type { Flow } from '@/lib/flow/flow';
import { deniedBy, dropReasonOf, protocolOf } from '@/lib/flow/questions';
import { directionText, summary, typeText } from '@/lib/flow/text';
import { visible } from '@/lib/flow/visible';

type Column = readonly [head: string, read: (flow: Flow) => string | number | undefined];

const columns: readonly Column[] = [
  ['time', (flow) => flow.time ?? new Date(flow.arrivedMs).toISOString()],
  ['node', (flow) => flow.node],
  ['verdict', (flow) => flow.verdict],
  ['drop_reason', dropReasonOf],
  ['source_namespace', (flow) => sourceEntity(flow).namespace],
  ['source', (flow) => sourceEntity(flow).name],
  ['source_pod', (flow) => flow.source?.pod],
  ['source_ip', (flow) => flow.ip?.source],
  ['source_port', (flow) => sourcePort(flow) || ''],
  ['destination_namespace', (flow) => destinationEntity(flow).namespace],
  ['destination', (flow) => destinationEntity(flow).name],
  ['destination_pod', (flow) => flow.destination?.pod],
  ['destination_ip', (flow) => flow.ip?.destination],
  ['destination_port', (flow) => destinationPort(flow) || ''],
  ['protocol', protocolOf],
  ['direction', directionText],
  ['is_reply', (flow) => (flow.isReply === undefined ? '' : String(flow.isReply))],
  ['type', typeText],
  ['info', summary],
  ['denied_by', (flow) => deniedBy(flow).join(' ')],
  ['uuid', (flow) => flow.uuid],
];

export const csvHeader = columns.map(([head]) => head).join(',');

/** One line without its end. */
export function flowToCsv(flow: Flow): string {
  return columns.map(([, read]) => cell(String(read(flow) ?? ''))).join(',');
}

function cell(value: string): string {
  const text = visible(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
