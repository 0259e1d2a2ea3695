// The values by which each key finds a flow: what completion counts and offers. Only the server carries this table.
import { identityText } from '@/lib/filter/keys/address-keys';
import type { FlowSubject } from '@/lib/filter/keys/key-spec';
import { keySpec } from '@/lib/filter/keys/keys';
import type { ListedKey } from '@/lib/filter/keys/listed-keys';
import { policyVerdictEvent } from '@/lib/filter/keys/traffic-keys';
import { requestPath } from '@/lib/filter/match/request-path';
import { selectorFor } from '@/lib/filter/match/selector';
import { type End, type RowFacts, rowEntity, rowPort } from '@/lib/filter/row-facts';
import { destinationEntity, sourceEntity } from '@/lib/flow/ends';
import type { Entity } from '@/lib/flow/entity';
import type { FlowFacts } from '@/lib/flow/flow';
import { isOwnLabel } from '@/lib/flow/labels';
import { allowedBy, deniedBy, dropReasonOf, isDenial, l7Of, protocolOf } from '@/lib/flow/questions';

/** What is asked of one end of a flow, or of a row; keys without sides are asked of the source. */
export interface Reader<Answer> {
  flow(flow: FlowSubject, end: End): Answer;
  /** Absent where rows do not tell. */
  row?(row: RowFacts, end: End): Answer;
}

export interface Listed extends Reader<readonly string[]> {
  /**
   * Where a value may find flows that have another, as `web-1` finds web-10: all that its test looks at, as text. Equal
   * texts are found by the same values.
   */
  readonly seenBy?: Reader<string>;
}

/** As the parser would keep them, so that each of them as a token selects exactly the flows that are counted under it. */
export function listedValues(key: ListedKey): Listed {
  const { flow, row, seenBy } = table[key];
  const kept = keptBy(key);
  return {
    flow: (subject, end) => kept(flow(subject, end)),
    ...(row && { row: (facts, end) => kept(row(facts, end)) }),
    ...(seenBy && { seenBy }),
  };
}

/** Longer ones fit no line and are no help. */
const longest = 256;

/** Leaves out what the key cannot say: a `*` within a name, names that begin with `=`, words it would refuse. */
function keptBy(key: ListedKey): (texts: readonly string[]) => readonly string[] {
  const { read } = keySpec(key);
  const known = new Map<string, boolean>();
  const isSayable = (text: string): boolean => {
    const answer = known.get(text);
    if (answer !== undefined) return answer;
    const isPlain = text !== '' && text.length <= longest && (isPattern(key) || !/^=|\*/.test(text));
    const said = isPlain ? read(text) : null;
    const sayable = said?.ok === true && said.value === text;
    known.set(text, sayable);
    return sayable;
  };
  return (texts) => {
    const [only, ...others] = texts;
    if (only === undefined) return texts;
    if (others.length === 0) return isSayable(only) ? texts : none;
    return [...new Set(texts)].filter(isSayable);
  };
}

const none: readonly string[] = [];

/** Keys that take a `*` for itself. */
const isPattern = (key: ListedKey): boolean => /^(http|dns)\./.test(key) || key === 'node';

const entityAt = (flow: FlowFacts, end: End): Entity =>
  end === 'source' ? sourceEntity(flow) : destinationEntity(flow);

const ofEntity = (read: (entity: Entity) => readonly string[]): Listed => ({
  flow: (flow, end) => read(entityAt(flow, end)),
  row: (row, end) => read(rowEntity(row, end)),
});

const flag = (truth: boolean | undefined): readonly string[] => (truth === undefined ? none : [String(truth)]);

/** In the words of the key where it has some for a number. */
function spoken(key: ListedKey, number: number): readonly string[] {
  const read = keySpec(key).read(String(number));
  return read.ok ? [read.value] : none;
}

/** Finds this text and no other. */
const exactly = (text: string): string => `^${text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')}$`;

const pattern = (textOf: (flow: FlowSubject) => string | undefined): Listed => ({
  flow(flow) {
    const text = textOf(flow);
    return text === undefined ? none : [exactly(text)];
  },
});

function labelled(labelsOf: (flow: FlowSubject, end: End) => readonly string[]): Listed {
  return {
    flow: (flow, end) =>
      labelsOf(flow, end)
        .filter(isOwnLabel)
        .flatMap((label) => selectorFor(label) ?? none),
    seenBy: { flow: (flow, end) => listText(labelsOf(flow, end)) },
  };
}

// Ends are shared by whoever reads the stream, and so are their labels.
const listTexts = new WeakMap<readonly string[], string>();

function listText(list: readonly string[]): string {
  const known = listTexts.get(list);
  if (known !== undefined) return known;
  const text = JSON.stringify(list);
  listTexts.set(list, text);
  return text;
}

/** Hubble's `namespace/name`, of which values are the beginning. */
function prefixed(read: (flow: FlowSubject, end: End) => Named): Listed {
  return {
    flow(flow, end) {
      const { namespace, name } = read(flow, end);
      return name ? [namespace ? `${namespace}/${name}` : name] : none;
    },
    seenBy: {
      flow(flow, end) {
        const { namespace = '', name = '' } = read(flow, end);
        return `${namespace}/${name}`;
      },
    },
  };
}

interface Named {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

const policies = {
  flow: (flow: FlowSubject) => [...deniedBy(flow), ...allowedBy(flow)],
  row: (row: RowFacts) => [...row.deniedBy, ...row.allowedBy],
};

const verdictValues = (verdict: string, denied: boolean): readonly string[] =>
  denied ? [verdict, 'denied'] : [verdict];

const isDeniedRow = ({ verdict, eventType }: RowFacts): boolean =>
  verdict === 'DROPPED' || (verdict === 'ERROR' && eventType === policyVerdictEvent);

const protocolNames: ReadonlySet<string> = new Set(keySpec('proto').values);

function protocolValues(l4: string, l7: string): readonly string[] {
  const name = l4.toLowerCase();
  const both = name === 'icmpv4' || name === 'icmpv6' ? [name, 'icmp', l7] : [name, l7];
  return both.filter((each) => protocolNames.has(each));
}

/** From here on ports are mostly those that clients were given. */
const firstEphemeralPort = 32_768;

/**
 * A high port is listed where it is known to be the server's. Clients that were given the same one are not counted: it
 * is the one value that may select a few flows more.
 */
const portValues = (port: number, isServer: boolean): readonly string[] =>
  port > 0 && (port < firstEphemeralPort || isServer) ? [String(port)] : none;

const ipVersions: ReadonlyMap<string, string> = new Map([
  ['IPv4', '4'],
  ['IPv6', '6'],
  ['IP_NOT_USED', 'none'],
]);

const statusValues = (l7: string, code: number): readonly string[] =>
  l7 === 'http' ? [String(code), `${String(code).charAt(0)}+`] : none;

/** `default` is the cluster of nodes that name none. Names with capitals are found as they are only. */
function nodeValues(node: string): readonly string[] {
  if (node === '') return none;
  const full = node.includes('/') ? node : `default/${node}`;
  const read = keySpec('node').read(full);
  return [read.ok && read.value === full && !full.includes('*') ? full : `=${node}`];
}

const table: Readonly<Record<ListedKey, Listed>> = {
  ns: ofEntity(({ namespace }) => [namespace]),
  pod: prefixed((flow, end) => ({ namespace: flow[end]?.namespace, name: flow[end]?.pod })),
  workload: ofEntity(({ kind, name }) => (kind === 'workload' && !name.includes('/') ? [name] : none)),
  service: prefixed((flow, end) => (end === 'source' ? flow.sourceService : flow.destinationService) ?? {}),
  label: labelled((flow, end) => flow[end]?.labels ?? none),
  ip: { flow: (flow, end) => [flow.ip?.[end] ?? ''] },
  snat: { flow: (flow) => [flow.ip?.sourceTranslated ?? ''] },
  fqdn: { flow: (flow, end) => (end === 'source' ? flow.sourceNames : flow.destinationNames) },
  identity: { flow: (flow, end) => (flow[end] ? [identityText(flow[end].identity ?? 0)] : none) },
  cluster: ofEntity(({ cluster }) => [cluster]),
  port: {
    flow({ l4, isReply }, end) {
      if (!l4 || !('sourcePort' in l4)) return none;
      const port = end === 'source' ? l4.sourcePort : l4.destinationPort;
      return portValues(port & 0xffff, isReply === (end === 'source'));
    },
    row(row, end) {
      const isServer = row.reply === (end === 'source' ? 'reply' : 'forward');
      return portValues(rowPort(row, end) & 0xffff, isServer);
    },
  },
  proto: {
    flow: (flow) => protocolValues(protocolOf(flow), l7Of(flow).l7),
    row: (row) => protocolValues(row.protocol, row.l7),
  },
  verdict: {
    flow: (flow) => verdictValues(flow.verdict, isDenial(flow)),
    row: (row) => verdictValues(row.verdict, isDeniedRow(row)),
  },
  reason: { flow: (flow) => [dropReasonOf(flow)], row: ({ reason }) => [reason] },
  direction: { flow: ({ direction }) => [direction], row: ({ direction }) => [direction] },
  type: {
    flow: ({ eventType }) => (eventType ? spoken('type', eventType.type) : none),
    row: ({ eventType }) => spoken('type', eventType),
  },
  subtype: { flow: ({ eventType }) => (eventType ? spoken('subtype', eventType.subType) : none) },
  reply: {
    flow: ({ isReply, verdict }) => flag(isReply ?? (verdict === 'DROPPED' ? false : undefined)),
    row({ reply, verdict }) {
      if (reply === 'reply') return flag(true);
      return flag(reply === 'forward' || verdict === 'DROPPED' ? false : undefined);
    },
  },
  tcp: { flow: ({ l4 }) => (l4?.protocol === 'TCP' ? l4.flags : none) },
  ipv: { flow: ({ ip }) => [ipVersions.get(ip?.version ?? 'IP_NOT_USED') ?? ''] },
  encrypted: { flow: ({ ip }) => flag(ip?.encrypted ?? false) },
  node: { flow: ({ node }) => nodeValues(node ?? ''), row: ({ node }) => nodeValues(node) },
  'node.label': labelled(({ nodeLabels }) => nodeLabels ?? none),
  policy: {
    ...policies,
    seenBy: { flow: (flow) => JSON.stringify(policies.flow(flow)), row: (row) => JSON.stringify(policies.row(row)) },
  },
  interface: {
    flow: ({ interface: seen }) => (seen ? [seen.name || `#${seen.index}`] : none),
    seenBy: { flow: ({ interface: seen }) => (seen ? `${seen.name}\n${seen.index}` : '') },
  },
  'http.status': {
    flow: (flow) => statusValues(l7Of(flow).l7, l7Of(flow).l7Code),
    row: ({ l7, l7Code }) => statusValues(l7, l7Code),
  },
  'http.method': {
    flow: ({ l7 }) => (l7?.http && /^[\w-]+$/.test(l7.http.method) ? [l7.http.method.toUpperCase()] : none),
  },
  'http.path': pattern(({ l7 }) => (l7?.http ? requestPath(l7.http.url) : undefined)),
  'http.url': pattern(({ l7 }) => l7?.http?.url || undefined),
  'http.header': { flow: ({ l7 }) => l7?.http?.headers.map(({ key, value }) => `${key}:${value}`) ?? none },
  'dns.query': pattern(({ l7 }) => l7?.dns?.query),
  'dns.rcode': {
    flow: ({ l7 }) => (l7?.type === 'RESPONSE' && !l7.http && l7.dns ? spoken('dns.rcode', l7.dns.rcode) : none),
    row: ({ l7, l7Type, l7Code }) => (l7 === 'dns' && l7Type === 'response' ? spoken('dns.rcode', l7Code) : none),
  },
};
