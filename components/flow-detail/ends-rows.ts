// The ends of a flow as rows of the panel, and their labels.
import { fieldFilters } from '@/components/value-actions/field-filters';
import { type FlowEnd, type ValueFilter, valueFilter } from '@/components/value-actions/value-filter';
import { selectorFor } from '@/lib/filter/match/selector';
import { destinationEntity, destinationPort, sourceEntity, sourcePort } from '@/lib/flow/ends';
import { entityKindText, entityLabel } from '@/lib/flow/entity-text';
import type { Flow } from '@/lib/flow/flow';
import { isOwnLabel } from '@/lib/flow/labels';
import { serviceText } from '@/lib/flow/text';
import { visible } from '@/lib/flow/visible';
import type { Field } from './fields';

/** Source and destination beside each other, so that they can be compared. */
export interface EndsRow {
  readonly label: string;
  readonly source: Field | null;
  readonly destination: Field | null;
}

export function endsRows(flow: Flow): readonly EndsRow[] {
  const rows = [
    pair('Name', (end) => said(nameText(flow, end), fieldFilters[`${end}Name`](flow))),
    pair('Namespace', (end) => namespaceField(flow, end)),
    pair('Pod', (end) => said(flow[end]?.pod, fieldFilters[`${end}Pod`](flow))),
    pair('Address', (end) => addressField(flow, end)),
    pair('MAC', (end) => said(flow.ethernet?.[end])),
    pair('Identity', (end) => said(flow[end]?.identity || undefined, fieldFilters[`${end}Identity`](flow))),
    pair('Endpoint ID', (end) => said(flow[end]?.id)),
    pair('Service', (end) => said(serviceName(flow, end), fieldFilters[`${end}Service`](flow))),
    pair('DNS names', (end) => said(flow[`${end}Names`].join(', '), fieldFilters[`${end}Dns`](flow))),
    pair('Cluster', (end) => said(flow[end]?.cluster, fieldFilters[`${end}Cluster`](flow))),
  ];
  return rows.filter((row) => row.source !== null || row.destination !== null);
}

function pair(label: string, field: (end: FlowEnd) => Field | null): EndsRow {
  return { label, source: field('source'), destination: field('destination') };
}

/** Text, and the filter on it where there is one; null where the flow does not say. */
function said(text: string | number | undefined, filter: ValueFilter | null = null): Field | null {
  return text === undefined || text === '' ? null : withFilter(String(text), filter);
}

function withFilter(text: string, filter: ValueFilter | null): Field {
  return { label: '', text: visible(text), ...(filter && { filter }) };
}

function nameText(flow: Flow, end: FlowEnd): string {
  const entity = (end === 'source' ? sourceEntity : destinationEntity)(flow);
  return `${entityLabel(entity)} (${entityKindText(entity)})`;
}

/** As the flow has it, which may be another than that of the name under which the end is shown. */
function namespaceField(flow: Flow, end: FlowEnd): Field | null {
  const { namespace } = flow[end] ?? {};
  return said(namespace, valueFilter(flow, 'ns', namespace, end));
}

function serviceName(flow: Flow, end: FlowEnd): string | undefined {
  const service = flow[`${end}Service`];
  return service?.name ? serviceText(service) : undefined;
}

/** A port of 0 is one that the sender did not give. */
function addressField(flow: Flow, end: FlowEnd): Field | null {
  const port = (end === 'source' ? sourcePort : destinationPort)(flow);
  const address = flow.ip?.[end];
  if (!address) return port > 0 ? { label: '', text: `port ${port}` } : null;
  const host = address.includes(':') && port > 0 ? `[${address}]` : address;
  return said(port > 0 ? `${host}:${port}` : host, fieldFilters[`${end}Address`](flow));
}

/** Labels without those of the namespace, which are most of them; `folded` counts what was left out. */
export function labelsOf(
  flow: Flow,
  end: FlowEnd,
): { readonly own: readonly Field[]; readonly folded: readonly Field[] } {
  const labels = flow[end]?.labels ?? [];
  const fields = (all: readonly string[]) => all.map((label) => labelField(flow, end, label));
  return { own: fields(labels.filter(isOwnLabel)), folded: fields(labels.filter((label) => !isOwnLabel(label))) };
}

function labelField(flow: Flow, end: FlowEnd, label: string): Field {
  return withFilter(label.replace(/^k8s:/, ''), valueFilter(flow, 'label', selectorFor(label) ?? undefined, end));
}
