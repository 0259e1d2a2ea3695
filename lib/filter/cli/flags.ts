// The flags of `hubble observe` (Cilium 1.19) that select flows, against the filter keys they stand for. One record reads
// a flag's value and writes it.
import type { FilterKey } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys/keys';
import { isInNamespace } from '@/lib/filter/keys/name-keys';
import { compileGlob, hasGlob } from '@/lib/filter/match/glob';
import { dropReasonNames } from '@/lib/flow/drop-reason';

/** `message` is the rest of a sentence that begins with flag and value. */
export type ReadFlag = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly message: string };

export interface CliFlag {
  readonly key: FilterKey;
  /** Long name without a side; sided flags also come as `from-` and `to-`. */
  readonly flag: string;
  readonly short?: string;
  readonly sided: boolean;
  /** A flag without a value, which stands for this one. */
  readonly means?: string;
  /** A flag's value as a value of the key. */
  read(value: string): ReadFlag;
  /** A key's value as values of the flag, any of which may hold; null when there is no saying it. */
  write(value: string): readonly string[] | null;
  /** Where the flag says a little less or more than the key: how, as one sentence. */
  differs?(value: string): string | null;
}

type Given = Pick<CliFlag, 'key' | 'flag'> & Partial<CliFlag>;

/** `--flag value` with a value that means the same in both. */
function flagOf(given: Given): CliFlag {
  const { means } = given;
  return {
    sided: keySpec(given.key).sided,
    read: (value) => readAs(given.key, value),
    write: (value) =>
      means === undefined
        ? hasGlob(value) && !starred.has(given.key)
          ? null
          : [value]
        : means === value
          ? ['']
          : null,
    ...given,
  };
}

/** Keys in whose values Hubble reads a star as we do, or takes it for itself. */
const starred: ReadonlySet<FilterKey> = new Set([
  'fqdn',
  'node',
  'label',
  'node.label',
  'http.path',
  'http.url',
  'http.header',
  'http.method',
  'uuid',
  'trace',
  'cel',
  'interface',
]);

function readAs(key: FilterKey, value: string): ReadFlag {
  const spec = keySpec(key);
  if (value === '' && !spec.takesEmpty) return { ok: false, message: 'needs a value.' };
  return spec.read(value);
}

const readName = (key: FilterKey) => (value: string) =>
  /^=|\*/.test(value) ? ({ ok: false, message: 'is no name.' } as const) : readAs(key, value);

/** Where Eyepiece also goes by what it infers. */
const inferred = (what: string) => (value: string) =>
  value.startsWith('=') ? null : `hubble goes by ${what} alone, Eyepiece also by what labels and names tell.`;

const writeName = (value: string) => (hasGlob(value) ? null : [value.replace(/^=/, '')]);

/** As given: cli-namespaces.ts puts namespaces before the names that have none. */
function readPrefix(value: string): ReadFlag {
  if (value === '') return { ok: false, message: 'needs a value.' };
  return { ok: true, value: value.split('/').slice(0, 2).join('/') };
}

const writePrefix = (value: string) => (hasGlob(value) ? null : [value.includes('/') ? value : `/${value}`]);

function readWorkload(value: string): ReadFlag {
  if (value === '' || value === '/') return { ok: false, message: 'needs a name.' };
  return value.split('/').length > 2 || hasGlob(value) ? { ok: true, value: `=${value}` } : readAs('workload', value);
}

/** Names of Cilium's monitor that are events of the agent, not flows: no flow has such a type. */
const notFlows: Readonly<Record<string, string>> = { debug: '2', agent: '130' };
const agentEvents = [
  'unspecified',
  'message',
  'agent-started',
  'endpoint-regenerate-success',
  'endpoint-regenerate-failure',
  'policy-updated',
  'policy-deleted',
  'endpoint-created',
  'endpoint-deleted',
  'ipcache-upserted',
  'ipcache-deleted',
  'service-upserted',
  'service-deleted',
];

function readType(value: string): ReadFlag {
  const [type = '', subType] = value.split(':');
  const number = Object.hasOwn(notFlows, type) ? notFlows[type] : undefined;
  if (number === undefined) return value === '*' ? { ok: false, message: 'is no type.' } : readAs('type', value);
  const known = agentEvents.indexOf(subType ?? '');
  return readAs('type', subType === undefined ? number : `${number}:${known < 0 ? subType : known}`);
}

function readVerdict(value: string): ReadFlag {
  return /^\d+$/.test(value) ? { ok: false, message: 'is no name of a verdict.' } : readAs('verdict', value);
}

function writeReason(value: string): readonly string[] | null {
  const name = value.replace(/^=/, '');
  const names = dropReasonNames.filter(compileGlob(name));
  return names.length > 0 ? names : name === 'DROP_REASON_UNKNOWN' ? [name] : null;
}

const mostPorts = 64;

function writePort(value: string): readonly string[] | null {
  const [from = 0, to = from] = value.split('-').map(Number);
  return to - from >= mostPorts ? null : Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
}

/** All of them, in the order in which a command is written. */
export const cliFlags: readonly CliFlag[] = [
  flagOf({
    key: 'ns',
    flag: 'namespace',
    short: 'n',
    // Empty is every namespace.
    read: (value) => (value === '' ? { ok: true, value } : readName('ns')(value)),
    write: writeName,
    differs: inferred("the pod's namespace"),
  }),
  flagOf({ key: 'pod', flag: 'pod', read: readPrefix, write: writePrefix }),
  flagOf({ key: 'ns', flag: 'all-namespaces', short: 'A', means: '' }),
  flagOf({
    key: 'workload',
    flag: 'workload',
    read: readWorkload,
    write: (value) => (isInNamespace(value) ? null : writeName(value)),
    differs: inferred('the workloads a flow names'),
  }),
  flagOf({ key: 'service', flag: 'service', read: readPrefix, write: writePrefix }),
  flagOf({ key: 'label', flag: 'label', short: 'l' }),
  flagOf({ key: 'ip', flag: 'ip' }),
  flagOf({ key: 'snat', flag: 'snat-ip' }),
  flagOf({ key: 'fqdn', flag: 'fqdn' }),
  flagOf({ key: 'identity', flag: 'identity' }),
  flagOf({
    key: 'cluster',
    flag: 'cluster',
    read: readName('cluster'),
    write: writeName,
    differs: inferred("the end's own cluster"),
  }),
  flagOf({
    key: 'port',
    flag: 'port',
    read: (value) => (value.includes('-') ? { ok: false, message: 'is no port.' } : readAs('port', value)),
    write: writePort,
  }),
  flagOf({ key: 'proto', flag: 'protocol' }),
  flagOf({
    key: 'verdict',
    flag: 'verdict',
    read: readVerdict,
    write: (value) => (value === 'denied' ? ['DROPPED'] : /^\d/.test(value) ? null : [value]),
    differs: (value) =>
      value === 'denied' ? 'hubble has no "denied"; DROPPED leaves out errors on policy verdicts.' : null,
  }),
  flagOf({
    key: 'reason',
    flag: 'drop-reason-desc',
    read: (value) =>
      dropReasonNames.includes(value) || value === 'DROP_REASON_UNKNOWN'
        ? readAs('reason', value)
        : { ok: false, message: 'is no drop reason.' },
    write: writeReason,
    differs: inferred('the reason a flow names'),
  }),
  flagOf({
    key: 'direction',
    flag: 'traffic-direction',
    read: (value) =>
      /^(in|e)gress$/i.test(value)
        ? readAs('direction', value)
        : { ok: false, message: 'is neither ingress nor egress.' },
    write: (value) => (/^(IN|E)GRESS$/.test(value) ? [value.toLowerCase()] : null),
  }),
  flagOf({ key: 'type', flag: 'type', short: 't', read: readType }),
  flagOf({
    key: 'tcp',
    flag: 'tcp-flags',
    read: (value) => readAs('tcp', value === '*' ? '' : value.replaceAll(',', '+')),
    write: (value) => (hasGlob(value) ? null : [value.replaceAll('+', ',')]),
  }),
  // hubble takes whatever it does not know for frames without IP.
  flagOf({
    key: 'ipv',
    flag: 'ip-version',
    read: (value) => readAs('ipv', /^v?[46]$/.test(value) ? value : 'none'),
    write: (value) => [value === 'none' ? value : `v${value}`],
  }),
  flagOf({ key: 'ipv', flag: 'ipv4', short: '4', means: '4' }),
  flagOf({ key: 'ipv', flag: 'ipv6', short: '6', means: '6' }),
  flagOf({ key: 'encrypted', flag: 'encrypted', means: 'true' }),
  flagOf({ key: 'encrypted', flag: 'unencrypted', means: 'false' }),
  // Not among the flags of 1.19, but said by some; it is written as a list.
  flagOf({ key: 'reply', flag: 'reply', means: 'true', write: () => null }),
  flagOf({ key: 'node', flag: 'node-name', write: (value) => (value.startsWith('=') ? null : [value]) }),
  flagOf({ key: 'node.label', flag: 'node-label' }),
  flagOf({
    key: 'interface',
    flag: 'interface',
    read: (value) => (value.includes('#') ? { ok: false, message: 'is no name.' } : readAs('interface', value)),
    write: (value) => (value.includes('#') ? null : [value]),
  }),
  flagOf({ key: 'http.status', flag: 'http-status' }),
  flagOf({ key: 'http.method', flag: 'http-method' }),
  flagOf({ key: 'http.path', flag: 'http-path' }),
  flagOf({ key: 'http.url', flag: 'http-url' }),
  flagOf({
    key: 'http.header',
    flag: 'http-header',
    read: (value) =>
      value.startsWith(':') ? { ok: false, message: 'begins with no name.' } : readAs('http.header', value),
    write: (value) => (value.startsWith(':') ? null : [value]),
  }),
  flagOf({ key: 'uuid', flag: 'uuid' }),
  flagOf({ key: 'trace', flag: 'trace-id' }),
  flagOf({ key: 'iptrace', flag: 'ip-trace-id' }),
  flagOf({ key: 'cel', flag: 'cel-expression' }),
];
