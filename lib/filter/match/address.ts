// IP addresses and ranges as Hubble's filters compare them. Pure text and numbers: the browser checks them too.

/** 4 or 16 bytes. */
export type Address = readonly number[];

export interface AddressRange {
  readonly network: Address;
  /** Leading bits that must be equal. */
  readonly bits: number;
}

/** Null for what is no address. A zone (`fe80::1%eth0`) is left out; IPv4 parts have no leading zeros. */
export function readAddress(text: string): Address | null {
  if (text.length > longest) return null;
  const at = text.indexOf('%');
  if (at < 0) return text.includes(':') ? readIpv6(text) : readIpv4(text);
  return at < text.length - 1 && text.includes(':') ? readIpv6(text.slice(0, at)) : null;
}

/** `address/bits`; bits of the host may be set. */
export function readRange(text: string): AddressRange | null {
  const at = text.lastIndexOf('/');
  const network = text.includes('%') ? null : readAddress(text.slice(0, at));
  const bits = text.slice(at + 1);
  if (!network || !/^\d{1,3}$/.test(bits) || Number(bits) > network.length * 8) return null;
  return { network, bits: Number(bits) };
}

/** The families are kept apart: an IPv4 address written as IPv6 is in no IPv4 range. */
export function isWithin({ network, bits }: AddressRange, address: Address): boolean {
  if (address.length !== network.length) return false;
  return network.every((byte, index) => {
    const left = bits - index * 8;
    if (left <= 0) return true;
    const mask = left >= 8 ? 0xff : (0xff << (8 - left)) & 0xff;
    return (byte & mask) === ((address[index] ?? 0) & mask);
  });
}

/** Longer than any address, its zone included. */
const longest = 128;

function readIpv4(text: string): Address | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part))) return null;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

function readIpv6(text: string): Address | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = '', tail] = halves;
  const left = readGroups(head, tail === undefined);
  const right = tail === undefined ? [] : readGroups(tail, true);
  if (!left || !right) return null;
  const missing = 16 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return null;
  return [...left, ...new Array<number>(missing).fill(0), ...right];
}

/** Groups of 16 bits, the last two perhaps written as an IPv4 address. */
function readGroups(text: string, isEnd: boolean): number[] | null {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const ipv4 = isEnd && index === groups.length - 1 && group.includes('.') ? readIpv4(group) : null;
    if (ipv4) bytes.push(...ipv4);
    else if (/^[0-9a-fA-F]{1,4}$/.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
    else return null;
  }
  return bytes;
}
