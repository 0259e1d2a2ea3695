// Keys that speak of one packet or event: its type, TCP flags, whether it is a reply, encrypted, where it was seen.
import {
  anyOf,
  askedAround,
  askedFor,
  type KeySpec,
  keep,
  notInRows,
  pushed,
  type ReadValue,
  refuse,
} from '@/lib/filter/key-spec';
import { nearest } from '@/lib/filter/nearest';
import type { RelayEventType } from '@/lib/filter/relay-filter';
import { type FlowFacts, type TcpFlag, tcpFlags } from '@/lib/flow/flow';

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

export const replyKey: KeySpec = {
  key: 'reply',
  sided: false,
  aliases: ['is-reply'],
  help: 'Whether the packet answers: true or false. Drops that do not say count as false, other flows as neither.',
  example: 'reply:false',
  noun: 'reply',
  phrase: (values, not) => `that ${not ? 'do not count as' : 'are'} ${saysTrue(values) ? 'replies' : 'no replies'}`,
  values: ['true', 'false'],
  read: readBoolean,
  flow: (values) => (flow) => isOneOf(values, flow.isReply ?? (flow.verdict === 'DROPPED' ? false : undefined)),
  row: (values) => (row) => {
    if (row.reply === 'reply') return isOneOf(values, true);
    return isOneOf(values, row.reply === 'forward' || row.verdict === 'DROPPED' ? false : undefined);
  },
  relay: (values) => pushed([{ reply: values.map(isTrue) }]),
};

export const encryptedKey: KeySpec = {
  key: 'encrypted',
  sided: false,
  aliases: [],
  help: 'Whether the event is marked as encrypted: true or false. False is no proof of plain text.',
  example: 'encrypted:true',
  noun: 'encryption',
  phrase: (values, not) => `that are ${saysTrue(values) === not ? 'not marked' : 'marked'} as encrypted`,
  values: ['true', 'false'],
  read: readBoolean,
  flow: (values) => (flow) => isOneOf(values, flow.ip?.encrypted ?? false),
  row: notInRows,
  relay: (values) => askedFor([{ encrypted: values.map(isTrue) }]),
};

/** Any flow that has TCP flags. */
const anyFlags = '*';

export const tcpKey: KeySpec = {
  key: 'tcp',
  sided: false,
  aliases: ['tcp-flags', 'flags'],
  help: 'TCP flags that are set, several with a plus: syn, syn+ack; * is any flow with flags.',
  example: 'tcp:SYN+ACK',
  noun: 'TCP flags',
  values: tcpFlags,
  read: (text) => {
    if (text === anyFlags) return keep(text);
    const names = text.toUpperCase().split('+');
    const wrong = names.find((name) => !isFlag(name));
    if (wrong !== undefined)
      return refuse(`write flags of ${tcpFlags.join(', ')}, joined by "+".`, nearest(wrong, tcpFlags));
    return keep(tcpFlags.filter((flag) => names.includes(flag)).join('+'));
  },
  flow: (values) => {
    const wanted = values.map(flagsOf);
    return ({ l4 }) => {
      if (l4?.protocol !== 'TCP' || l4.flags.length === 0) return false;
      return wanted.some((flags) => flags.every((flag) => l4.flags.includes(flag)));
    };
  },
  row: notInRows,
  relay: (values) => {
    const filters = [
      { tcp_flags: values.map((value) => Object.fromEntries(flagsOf(value).map((flag) => [flag, true]))) },
    ];
    // A flow may carry flags of which none is set, which Hubble takes for a match of no flag at all.
    return values.includes(anyFlags) ? askedAround(filters) : pushed(filters);
  },
};

export const interfaceKey: KeySpec = {
  key: 'interface',
  sided: false,
  aliases: ['iface'],
  help: 'Network interface of trace and capture events: eth0, or by index #2, or eth0#2.',
  example: 'interface:eth0',
  noun: 'interface',
  values: [],
  needs: 'flow',
  read: (text) => {
    const { name, index } = interfaceOf(text);
    if (!(index <= 0xffff_ffff) || (name === '' && index === 0))
      return refuse('write a name like eth0, an index like #2, or both.');
    return keep(index === 0 ? name : `${name}#${index}`);
  },
  flow: (values) => {
    const wanted = values.map(interfaceOf);
    return ({ interface: seen }) =>
      seen !== undefined &&
      wanted.some(({ name, index }) => (name === '' || name === seen.name) && (index === 0 || index === seen.index));
  },
  row: notInRows,
  relay: (values) => {
    const wanted = values.map(interfaceOf);
    return askedFor([
      { interface: wanted.map(({ name, index }) => ({ ...(name && { name }), ...(index && { index }) })) },
    ]);
  },
};

/** In front of the last `#` the name, behind it the index; 0 is any. */
function interfaceOf(value: string): { name: string; index: number } {
  const parts = /^([^#]*)(?:#(\d{1,10}))?$/.exec(value);
  return parts ? { name: parts[1] ?? '', index: Number(parts[2] ?? 0) } : { name: value, index: 0 };
}

const isFlag = (name: string): name is TcpFlag => tcpFlags.some((flag) => flag === name);

const flagsOf = (value: string): TcpFlag[] => value.split('+').filter(isFlag);

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

function readBoolean(text: string): ReadValue {
  if (/^(true|yes)$/i.test(text)) return keep('true');
  return /^(false|no)$/i.test(text) ? keep('false') : refuse('write true or false.');
}

const isTrue = (value: string): boolean => value === 'true';

const saysTrue = (values: readonly string[]): boolean => values.includes('true');

const isOneOf = (values: readonly string[], truth: boolean | undefined): boolean =>
  truth !== undefined && values.includes(String(truth));
