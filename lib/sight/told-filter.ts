// What of a filter that somebody else wrote is told to a reader who may see less than they: names are secrets of theirs.
import type { Filter, FilterKey, Token } from '@/lib/filter/filter';

/** How the values of a key name namespaces, where they name anything. */
type Naming =
  /** Words of Hubble's and numbers: they name nobody. */
  | 'nobody'
  /** Namespaces themselves. */
  | 'namespace'
  /** Something in the namespace before the slash. */
  | 'within'
  /** Whoever, in a way that does not tell of which namespace they are. */
  | 'anybody';

const naming: Readonly<Record<FilterKey, Naming>> = {
  text: 'anybody',
  ns: 'namespace',
  pod: 'within',
  workload: 'anybody',
  service: 'within',
  label: 'anybody',
  ip: 'anybody',
  snat: 'anybody',
  fqdn: 'anybody',
  identity: 'anybody',
  cluster: 'anybody',
  port: 'nobody',
  proto: 'nobody',
  verdict: 'nobody',
  reason: 'nobody',
  direction: 'nobody',
  type: 'nobody',
  subtype: 'nobody',
  reply: 'nobody',
  tcp: 'nobody',
  ipv: 'nobody',
  encrypted: 'nobody',
  node: 'anybody',
  'node.label': 'anybody',
  policy: 'anybody',
  interface: 'anybody',
  'http.status': 'nobody',
  'http.method': 'anybody',
  'http.path': 'anybody',
  'http.url': 'anybody',
  'http.header': 'anybody',
  'dns.query': 'anybody',
  'dns.rcode': 'nobody',
  uuid: 'anybody',
  trace: 'anybody',
  iptrace: 'anybody',
  cel: 'anybody',
};

/** Its tokens that name nobody, or only what is in namespaces that are open. */
export function toldFilter({ tokens }: Filter, isOpen: (namespace: string) => boolean): Filter {
  return { tokens: tokens.filter((token) => isTold(token, isOpen)) };
}

function isTold({ key, values }: Token, isOpen: (namespace: string) => boolean): boolean {
  switch (naming[key]) {
    case 'nobody':
      // A pattern is a text of somebody's own.
      return !values.some((value) => value.includes('*'));
    case 'namespace':
      // One that begins with `=` is meant as it stands.
      return values.every((value) => isOpen(value.replace(/^=/, '')));
    case 'within':
      return values.every((value) => value.includes('/') && isOpen(value.slice(0, value.indexOf('/'))));
    case 'anybody':
      return false;
  }
}
