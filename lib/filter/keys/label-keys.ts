// Keys that select by labels, of an end or of the node.
import {
  anyOf,
  askedFor,
  type KeySpec,
  keep,
  notInRows,
  notPushed,
  pushed,
  type ReadValue,
  type RelayPush,
  refuse,
} from '@/lib/filter/keys/key-spec';
import { compileSelector, type Requirement, readSelector } from '@/lib/filter/match/selector';

export const labelKey: KeySpec = {
  key: 'label',
  sided: true,
  aliases: ['labels'],
  help: 'Labels of an end as a Kubernetes selector: app=cart, !canary, or in quotes "tier in (web,api),app".',
  example: 'from.label:app=cart',
  another: 'app=web',
  noun: 'labels',
  values: [],
  read: readLabels,
  flow: (values) => {
    const test = anyOf(values, selectorTest);
    return (flow, end) => test(flow[end]?.labels ?? []);
  },
  row: notInRows,
  relay: (values, end) => selectorPush(`${end}_label`, values),
};

export const nodeLabelKey: KeySpec = {
  key: 'node.label',
  sided: false,
  aliases: ['node-label'],
  help: 'Labels of the node that reported the flow, as a Kubernetes selector.',
  example: 'node.label:topology.kubernetes.io/zone=eu-1a',
  noun: 'node labels',
  values: [],
  needs: 'flow',
  read: readLabels,
  flow: (values) => {
    const test = anyOf(values, selectorTest);
    return (flow) => test(flow.nodeLabels ?? []);
  },
  row: notInRows,
  relay: (values) => ({ ...selectorPush('node_labels', values), narrow: null }),
};

function readLabels(text: string): ReadValue {
  const read = readSelector(text);
  return read.ok ? keep(text.trim()) : refuse(read.message);
}

/** Values were read before, so a selector that cannot be read is one that nothing satisfies. */
function selectorTest(value: string): (labels: readonly string[]) => boolean {
  const read = readSelector(value);
  return read.ok ? compileSelector(read.requirements) : () => false;
}

/**
 * Servers before 1.19 may take what stands before the first dot of a key for its source, refuse capitals beside a colon and
 * know no ranges within `cidr:`. What they would refuse is not pushed, what they would not find is asked for twice.
 */
function selectorPush(field: string, values: readonly string[]): RelayPush {
  const selectors = values.map(requirementsOf);
  if (selectors.some((selector) => selector.some(isRefusedByOld))) return notPushed;
  const isPlain = selectors.every((selector) => selector.every(isReadAlike));
  if (isPlain) return pushed([{ [field]: values }]);
  const forOld = selectors.map((selector) => selector.map(oldText).join(','));
  return askedFor([{ [field]: [...new Set([...values, ...forOld])] }]);
}

function requirementsOf(value: string): readonly Requirement[] {
  const read = readSelector(value);
  return read.ok ? read.requirements : [];
}

const isRefusedByOld = ({ source, key }: Requirement): boolean =>
  source === 'cidr' ||
  (source !== 'any' && /[^-a-z0-9.]/.test(`${source.slice(-1)}${key.charAt(0)}`)) ||
  key.startsWith('_');

const isReadAlike = ({ source, key }: Requirement): boolean => source !== 'any' || !key.includes('.');

/** As an old server has to be told: a dotted key with Kubernetes as its source, which nearly all labels have. */
function oldText({ source, key, operator, values }: Requirement): string {
  const name = source === 'any' ? (key.includes('.') ? `k8s:${key}` : key) : `${source}:${key}`;
  if (operator === 'exists') return name;
  if (operator === 'absent') return `!${name}`;
  if (operator === '=' || operator === '!=')
    return `${name} ${operator === '=' ? 'in' : 'notin'} (${values.join(',')})`;
  return `${name}${operator}${values[0] ?? ''}`;
}
