// Keys that speak of the kind of event: its type and sub type.
import { anyOf, type KeySpec, keep, notInRows, pushed, type ReadValue, refuse } from '@/lib/filter/keys/key-spec';
import { nearest } from '@/lib/filter/nearest';
import type { RelayEventType } from '@/lib/filter/relay/relay-filter';
import type { FlowFacts } from '@/lib/flow/flow';

/** Hubble's event types by name (Cilium's monitor API), and the names of their sub types. */
const eventTypes: Readonly<Record<string, { readonly type: number; readonly subTypes: readonly string[] }>> = {
  drop: { type: 1, subTypes: [] },
  capture: { type: 3, subTypes: [] },
  trace: {
    type: 4,
    subTypes: [
      'to-endpoint',
      'to-proxy',
      'to-host',
      'to-stack',
      'to-overlay',
      'from-endpoint',
      'from-proxy',
      'from-host',
      'from-stack',
      'from-overlay',
      'from-network',
      'to-network',
      'from-crypto',
      'to-crypto',
    ],
  },
  'policy-verdict': { type: 5, subTypes: [] },
  'trace-sock': { type: 7, subTypes: [] },
  l7: { type: 129, subTypes: [] },
};

const typeValues = Object.entries(eventTypes).flatMap(([name, { subTypes }]) => [
  name,
  ...subTypes.map((subType) => `${name}:${subType}`),
]);

export const typeKey: KeySpec = {
  key: 'type',
  sided: false,
  aliases: ['event'],
  help: 'Kind of event, alone or with its sub type: l7, drop, trace:to-endpoint; numbers work too, * is any.',
  example: 'type:trace:to-endpoint',
  noun: 'event type',
  values: typeValues,
  read: readType,
  flow: (values) => {
    const test = anyOf(values, (value) => eventTest(eventOf(value)));
    return (flow) => test(flow);
  },
  row: (values) => {
    const types = values.map(eventOf);
    if (types.some(({ type, match_sub_type }) => match_sub_type || type === undefined)) return null;
    return (row) => types.some(({ type }) => type === row.eventType);
  },
  relay: (values) => pushed([{ event_type: values.map(eventOf) }]),
};

export const subtypeKey: KeySpec = {
  key: 'subtype',
  sided: false,
  aliases: ['sub-type'],
  help: 'Number of the sub type of an event of any type, such as 133 of a drop.',
  example: 'subtype:133',
  another: '181',
  noun: 'event sub type',
  values: [],
  read: (text) =>
    /^-?\d{1,9}$/.test(text)
      ? keep(String(Number(text)))
      : refuse('write a number; names go with their type, as in type:trace:to-endpoint.'),
  flow: (values) => (flow) => flow.eventType !== undefined && values.includes(String(flow.eventType.subType)),
  row: notInRows,
  relay: (values) =>
    pushed([{ event_type: values.map((value) => ({ match_sub_type: true, sub_type: Number(value) })) }]),
};

function readType(text: string): ReadValue {
  if (text === anyType) return keep(text);
  const [type = '', subType, ...more] = text.toLowerCase().split(':');
  const known = Object.hasOwn(eventTypes, type) ? type : typeName(type);
  if (known === undefined || more.length > 0)
    return refuse(
      `write one of ${Object.keys(eventTypes).join(', ')}, or a number.`,
      nearest(type, Object.keys(eventTypes)),
    );
  if (subType === undefined) return keep(known);
  const names = eventTypes[known]?.subTypes ?? [];
  const number = /^-?\d{1,9}$/.test(subType) ? Number(subType) : names.indexOf(subType);
  if (number < 0 && !subType.startsWith('-')) {
    const suggestion = nearest(subType, names);
    return refuse(
      `write the number of a sub type${names.length > 0 ? ` or one of ${names.join(', ')}` : ''}.`,
      suggestion && `${known}:${suggestion}`,
    );
  }
  return keep(`${known}:${names[number] ?? number}`);
}

/** The name a number stands for, or the number; undefined for what is neither. 0 would be any type. */
function typeName(text: string): string | undefined {
  if (!isNumber(text) || Number(text) === 0) return undefined;
  const number = Number(text);
  return Object.keys(eventTypes).find((name) => eventTypes[name]?.type === number) ?? String(number);
}

const isNumber = (text: string): boolean => /^\d{1,9}$/.test(text);

/** Events of every type; flows without one are none. */
const anyType = '*';

/** A kept value as Hubble's own condition. */
export function eventOf(value: string): RelayEventType {
  if (value === anyType) return {};
  const [name = '', subType] = value.split(':');
  const known = eventTypes[name];
  const type = known?.type ?? Number(name);
  if (subType === undefined) return { type };
  const number = known?.subTypes.indexOf(subType) ?? -1;
  return { type, match_sub_type: true, sub_type: number < 0 ? Number(subType) : number };
}

const eventTest =
  ({ type, match_sub_type, sub_type }: RelayEventType) =>
  ({ eventType }: FlowFacts): boolean =>
    eventType !== undefined &&
    (type === undefined || eventType.type === type) &&
    (!match_sub_type || eventType.subType === sub_type);
