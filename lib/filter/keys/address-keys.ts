// Keys that name an end by where it is: addresses, DNS names, security identities.

import {
  anyOf,
  askedFor,
  type KeySpec,
  keep,
  notInRows,
  notPushed,
  pushed,
  type ReadValue,
  type RelayPush,
  refuse,
} from '@/lib/filter/keys/key-spec';
import { isWithin, readAddress, readRange } from '@/lib/filter/match/address';
import { compileHostGlob } from '@/lib/filter/match/glob';
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
import type { Endpoint } from '@/lib/flow/flow';

export const ipKey: KeySpec = {
  key: 'ip',
  sided: true,
  aliases: ['cidr'],
  help: 'Address of an end as Hubble writes it, or a range like 10.0.0.0/8.',
  example: 'from.ip:10.0.0.0/8',
  another: '192.0.2.1',
  noun: 'address',
  values: [],
  read: readIp,
  flow: (values) => {
    const test = anyOf(values, ipTest);
    return (flow, end) => test(flow.ip?.[end] ?? '');
  },
  row: notInRows,
  relay: (values, end) => ipPush(`${end}_ip`, values, pushed),
};

export const snatKey: KeySpec = {
  key: 'snat',
  sided: false,
  aliases: [],
  help: 'Address of the source after source NAT, or a range.',
  example: 'snat:192.0.2.0/24',
  another: '192.0.2.1',
  noun: 'translated source address',
  values: [],
  read: readIp,
  flow: (values) => {
    const test = anyOf(values, ipTest);
    return (flow) => test(flow.ip?.sourceTranslated ?? '');
  },
  row: notInRows,
  relay: (values) => ipPush('source_ip_xlated', values, askedFor),
};

export const ipVersionKey: KeySpec = {
  key: 'ipv',
  sided: false,
  aliases: ['ip-version'],
  help: 'Version of IP: 4, 6, or none for frames without it.',
  example: 'ipv:6',
  noun: 'IP version',
  values: ['4', '6', 'none'],
  read: (text) => {
    const version = /^(?:ip)?v?([46])$/i.exec(text)?.[1];
    if (version) return keep(version);
    return /^(none|ip_not_used)$/i.test(text) ? keep('none') : refuse('write 4, 6 or none.');
  },
  flow: (values) => {
    const versions = values.map(versionName);
    return (flow) => versions.includes(flow.ip?.version ?? 'IP_NOT_USED');
  },
  row: notInRows,
  relay: (values) => pushed([{ ip_version: values.map(versionName) }]),
};

const versionName = (value: string): string => (value === 'none' ? 'IP_NOT_USED' : `IPv${value}`);

export const fqdnKey: KeySpec = {
  key: 'fqdn',
  sided: true,
  aliases: [],
  help: 'DNS name of an end; * stands for letters, digits, dots and dashes.',
  example: 'to.fqdn:*.example.com',
  another: 'api.example.org',
  noun: 'DNS name',
  values: [],
  read: readHostPattern,
  flow: (values) => {
    const test = anyOf(values, compileHostGlob);
    return (flow, end) => (end === 'source' ? flow.sourceNames : flow.destinationNames).some(test);
  },
  row: notInRows,
  relay: (values, end) => pushed([{ [`${end}_fqdn`]: values }]),
};

export const identityKey: KeySpec = {
  key: 'identity',
  sided: true,
  aliases: [],
  help: 'Security identity of an end: a number, or the name of a reserved one.',
  example: 'from.identity:remote-node',
  another: 'host',
  noun: 'identity',
  values: [],
  read: (text) => {
    const name = text.toLowerCase();
    if (reserved.includes(name)) return keep(name);
    const number = /^(?:\d{1,10}|0x[\da-f]{1,8})$/.test(name) ? Number(name) : Number.NaN;
    return number <= 0xffff_ffff ? keep(String(number)) : refuse(`write a number, or one of ${reserved.join(', ')}.`);
  },
  flow: (values) => {
    const numbers = values.map(identityNumber);
    return (flow, end) => isOneOf(numbers, flow[end]);
  },
  row: notInRows,
  relay: (values, end) => pushed([{ [`${end}_identity`]: values.map(identityNumber) }]),
};

/** Reserved identities by number, from Cilium 1.19; world-ipv4 and world-ipv6 are identities of their own. */
const reserved: readonly string[] = [
  'unknown',
  'host',
  'world',
  'unmanaged',
  'health',
  'init',
  'remote-node',
  'kube-apiserver',
  'ingress',
  'world-ipv4',
  'world-ipv6',
  'encrypted-overlay',
];

/** The number that a kept value stands for. */
export function identityNumber(value: string): number {
  const known = reserved.indexOf(value);
  return known < 0 ? Number(value) : known;
}

/** The value under which a number is kept: its name where it is a reserved one. */
export const identityText = (number: number): string => reserved[number] ?? String(number);

/** An end without identity has 0, unless there is no end at all. */
function isOneOf(numbers: readonly number[], end: Endpoint | undefined): boolean {
  return end !== undefined && numbers.includes(end.identity ?? 0);
}

function readIp(text: string): ReadValue {
  const sound = text.includes('/') ? readRange(text) : readAddress(text);
  return sound ? keep(text) : refuse('write an address like 10.0.0.1 or fe80::1, or a range like 10.0.0.0/8.');
}

/** An address is compared as text, as Hubble does; a range by its bits. */
function ipTest(value: string): (text: string) => boolean {
  const range = value.includes('/') ? readRange(value) : null;
  if (!range) return (text) => text === value;
  return (text) => {
    const address = readAddress(text);
    return address !== null && isWithin(range, address);
  };
}

/**
 * Servers before 1.19 may take an IPv4 address written as IPv6 for IPv4, so ranges that could tell the two apart are asked
 * for but never kept out, and one around all of these addresses names them again. They refuse zones.
 */
function ipPush(
  field: string,
  values: readonly string[],
  push: (filters: readonly RelayFilter[]) => RelayPush,
): RelayPush {
  if (values.some((value) => value.includes('%'))) return notPushed;
  const around = values.some((value) => value.includes('/') && isAroundMapped(value));
  const said = push([{ [field]: around ? [...values, mapped] : values }]);
  return values.some((value) => value.includes('/')) ? { ...said, narrow: null } : said;
}

const mapped = '::ffff:0.0.0.0/96';

function isAroundMapped(value: string): boolean {
  const [range, inner] = [readRange(value), readRange(mapped)];
  return range !== null && inner !== null && range.bits < inner.bits && isWithin(range, inner.network);
}

/** Hubble's pattern of host names: any case, a final dot ignored. Also used for the two parts of a node's name. */
export function readHostPattern(text: string): ReadValue {
  const pattern = text.trim().toLowerCase().replace(/\.$/, '');
  if (pattern === '' || pattern.endsWith('.')) return refuse('write a name like api.example.com, or *.example.com.');
  return /^[-.\w*]+$/.test(pattern)
    ? keep(pattern)
    : refuse('a name has letters, digits, dots, dashes and underscores; * stands for any run of them.');
}
