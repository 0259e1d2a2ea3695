// Keys that speak of the packet and what became of it: verdict, protocol, port, drop reason, direction.

import {
  anyOf,
  askedFor,
  type KeySpec,
  keep,
  notPushed,
  pushed,
  type ReadValue,
  refuse,
} from '@/lib/filter/keys/key-spec';
import { nearest } from '@/lib/filter/nearest';
import type { EnumJson, RelayFilter } from '@/lib/filter/relay/relay-filter';
import { type End, rowPort } from '@/lib/filter/row-facts';
import { type FlowFacts, trafficDirections, verdicts } from '@/lib/flow/flow';
import { l7Of, protocolOf } from '@/lib/flow/questions';

/** Hubble's event type of policy verdicts. */
export const policyVerdictEvent = 5;

const verdictNames: readonly string[] = ['DENIED', ...verdicts];

export const verdictKey: KeySpec = {
  key: 'verdict',
  sided: false,
  aliases: [],
  help: 'What became of the packet; "denied" is DROPPED, and ERROR on policy verdicts.',
  example: 'verdict:denied',
  another: 'AUDIT',
  noun: 'verdict',
  values: verdictNames,
  read: (text) => {
    if (text.toLowerCase() === 'denied') return keep('denied');
    return readEnum(text, verdicts, verdictNames, { AUDITED: 'AUDIT', UNKNOWN: 'VERDICT_UNKNOWN' });
  },
  flow: (values) => {
    const test = verdictTest(values);
    return (flow) => test(flow.verdict, flow.eventType?.type ?? 0);
  },
  row: (values) => {
    const test = verdictTest(values);
    return (row) => test(row.verdict, row.eventType);
  },
  relay: (values) => {
    const named = values.filter((value) => value !== 'denied');
    if (!values.includes('denied')) return pushed([{ verdict: named.map(enumJson) }]);
    const dropped: RelayFilter = { verdict: [...new Set([...named, 'DROPPED'])].map(enumJson) };
    return pushed([dropped, { verdict: ['ERROR'], event_type: [{ type: policyVerdictEvent }] }]);
  },
};

const protocols = ['tcp', 'udp', 'sctp', 'icmp', 'icmpv4', 'icmpv6', 'vrrp', 'igmp', 'dns', 'http', 'kafka'] as const;
/** Known to servers since 1.19 only; the ones before refuse the whole request. */
const newProtocols: readonly string[] = ['vrrp', 'igmp'];

export const protocolKey: KeySpec = {
  key: 'proto',
  sided: false,
  aliases: ['protocol'],
  help: 'Protocol of layer 4 or 7; "icmp" is both versions.',
  example: 'proto:tcp',
  noun: 'protocol',
  values: protocols,
  read: (text) => {
    const value = text.toLowerCase();
    return protocols.some((protocol) => protocol === value)
      ? keep(value)
      : refuse(`write one of ${protocols.join(', ')}.`, nearest(value, protocols));
  },
  flow: (values) => {
    const test = protocolTest(values);
    return (flow) => test(protocolOf(flow), l7Of(flow).l7);
  },
  row: (values) => {
    const test = protocolTest(values);
    return (row) => test(row.protocol, row.l7);
  },
  relay: (values) =>
    values.some((value) => newProtocols.includes(value)) ? notPushed : pushed([{ protocol: values }]),
};

/** The rollup keeps client ports below this one apart; from here on they are ephemeral. */
const firstEphemeralPort = 32_768;
const mostPushedPorts = 64;

export const portKey: KeySpec = {
  key: 'port',
  sided: true,
  aliases: [],
  help: 'TCP, UDP or SCTP port of an end, or a range of ports.',
  example: 'to.port:8000-8080',
  another: '443',
  noun: 'port',
  values: [],
  read: readPort,
  flow: (values) => {
    const test = anyOf(values, portTest);
    return (flow, end) => {
      const port = flowPort(flow, end);
      return port !== undefined && test(port);
    };
  },
  row: (values) => {
    const kept = values.map(portRange).every(({ from, to }) => from > 0 && to < firstEphemeralPort);
    if (!kept) return null;
    const test = anyOf(values, portTest);
    return (row, end) => test(rowPort(row, end) & 0xffff);
  },
  relay: (values, end) => {
    const ranges = values.map(portRange);
    const count = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
    if (count > mostPushedPorts) return notPushed;
    const ports = ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i)));
    return pushed([{ [`${end}_port`]: [...new Set(ports)] }]);
  },
};

export const directionKey: KeySpec = {
  key: 'direction',
  sided: false,
  aliases: ['dir'],
  help: 'Direction of the connection as the reporting end sees it.',
  example: 'direction:ingress',
  noun: 'direction',
  values: trafficDirections,
  read: (text) => readEnum(text, trafficDirections, trafficDirections, { UNKNOWN: 'TRAFFIC_DIRECTION_UNKNOWN' }),
  flow: (values) => (flow) => values.includes(flow.direction),
  row: (values) => (row) => values.includes(row.direction),
  relay: (values) => askedFor([{ traffic_direction: values.map(enumJson) }]),
};

/** A number that no name is known for stays a number: newer agents have more values than this version. */
export const enumJson = (value: string): EnumJson => (/^\d+$/.test(value) ? Number(value) : value);

function readEnum(
  text: string,
  names: readonly string[],
  allowed: readonly string[],
  others: Readonly<Record<string, string>>,
): ReadValue {
  const upper = text.toUpperCase();
  const other = Object.hasOwn(others, upper) ? others[upper] : undefined;
  if (names.includes(upper)) return keep(upper);
  if (other !== undefined) return keep(other);
  if (/^\d{1,9}$/.test(text)) return keep(names[Number(text)] ?? String(Number(text)));
  return refuse(`write one of ${allowed.join(', ')} or a number.`, nearest(text, allowed));
}

function verdictTest(values: readonly string[]): (verdict: string, eventType: number) => boolean {
  const named = new Set(values);
  if (!named.has('denied')) return (verdict) => named.has(verdict);
  return (verdict, eventType) =>
    named.has(verdict) || verdict === 'DROPPED' || (verdict === 'ERROR' && eventType === policyVerdictEvent);
}

function protocolTest(values: readonly string[]): (l4: string, l7: string) => boolean {
  const wanted = new Set(values.flatMap((value) => (value === 'icmp' ? ['icmpv4', 'icmpv6'] : [value])));
  return (l4, l7) => wanted.has(l4.toLowerCase()) || wanted.has(l7);
}

function readPort(text: string): ReadValue {
  const parts = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  const from = Number(parts?.[1]);
  const to = Number(parts?.[2] ?? parts?.[1]);
  if (!parts || from > 65_535 || to > 65_535) return refuse('write a port from 0 to 65535, or a range like 8000-8080.');
  if (from > to) return refuse('a range runs from the lower to the higher port.', `${to}-${from}`);
  return keep(from === to ? String(from) : `${from}-${to}`);
}

function portRange(value: string): { from: number; to: number } {
  const [from = '', to = from] = value.split('-');
  return { from: Number(from), to: Number(to) };
}

function portTest(value: string): (port: number) => boolean {
  const { from, to } = portRange(value);
  return (port) => port >= from && port <= to;
}

function flowPort({ l4 }: FlowFacts, end: End): number | undefined {
  if (!l4 || !('sourcePort' in l4)) return undefined;
  // Hubble compares 16 bits, whatever the field holds.
  return (end === 'source' ? l4.sourcePort : l4.destinationPort) & 0xffff;
}
