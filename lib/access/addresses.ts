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
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  return isIP(mapped) === 0 ? '' : mapped;
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
