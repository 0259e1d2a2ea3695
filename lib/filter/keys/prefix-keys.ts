// Keys that name a pod or a service by `[namespace/]start-of-name`, as Hubble records them.

import {
  anyOf,
  type KeySpec,
  keep,
  notInRows,
  notPushed,
  pushed,
  type ReadValue,
  refuse,
} from '@/lib/filter/keys/key-spec';
import { compileGlob, hasGlob } from '@/lib/filter/match/glob';
import type { End } from '@/lib/filter/row-facts';
import type { FlowFacts } from '@/lib/flow/flow';

export const podKey: KeySpec = prefixKey(
  {
    key: 'pod',
    help: 'Start of a pod name, in any namespace or after "namespace/"; "shop/" is every pod of shop.',
    example: 'pod:shop/cart',
    another: 'shop/web',
    noun: 'pod',
  },
  (flow, end) => ({ namespace: flow[end]?.namespace ?? '', name: flow[end]?.pod ?? '' }),
);

export const serviceKey: KeySpec = prefixKey(
  {
    key: 'service',
    help: 'Start of the name of the service behind an address, in any namespace or after "namespace/".',
    example: 'to.service:shop/cart',
    another: 'shop/web',
    noun: 'service',
  },
  (flow, end) => (end === 'source' ? flow.sourceService : flow.destinationService) ?? nameless,
);

interface Named {
  readonly namespace: string;
  readonly name: string;
}

const nameless: Named = { namespace: '', name: '' };

function prefixKey(
  words: Pick<KeySpec, 'help' | 'example' | 'another' | 'noun'> & { readonly key: 'pod' | 'service' },
  nameAt: (flow: FlowFacts, end: End) => Named,
): KeySpec {
  return {
    ...words,
    sided: true,
    aliases: [],
    values: [],
    read,
    flow: (values) => {
      const test = anyOf(values, prefixTest);
      return (flow, end) => test(nameAt(flow, end));
    },
    row: notInRows,
    relay: (values, end) => {
      if (values.some(hasGlob)) return notPushed;
      return pushed([{ [`${end}_${words.key}`]: values.map(hubblePrefix) }]);
    },
  };
}

/** Hubble reads a name without a slash as one of namespace "default"; "/name" is any namespace. */
export const hubblePrefix = (value: string): string => (value.includes('/') ? value : `/${value}`);

function read(text: string): ReadValue {
  const [namespace = '', name, ...more] = text.split('/');
  if (more.length > 0) return refuse('write [namespace/]start-of-name.', `${namespace}/${name}`);
  return keep(name !== undefined && name !== '' && namespace === '' ? name : text);
}

/** Hubble's rule: an end with neither namespace nor name is none; the namespace is exact, the name a prefix. */
function prefixTest(value: string): (named: Named) => boolean {
  const slash = value.indexOf('/');
  const namespaceTest = compileGlob(slash <= 0 ? '*' : value.slice(0, slash));
  const nameTest = compileGlob(`${value.slice(slash + 1)}*`);
  return ({ namespace, name }) => (namespace !== '' || name !== '') && namespaceTest(namespace) && nameTest(name);
}
