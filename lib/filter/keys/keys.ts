// The one table of filter keys. A new key is a record in one of the files below, a line here and a name in ../filter.ts.

import { type FilterKey, filterKeys, type Side } from '@/lib/filter/filter';
import { fqdnKey, identityKey, ipKey, ipVersionKey, snatKey } from '@/lib/filter/keys/address-keys';
import { subtypeKey, typeKey } from '@/lib/filter/keys/event-keys';
import type { KeySpec } from '@/lib/filter/keys/key-spec';
import {
  dnsCodeKey,
  dnsQueryKey,
  httpHeaderKey,
  httpMethodKey,
  httpPathKey,
  httpStatusKey,
  httpUrlKey,
} from '@/lib/filter/keys/l7-keys';
import { labelKey, nodeLabelKey } from '@/lib/filter/keys/label-keys';
import { clusterKey, namespaceKey, textKey, workloadKey } from '@/lib/filter/keys/name-keys';
import { encryptedKey, interfaceKey, replyKey, tcpKey } from '@/lib/filter/keys/packet-keys';
import { podKey, serviceKey } from '@/lib/filter/keys/prefix-keys';
import { reasonKey } from '@/lib/filter/keys/reason-key';
import { celKey, ipTraceKey, nodeKey, policyKey, traceKey, uuidKey } from '@/lib/filter/keys/record-keys';
import { directionKey, portKey, protocolKey, verdictKey } from '@/lib/filter/keys/traffic-keys';

const table: Readonly<Record<FilterKey, KeySpec>> = {
  text: textKey,
  ns: namespaceKey,
  pod: podKey,
  workload: workloadKey,
  service: serviceKey,
  label: labelKey,
  ip: ipKey,
  snat: snatKey,
  fqdn: fqdnKey,
  identity: identityKey,
  cluster: clusterKey,
  port: portKey,
  proto: protocolKey,
  verdict: verdictKey,
  reason: reasonKey,
  direction: directionKey,
  type: typeKey,
  subtype: subtypeKey,
  reply: replyKey,
  tcp: tcpKey,
  ipv: ipVersionKey,
  encrypted: encryptedKey,
  node: nodeKey,
  'node.label': nodeLabelKey,
  policy: policyKey,
  interface: interfaceKey,
  'http.status': httpStatusKey,
  'http.method': httpMethodKey,
  'http.path': httpPathKey,
  'http.url': httpUrlKey,
  'http.header': httpHeaderKey,
  'dns.query': dnsQueryKey,
  'dns.rcode': dnsCodeKey,
  uuid: uuidKey,
  trace: traceKey,
  iptrace: ipTraceKey,
  cel: celKey,
};

/** Every key in the order in which help and completion list them. */
export const keySpecs: readonly KeySpec[] = filterKeys.map((key) => table[key]);

export const keySpec = (key: FilterKey): KeySpec => table[key];

/** `from:shop/cart` and `to:shop/`: a pod prefix, or a whole namespace, of that side. */
export const shorthands: ReadonlyMap<string, Side> = new Map([
  ['from', 'from'],
  ['to', 'to'],
]);

const byWord = new Map(
  keySpecs
    .filter((spec) => spec.key !== 'text')
    .flatMap((spec) => [spec.key, ...spec.aliases].map((word) => [word, spec.key])),
);

/** What may stand before a colon, less the side: keys and their aliases. */
export const keyWords: readonly string[] = [...byWord.keys()];

/** The key a word stands for; undefined when it is none. */
export const longForm = (word: string): FilterKey | undefined => byWord.get(word);
