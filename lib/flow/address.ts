// What an IP address tells by itself.

/** Text of an address that is no unicast address of the public internet. */
const privateV4 =
  /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|0\.|2[2-5]\d\.)/;
const privateV6 = /^(::1$|f[cd]|fe[89ab]|ff)/i;

/** True for private, shared, link-local, loopback, multicast and broadcast addresses. */
export function isLocalAddress(ip: string): boolean {
  return ip.includes(':') ? privateV6.test(ip) : privateV4.test(ip);
}

/** True for multicast and broadcast: nobody in particular is at the other end. */
export function isGroupAddress(ip: string): boolean {
  return ip.includes(':') ? /^ff/i.test(ip) : /^(22[4-9]|23\d)\./.test(ip) || ip === '255.255.255.255';
}

export function isLinkLocal(ip: string): boolean {
  return /^fe[89ab]/i.test(ip) || ip.startsWith('169.254.');
}
