// Keys that speak of the record itself: the node that saw it, the policies behind it, its ids, and CEL over all of it.
import { readHostPattern } from '@/lib/filter/keys/address-keys';
import { isExact } from '@/lib/filter/keys/exactly';
import {
  anyOf,
  askedFor,
  type KeySpec,
  keep,
  notInRows,
  notPushed,
  pushed,
  type RelayPush,
  refuse,
} from '@/lib/filter/keys/key-spec';
import { celProblem } from '@/lib/filter/match/cel-syntax';
import { compileGlob, compileHostGlob } from '@/lib/filter/match/glob';
import { allowedBy, deniedBy } from '@/lib/flow/questions';

export const nodeKey: KeySpec = {
  key: 'node',
  sided: false,
  aliases: [],
  help: 'Node that reported the flow, in any cluster or after "cluster/"; * stands for letters, digits, dots and dashes, =name for itself.',
  example: 'node:worker-*',
  another: 'control-plane',
  noun: 'node',
  values: [],
  read: (text) => {
    if (isExact(text)) return keep(text);
    const pattern = nodePattern(text);
    if (pattern === null)
      return refuse('write name, cluster/name or cluster/; * stands for letters, digits, dots and dashes.');
    return keep(pattern.cluster === '' ? pattern.name : `${pattern.cluster}/${pattern.name}`);
  },
  flow: (values) => {
    const test = anyOf(values, nodeTest);
    return (flow) => test(flow.node ?? '');
  },
  row: (values) => {
    const test = anyOf(values, nodeTest);
    return (row) => test(row.node);
  },
  relay: (values) => (values.some(isExact) ? notPushed : pushed([{ node_name: values }])),
};

export const policyKey: KeySpec = {
  key: 'policy',
  sided: false,
  aliases: [],
  help: 'Policy that allowed or denied, by name or namespace/name; * stands for any characters.',
  example: 'policy:shop/default-deny',
  another: 'shop/allow-web',
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
  help: 'The flow\'s uuid, exact; "" is a flow without one.',
  example: 'uuid:2848b6b6-59c0-4be2-8bdc-3a5861de4c68',
  noun: 'uuid',
  values: [],
  takesEmpty: true,
  read: keep,
  flow: (values) => (flow) => values.includes(flow.uuid ?? ''),
  row: notInRows,
  relay: (values) => askedFor([{ uuid: values }]),
};

export const traceKey: KeySpec = {
  key: 'trace',
  sided: false,
  aliases: ['trace-id'],
  help: 'W3C trace id of the request, in hexadecimal as the flow has it; "" is a flow without one.',
  example: 'trace:4bf92f3577b34da6a3ce929d0e0e4736',
  noun: 'trace id',
  values: [],
  needs: 'flow',
  takesEmpty: true,
  read: keep,
  flow: (values) => (flow) => values.includes(flow.traceId ?? ''),
  row: notInRows,
  relay: (values) => askedFor([{ trace_id: values }]),
};

export const ipTraceKey: KeySpec = {
  key: 'iptrace',
  sided: false,
  aliases: ['ip-trace-id'],
  help: 'Trace id in the IP options of the packet, a number above 0.',
  example: 'iptrace:7',
  noun: 'IP trace id',
  values: [],
  needs: 'flow',
  read: (text) => {
    const number = /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
    return number > 0n && number < 2n ** 64n ? keep(String(number)) : refuse('write a number above 0.');
  },
  flow: (values) => (flow) => flow.ipTraceId !== undefined && values.includes(flow.ipTraceId.traceId),
  row: notInRows,
  relay: (values) => askedFor([{ ip_trace_id: values }]),
};

export const celKey: KeySpec = {
  key: 'cel',
  sided: false,
  aliases: ['cel-expression'],
  help: 'Expression in CEL over the flow as Hubble\'s own message, in quotes: cel:"_flow.l4.TCP.destination_port > 1024u".',
  example: 'cel:"_flow.source.identity == 2u"',
  noun: 'CEL',
  values: [],
  needs: 'message',
  read: (text) => {
    const problem = celProblem(text);
    return problem === null ? keep(text.trim()) : refuse(problem);
  },
  flow: (values) => (flow) => values.some((value) => flow.cel?.(value) ?? false),
  row: notInRows,
  relay: pushCel,
  relayMasked: (values) => (values.every(isPlain) ? pushCel(values) : notPushed),
};

function pushCel(values: readonly string[]): RelayPush {
  return askedFor([{ experimental: { cel_expression: values } }]);
}

/** Every use of the flow is one of a field that holds no secret, written so that no other way to read it is left. */
const isPlain = (expression: string): boolean => !/_flow(?!\s*\.\s*(?!l7\b|Summary\b)[A-Za-z_])/.test(expression);

interface NodePattern {
  /** '' is any cluster. */
  readonly cluster: string;
  /** '' is any name. */
  readonly name: string;
}

/** Hubble's pattern of a node: `name`, `cluster/name` or `cluster/`; null when it is none. */
function nodePattern(value: string): NodePattern | null {
  const [first = '', second, ...more] = value.split('/');
  const [cluster, name] = second === undefined ? ['', first] : [first, second];
  const parts = [cluster, name].map((part) => (part === '' ? keep('') : readHostPattern(part)));
  const [ofCluster, ofName] = parts;
  if (!ofCluster?.ok || !ofName?.ok || more.length > 0 || cluster + name === '') return null;
  return { cluster: ofCluster.value, name: ofName.value };
}

function nodeTest(value: string): (node: string) => boolean {
  if (isExact(value)) return (node) => node === value.slice(1);
  const pattern = nodePattern(value);
  if (pattern === null) return () => false;
  const clusterTest = pattern.cluster === '' ? (cluster: string) => cluster !== '' : compileHostGlob(pattern.cluster);
  const nameTest = compileHostGlob(pattern.name || '*');
  return (node) => {
    const at = node.indexOf('/');
    const cluster = at < 0 ? 'default' : node.slice(0, at);
    return node !== '' && clusterTest(cluster) && nameTest(node.slice(at + 1));
  };
}

/** `name` finds it in every namespace, `namespace/name` in one. */
function policyTest(value: string): (policy: string) => boolean {
  const test = compileGlob(value);
  return value.includes('/') ? test : (policy) => test(policy.slice(policy.lastIndexOf('/') + 1));
}
