// Arbitrary filters for property tests: values that the flows of lib/flow/arbitrary have, wildcards, and hostile text.
import fc from 'fast-check';
import { type Filter, filterKeys, type Side, type Token } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys';

const wild = ['*', 's*', '*-node*', 'a*b', '**'];
const odd = ['a b', 'a"b', '\\', '-x', 'x:y', 'a,b', 'é', '🦀', "'", '=1+1', ' ', '\u001b[31m', 'x'.repeat(300)];

const values: Readonly<Record<(typeof filterKeys)[number], readonly string[]>> = {
  text: ['cart', 'FRONT', 'shop/', '10.0.0', 'world', ...odd],
  ns: ['shop', 'default', 'kube-system', 'nowhere', ...wild, ...odd],
  pod: ['shop/', 'front', 'shop/web', 'web-0', '/', 'kube*/', ...odd],
  workload: ['frontend', 'Deployment/frontend', 'StatefulSet/', 'Pod/test-pod', 'cart', 'web', ...wild, ...odd],
  verdict: ['denied', 'DROPPED', 'forwarded', 'AUDIT', 'ERROR', '9', '2'],
  proto: ['tcp', 'UDP', 'icmp', 'icmpv6', 'http', 'dns', 'igmp'],
  port: ['80', '53', '0', '443-8080', '32767', '32768', '1-65535', '52110', '8080-8090'],
  reason: [
    'POLICY_DENIED',
    'policy_*',
    '133',
    '230',
    'L7',
    '*',
    'Policy denied',
    'made up',
    '2*',
    'UNSUPPORTED_L3_PROTOCOL',
  ],
  direction: ['ingress', 'EGRESS', 'unknown', '7'],
  node: ['node-1', 'lab/node-1', 'lab/', 'node-*', '*/node-2', 'Node-1', 'default/node-2', ...odd],
  policy: ['cart', 'shop/api', 'shop/*', '*', ...odd],
  cluster: ['default', 'lab', 'l*', ...odd],
  uuid: ['2848b6b6-59c0-4be2-8bdc-3a5861de4c68', ...odd],
};

/** Any token in the form in which the parser keeps it. */
const arbitraryToken = (): fc.Arbitrary<Token> =>
  fc.constantFrom(...filterKeys).chain((key) => {
    const spec = keySpec(key);
    const kept = values[key].flatMap((value) => {
      const read = spec.read(value);
      return read.ok && read.value !== '' ? [read.value] : [];
    });
    return fc.record({
      key: fc.constant(key),
      side: spec.sided ? fc.constantFrom<Side>('from', 'to', 'either') : fc.constant<Side>('either'),
      not: fc.boolean(),
      values: fc.uniqueArray(fc.constantFrom(...kept), { minLength: 1, maxLength: 3 }),
    });
  });

export const arbitraryFilter = (): fc.Arbitrary<Filter> =>
  fc.record({ tokens: fc.array(arbitraryToken(), { maxLength: 4 }) });
