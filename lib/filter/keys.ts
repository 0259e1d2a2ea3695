// The one table of filter keys. A new key is a record in one of the files below, a line here and a name in filter.ts.
import { type FilterKey, filterKeys, type Side } from '@/lib/filter/filter';
import type { KeySpec } from '@/lib/filter/key-spec';
import { clusterKey, namespaceKey, podKey, textKey, workloadKey } from '@/lib/filter/name-keys';
import { nodeKey, policyKey, uuidKey } from '@/lib/filter/record-keys';
import { directionKey, portKey, protocolKey, reasonKey, verdictKey } from '@/lib/filter/traffic-keys';

const table: Readonly<Record<FilterKey, KeySpec>> = {
  text: textKey,
  ns: namespaceKey,
  pod: podKey,
  workload: workloadKey,
  verdict: verdictKey,
  proto: protocolKey,
  port: portKey,
  reason: reasonKey,
  direction: directionKey,
  node: nodeKey,
  policy: policyKey,
  cluster: clusterKey,
  uuid: uuidKey,
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
