// What a filter on one value of a flow says, for each value that the filter language has a key for.
import { canonical } from '@/lib/filter/edit';
import type { FilterKey, Side } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys/keys';
import { destinationEntity, sourceEntity } from '@/lib/flow/ends';
import type { Flow, ServiceName } from '@/lib/flow/flow';

export interface ValueFilter {
  readonly key: FilterKey;
  readonly side: Side;
  readonly value: string;
}

export type FlowEnd = 'source' | 'destination';

const ends = { source: sourceEntity, destination: destinationEntity };
const sideOf = { source: 'from', destination: 'to' } as const;

/** null where there is no value, and where the key cannot say it: what is offered finds the flow it was taken from. */
export function valueFilter(
  flow: Flow,
  key: FilterKey,
  value: string | number | undefined,
  end?: FlowEnd,
): ValueFilter | null {
  if (value === undefined || value === '') return null;
  const side = end ? sideOf[end] : 'either';
  // Behind "=" stands what the flow says, where Eyepiece names it otherwise.
  const text = [canonical({ key, value: String(value) }), `=${value}`].find((one) => finds(flow, key, one, end));
  return text === undefined ? null : { key, side, value: text };
}

function finds(flow: Flow, key: FilterKey, value: string, end?: FlowEnd): boolean {
  const spec = keySpec(key);
  if (!spec.read(value).ok) return false;
  const test = spec.flow([value], isWhole);
  return end ? test(flow, end) : test(flow, 'source') || test(flow, 'destination');
}

/** Patterns are made of the texts that they are to find. */
const isWhole = () => () => true;

/** An end by that name under which it is shown. */
export function endFilter(flow: Flow, end: FlowEnd): ValueFilter | null {
  return exactEndFilter(flow, end) ?? valueFilter(flow, 'text', ends[end](flow).name);
}

function exactEndFilter(flow: Flow, end: FlowEnd): ValueFilter | null {
  const { kind, name, namespace } = ends[end](flow);
  switch (kind) {
    case 'workload':
      return valueFilter(flow, 'workload', name, end);
    case 'namespace':
      return valueFilter(flow, 'ns', name, end);
    case 'service':
      return serviceFilter(flow, end, { name, namespace });
    case 'reserved':
      return valueFilter(flow, 'identity', flow[end]?.identity, end);
    case 'dns':
      return valueFilter(flow, 'fqdn', name, end);
    case 'ip':
    case 'cidr':
      return valueFilter(flow, 'ip', name, end);
    default:
      return null;
  }
}

export function serviceFilter(flow: Flow, end: FlowEnd, service: ServiceName | undefined): ValueFilter | null {
  return valueFilter(flow, 'service', service?.name && `${service.namespace}/${service.name}`, end);
}

/** Traces and socket events differ by where they were seen; of the others the type says it. */
export function typeFilter(flow: Flow): ValueFilter | null {
  if (!flow.eventType) return null;
  const { type, subType } = flow.eventType;
  return valueFilter(flow, 'type', withPoint.includes(type) ? `${type}:${subType}` : type);
}

const withPoint = [3, 4, 7];

/** This text and no other, as a regular expression. */
export function patternFilter(flow: Flow, key: 'http.url' | 'dns.query', text = ''): ValueFilter | null {
  return valueFilter(flow, key, text && `^${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`);
}

export function flagsFilter(flow: Flow): ValueFilter | null {
  return valueFilter(flow, 'tcp', flow.l4?.protocol === 'TCP' ? flow.l4.flags.join('+') : undefined);
}
