// IP addresses and ranges as Hubble's filters read them: exact text, or a range when there is a slash.
import { isIP } from 'node:net';

export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

export interface Range {
  readonly address: Address;
  readonly length: number;
}

/** Undefined when the text is no address. A zone (`fe80::1%eth0`) is accepted and left out of the value. */
export function parseAddress(text: string): Address | undefined {
  const family = isIP(text);
  if (family === 0) return undefined;
  const [bare = ''] = text.split('%');
  return family === 4 ? { bits: 32, value: ipv4Value(bare) } : { bits: 128, value: ipv6Value(bare) };
}

/** Undefined when the text is no range; the host part may be set (`10.0.0.9/24`). */
export function parseRange(text: string): Range | undefined {
  const [network = '', length = '', ...rest] = text.split('/');
  const address = network.includes('%') ? undefined : parseAddress(network);
  if (!address || rest.length > 0 || !/^\d+$/.test(length) || Number(length) > address.bits) return undefined;
  return { address, length: Number(length) };
}

/** The two families are kept apart: an IPv4-mapped IPv6 address is in no IPv4 range. */
export function contains(range: Range, address: Address): boolean {
  if (range.address.bits !== address.bits) return false;
  const shift = BigInt(address.bits - range.length);
  return range.address.value >> shift === address.value >> shift;
}

function ipv4Value(text: string): bigint {
  return text.split('.').reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function ipv6Value(text: string): bigint {
  const [head = '', tail] = text.split('::');
  const left = groups(head);
  const right = groups(tail ?? '');
  const missing = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<bigint>(missing).fill(0n), ...right].reduce((value, group) => (value << 16n) | group, 0n);
}

function groups(text: string): bigint[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [BigInt(`0x${group}`)];
    const v4 = ipv4Value(group);
    return [v4 >> 16n, v4 & 0xffffn];
  });
}
