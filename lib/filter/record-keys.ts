// Keys that speak of the record itself: the node that saw it, the policies behind it, its uuid.
import { compileGlob } from '@/lib/filter/glob';
import { anyOf, askedFor, type KeySpec, keep, notPushed, pushed } from '@/lib/filter/key-spec';
import { allowedBy, deniedBy } from '@/lib/flow/questions';

export const nodeKey: KeySpec = {
  key: 'node',
  sided: false,
  aliases: [],
  help: 'Node that reported the flow, in any cluster or after "cluster/"; * stands for letters, digits, dots and dashes.',
  example: 'node:worker-*',
  noun: 'node',
  values: [],
  read: keep,
  flow: (values) => {
    const test = anyOf(values, nodeTest);
    return (flow) => test(flow.node ?? '');
  },
  row: (values) => {
    const test = anyOf(values, nodeTest);
    return (row) => test(row.node);
  },
  relay: (values) => (values.every((value) => isNodePattern(value)) ? pushed([{ node_name: values }]) : notPushed),
};

export const policyKey: KeySpec = {
  key: 'policy',
  sided: false,
  aliases: [],
  help: 'Policy that allowed or denied, by name or namespace/name; * stands for any characters.',
  example: 'policy:shop/default-deny',
  noun: 'policy',
  values: [],
  read: keep,
  flow: (values) => {
    const test = anyOf(values, policyTest);
    return (flow) => deniedBy(flow).some(test) || allowedBy(flow).some(test);
  },
  row: (values) => {
    const test = anyOf(values, policyTest);
    return (row) => row.deniedBy.some(test) || row.allowedBy.some(test);
  },
  relay: () => notPushed,
};

export const uuidKey: KeySpec = {
  key: 'uuid',
  sided: false,
  aliases: [],
  help: "The flow's uuid, exact.",
  example: 'uuid:2848b6b6-59c0-4be2-8bdc-3a5861de4c68',
  noun: 'uuid',
  values: [],
  read: keep,
  flow: (values) => (flow) => flow.uuid !== undefined && values.includes(flow.uuid),
  row: () => null,
  relay: (values) => askedFor([{ uuid: values }]),
};

/** All that names of nodes and clusters are made of, and all that Hubble's wildcard stands for. */
const plainName = /^[-.0-9a-z]*$/;
const plainPattern = /^[-.0-9a-z*]*$/;

interface NodePattern {
  /** '' is any cluster. */
  readonly cluster: string;
  readonly name: string;
}

/** A value read as Hubble reads a node pattern: lower case, less one final dot a part; null when it is none. */
function nodePattern(value: string): NodePattern | null {
  const [first = '', second, ...more] = value.trim().toLowerCase().split('/');
  const [cluster, name] = second === undefined ? ['', first] : [first, second];
  const parts = { cluster: cluster.replace(/\.$/, ''), name: name.replace(/\.$/, '') };
  const isSound = Object.values(parts).every((part) => plainPattern.test(part) && !part.endsWith('.'));
  return isSound && more.length === 0 && (cluster !== '' || name !== '') ? parts : null;
}

/** True for a value that says to Hubble exactly what it says here. */
function isNodePattern(value: string): boolean {
  const pattern = nodePattern(value);
  return pattern !== null && [pattern.name, `${pattern.cluster}/${pattern.name}`].includes(value);
}

/** Hubble's rule for node patterns, besides the name as it stands, which no pattern may be able to say. */
function nodeTest(value: string): (node: string) => boolean {
  const pattern = nodePattern(value);
  if (pattern === null) return (node) => node === value;
  const clusterTest = pattern.cluster === '' ? (cluster: string) => cluster !== '' : compileGlob(pattern.cluster);
  const nameTest = compileGlob(pattern.name || '*');
  return (node) => {
    if (node === value) return true;
    const at = node.indexOf('/');
    const cluster = at < 0 ? 'default' : node.slice(0, at);
    const name = node.slice(at + 1);
    return node !== '' && plainName.test(cluster) && plainName.test(name) && clusterTest(cluster) && nameTest(name);
  };
}

/** `name` finds it in every namespace, `namespace/name` in one. */
function policyTest(value: string): (policy: string) => boolean {
  const test = compileGlob(value);
  return value.includes('/') ? test : (policy) => test(policy.slice(policy.lastIndexOf('/') + 1));
}
