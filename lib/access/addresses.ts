// Addresses of peers, and lists of those that are trusted.
import { BlockList, isIP } from 'node:net';

export type ReadAddresses =
  | { readonly ok: true; readonly includes: (address: string) => boolean }
  /** The rest of a sentence that begins with the setting. */
  | { readonly ok: false; readonly problem: string };

/** `10.0.0.0/8, 192.0.2.7, fd00::/8`: addresses and ranges between commas or blanks. Nobody is in an empty list. */
export function readAddresses(text: string): ReadAddresses {
  const list = new BlockList();
  for (const word of text.split(/[\s,]+/).filter(Boolean)) {
    const [address = '', bits, ...rest] = word.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const most = family === 'ipv6' ? 128 : 32;
    const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
    if (isIP(address) === 0 || rest.length > 0 || !(length <= most)) {
      return { ok: false, problem: `"${word}" is no address or range; write such as 10.0.0.7 or 10.0.0.0/8.` };
    }
    list.addSubnet(address, length, family);
  }
  return { ok: true, includes: (address) => isIP(address) !== 0 && list.check(address, familyOf(address)) };
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** As lists have it: without a zone, and an IPv4 address within IPv6 as IPv4. '' where there is none. */
export function plainAddress(text: string | undefined): string {
  const [address = ''] = (text ?? '').trim().split('%');
  if (isIP(address) !== 6) return isIP(address) === 4 ? address : '';
  const groups = groupsOf(address);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return isMapped ? groups.slice(6).flatMap(bytesOf).join('.') : address;
}

const bytesOf = (group: number) => [group >> 8, group & 0xff];

/** Whoever has one address of IPv6 mostly has all that begin with the same 64 bits: they are one network. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const groups = groupsOf(address).slice(0, 4);
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`;
}

/** The eight of an IPv6 address. URLs have them in one spelling. */
function groupsOf(address: string): readonly number[] {
  const [front = '', back = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [first, last] = [front, back].map((part) => part.split(':').filter(Boolean));
  const left = new Array<string>(8 - (first?.length ?? 0) - (last?.length ?? 0)).fill('0');
  return [...(first ?? []), ...left, ...(last ?? [])].map((group) => Number.parseInt(group, 16));
}

/**
 * Whose request it is: the peer, or where that is a trusted proxy, the nearest address in `X-Forwarded-For` that is none.
 * What stands before that one is hearsay.
 */
export function clientAddress(peer: string, forwardedFor: string | null, isTrusted: (address: string) => boolean) {
  const hops = (forwardedFor ?? '').split(',').map(plainAddress).reverse();
  let client = peer;
  for (const hop of hops) {
    if (!isTrusted(client) || hop === '') break;
    client = hop;
  }
  return client;
}
