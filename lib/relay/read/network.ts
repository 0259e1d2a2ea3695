// Addresses and the transport header.
// biome-ignore-all lint/suspicious/noAssignInExpressions: a field table reads as a table, one assignment a line
import { type FlowFacts, type Ip, type Layer4, type TcpFlag, tcpFlags } from '@/lib/flow/flow';
import { ipVersionText } from '../enums';
import { type Cursor, fieldTable, readFields } from './cursor';
import { type Draft, none, nonZero } from './draft';
import { MessageTable } from './intern';

type Ethernet = NonNullable<FlowFacts['ethernet']>;

// A pair of addresses is as common as the two ends behind it.
const frames = new MessageTable<Ethernet>(1 << 13, 256);
const addresses = new MessageTable<Ip>(1 << 14, 256);

export function takeEthernet(cursor: Cursor, end: number): Ethernet {
  return frames.take(cursor, end, readEthernet);
}

const ethernetFields = fieldTable<Draft<Ethernet>>([
  [1, 'bytes', (c, frame) => void (frame.source = c.text())],
  [2, 'bytes', (c, frame) => void (frame.destination = c.text())],
]);

function readEthernet(cursor: Cursor, end: number): Ethernet {
  const frame = { source: '', destination: '' };
  readFields(cursor, end, ethernetFields, frame);
  return frame;
}

const ipFields = fieldTable<Draft<Ip>>([
  [1, 'bytes', (c, ip) => void (ip.source = c.text() || undefined)],
  [2, 'bytes', (c, ip) => void (ip.destination = c.text() || undefined)],
  [3, 'varint', (c, ip) => void (ip.version = nonZero(c.int32(), ipVersionText))],
  [4, 'varint', (c, ip) => void (ip.encrypted = c.bool() || undefined)],
  [5, 'bytes', (c, ip) => void (ip.sourceTranslated = c.text() || undefined)],
]);

export function takeIp(cursor: Cursor, end: number): Ip {
  return addresses.take(cursor, end, readIp);
}

function readIp(cursor: Cursor, end: number): Ip {
  const ip: Draft<Ip> = {
    source: undefined,
    destination: undefined,
    sourceTranslated: undefined,
    version: undefined,
    encrypted: undefined,
  };
  readFields(cursor, end, ipFields, ip);
  return ip;
}

interface Layer4Draft {
  value: Layer4 | undefined;
}

const layer4Fields = fieldTable<Layer4Draft>([
  [1, 'bytes', (c, l4) => void (l4.value = c.once(l4.value, readTcp))],
  [2, 'bytes', (c, l4) => void (l4.value = c.once(l4.value, (cursor, end) => readPorts(cursor, end, 'UDP')))],
  [3, 'bytes', (c, l4) => void (l4.value = c.once(l4.value, (cursor, end) => readIcmp(cursor, end, 'ICMPv4')))],
  [4, 'bytes', (c, l4) => void (l4.value = c.once(l4.value, (cursor, end) => readIcmp(cursor, end, 'ICMPv6')))],
  [5, 'bytes', (c, l4) => void (l4.value = c.once(l4.value, (cursor, end) => readPorts(cursor, end, 'SCTP')))],
  [6, 'bytes', (c, l4) => void (l4.value = c.once(l4.value, readVrrp))],
  [7, 'bytes', (c, l4) => void (l4.value = c.once(l4.value, readIgmp))],
]);

/** Absent when empty, which is what a field mask makes of none; UNKNOWN when it holds a protocol new to us. */
export function readLayer4(cursor: Cursor, end: number): Layer4 | undefined {
  const isEmpty = cursor.pos === end;
  layer4.value = undefined;
  readFields(cursor, end, layer4Fields, layer4);
  return layer4.value ?? (isEmpty ? undefined : { protocol: 'UNKNOWN' });
}

interface PortsDraft {
  source: number;
  destination: number;
  flags: number | undefined;
}

const portFields = fieldTable<PortsDraft>([
  [1, 'varint', (c, draft) => void (draft.source = c.uint32())],
  [2, 'varint', (c, draft) => void (draft.destination = c.uint32())],
]);

const tcpFields = fieldTable<PortsDraft>([
  [1, 'varint', (c, draft) => void (draft.source = c.uint32())],
  [2, 'varint', (c, draft) => void (draft.destination = c.uint32())],
  [3, 'bytes', (c, draft) => void (draft.flags = c.once(draft.flags, readFlags))],
]);

// One draft for each: nothing is read between its beginning and its end but its own fields.
const ports: PortsDraft = { source: 0, destination: 0, flags: undefined };
const layer4: Layer4Draft = { value: undefined };
const flags = { mask: 0 };

function readTcp(cursor: Cursor, end: number): Layer4 {
  emptyPorts();
  readFields(cursor, end, tcpFields, ports);
  return {
    protocol: 'TCP',
    sourcePort: ports.source,
    destinationPort: ports.destination,
    flags: flagLists[ports.flags ?? 0] ?? none,
  };
}

function readPorts(cursor: Cursor, end: number, protocol: 'UDP' | 'SCTP'): Layer4 {
  emptyPorts();
  readFields(cursor, end, portFields, ports);
  return { protocol, sourcePort: ports.source, destinationPort: ports.destination };
}

function emptyPorts(): void {
  ports.source = 0;
  ports.destination = 0;
  ports.flags = undefined;
}

/** The lists of all 512 combinations, by bit mask. */
const flagLists: readonly (readonly TcpFlag[])[] = Array.from({ length: 1 << tcpFlags.length }, (_, mask) =>
  tcpFlags.filter((_, bit) => (mask & (1 << bit)) !== 0),
);

const flagFields = fieldTable<{ mask: number }>(
  tcpFlags.map((_, bit) => [
    bit + 1,
    'varint',
    (c, draft) => void (draft.mask = c.bool() ? draft.mask | (1 << bit) : draft.mask & ~(1 << bit)),
  ]),
);

function readFlags(cursor: Cursor, end: number): number {
  flags.mask = 0;
  readFields(cursor, end, flagFields, flags);
  return flags.mask;
}

const icmpFields = fieldTable<{ type: number; code: number }>([
  [1, 'varint', (c, icmp) => void (icmp.type = c.uint32())],
  [2, 'varint', (c, icmp) => void (icmp.code = c.uint32())],
]);

function readIcmp(cursor: Cursor, end: number, protocol: 'ICMPv4' | 'ICMPv6'): Layer4 {
  const icmp = { protocol, type: 0, code: 0 };
  readFields(cursor, end, icmpFields, icmp);
  return icmp;
}

const vrrpFields = fieldTable<{ type: number; vrid: number; priority: number }>([
  [1, 'varint', (c, vrrp) => void (vrrp.type = c.uint32())],
  [2, 'varint', (c, vrrp) => void (vrrp.vrid = c.uint32())],
  [3, 'varint', (c, vrrp) => void (vrrp.priority = c.uint32())],
]);

function readVrrp(cursor: Cursor, end: number): Layer4 {
  const vrrp = { protocol: 'VRRP' as const, type: 0, vrid: 0, priority: 0 };
  readFields(cursor, end, vrrpFields, vrrp);
  return vrrp;
}

const igmpFields = fieldTable<{ type: number; groupAddress: string }>([
  [1, 'varint', (c, igmp) => void (igmp.type = c.uint32())],
  [2, 'bytes', (c, igmp) => void (igmp.groupAddress = c.text())],
]);

function readIgmp(cursor: Cursor, end: number): Layer4 {
  const igmp = { protocol: 'IGMP' as const, type: 0, groupAddress: '' };
  readFields(cursor, end, igmpFields, igmp);
  return igmp;
}
