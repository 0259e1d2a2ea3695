// Keys that speak of one packet: TCP flags, whether it is a reply, encrypted, where it was seen.
import {
  askedAround,
  askedFor,
  type KeySpec,
  keep,
  notInRows,
  pushed,
  type ReadValue,
  refuse,
} from '@/lib/filter/keys/key-spec';
import { nearest } from '@/lib/filter/nearest';
import { type TcpFlag, tcpFlags } from '@/lib/flow/flow';

export const replyKey: KeySpec = {
  key: 'reply',
  sided: false,
  aliases: ['is-reply'],
  help: 'Whether the packet answers: true or false. Drops that do not say count as false, other flows as neither.',
  example: 'reply:false',
  noun: 'reply',
  phrase: (values, not) => `that ${not ? 'do not count as' : 'are'} ${saysTrue(values) ? 'replies' : 'no replies'}`,
  values: ['true', 'false'],
  read: readBoolean,
  flow: (values) => (flow) => isOneOf(values, flow.isReply ?? (flow.verdict === 'DROPPED' ? false : undefined)),
  row: (values) => (row) => {
    if (row.reply === 'reply') return isOneOf(values, true);
    return isOneOf(values, row.reply === 'forward' || row.verdict === 'DROPPED' ? false : undefined);
  },
  relay: (values) => pushed([{ reply: values.map(isTrue) }]),
};

export const encryptedKey: KeySpec = {
  key: 'encrypted',
  sided: false,
  aliases: [],
  help: 'Whether the event is marked as encrypted: true or false. False is no proof of plain text.',
  example: 'encrypted:true',
  noun: 'encryption',
  phrase: (values, not) => `that are ${saysTrue(values) === not ? 'not marked' : 'marked'} as encrypted`,
  values: ['true', 'false'],
  read: readBoolean,
  flow: (values) => (flow) => isOneOf(values, flow.ip?.encrypted ?? false),
  row: notInRows,
  relay: (values) => askedFor([{ encrypted: values.map(isTrue) }]),
};

/** Any flow that has TCP flags. */
const anyFlags = '*';

export const tcpKey: KeySpec = {
  key: 'tcp',
  sided: false,
  aliases: ['tcp-flags', 'flags'],
  help: 'TCP flags that are set, several with a plus: syn, syn+ack; * is any flow with flags.',
  example: 'tcp:SYN+ACK',
  noun: 'TCP flags',
  values: tcpFlags,
  read: (text) => {
    if (text === anyFlags) return keep(text);
    const names = text.toUpperCase().split('+');
    const wrong = names.find((name) => !isFlag(name));
    if (wrong !== undefined) {
      const meant = nearest(wrong, tcpFlags);
      const mended = meant && names.map((name) => (name === wrong ? meant : name)).join('+');
      return refuse(`write flags of ${tcpFlags.join(', ')}, joined by "+".`, mended);
    }
    return keep(tcpFlags.filter((flag) => names.includes(flag)).join('+'));
  },
  flow: (values) => {
    const wanted = values.map(flagsOf);
    return ({ l4 }) => {
      if (l4?.protocol !== 'TCP' || l4.flags.length === 0) return false;
      return wanted.some((flags) => flags.every((flag) => l4.flags.includes(flag)));
    };
  },
  row: notInRows,
  relay: (values) => {
    const filters = [
      { tcp_flags: values.map((value) => Object.fromEntries(flagsOf(value).map((flag) => [flag, true]))) },
    ];
    // A flow may carry flags of which none is set, which Hubble takes for a match of no flag at all.
    return values.includes(anyFlags) ? askedAround(filters) : pushed(filters);
  },
};

export const interfaceKey: KeySpec = {
  key: 'interface',
  sided: false,
  aliases: ['iface'],
  help: 'Network interface of trace and capture events: eth0, or by index #2, or eth0#2.',
  example: 'interface:eth0',
  another: 'eth1',
  noun: 'interface',
  values: [],
  needs: 'flow',
  read: (text) => {
    const { name, index } = interfaceOf(text);
    if (!(index <= 0xffff_ffff) || (name === '' && index === 0))
      return refuse('write a name like eth0, an index like #2, or both.');
    return keep(index === 0 ? name : `${name}#${index}`);
  },
  flow: (values) => {
    const wanted = values.map(interfaceOf);
    return ({ interface: seen }) =>
      seen !== undefined &&
      wanted.some(({ name, index }) => (name === '' || name === seen.name) && (index === 0 || index === seen.index));
  },
  row: notInRows,
  relay: (values) => {
    const wanted = values.map(interfaceOf);
    return askedFor([
      { interface: wanted.map(({ name, index }) => ({ ...(name && { name }), ...(index && { index }) })) },
    ]);
  },
};

/** In front of the last `#` the name, behind it the index; 0 is any. */
function interfaceOf(value: string): { name: string; index: number } {
  const parts = /^([^#]*)(?:#(\d{1,10}))?$/.exec(value);
  return parts ? { name: parts[1] ?? '', index: Number(parts[2] ?? 0) } : { name: value, index: 0 };
}

const isFlag = (name: string): name is TcpFlag => tcpFlags.some((flag) => flag === name);

const flagsOf = (value: string): TcpFlag[] => value.split('+').filter(isFlag);

function readBoolean(text: string): ReadValue {
  if (/^(true|yes)$/i.test(text)) return keep('true');
  return /^(false|no)$/i.test(text) ? keep('false') : refuse('write true or false.');
}

const isTrue = (value: string): boolean => value === 'true';

const saysTrue = (values: readonly string[]): boolean => values.includes('true');

const isOneOf = (values: readonly string[], truth: boolean | undefined): boolean =>
  truth !== undefined && values.includes(String(truth));
