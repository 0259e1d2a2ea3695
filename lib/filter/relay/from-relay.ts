// Hubble's own filter as tokens: how a FlowFilter given as JSON on a command line is read.

import type { FilterKey, Side, Token } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys/keys';
import { clashOf } from '@/lib/filter/relay/clash';

/** `message` is one sentence. */
export type TokensOfRelay =
  | { readonly ok: true; readonly tokens: readonly Token[] }
  | { readonly ok: false; readonly message: string };

/** A FlowFilter as protobuf JSON, with its original or its camel-case names, as tokens that must all hold. */
export function tokensOfRelay(filter: Readonly<Record<string, unknown>>): TokensOfRelay {
  const tokens: Token[] = [];
  for (const [name, given] of Object.entries(flattened(filter))) {
    const field = fieldOf(name);
    if (!field) return refused(`Hubble's filters have no field ${JSON.stringify(name)}.`);
    const values = Array.isArray(given) ? given : [given];
    if (values.length === 0) continue;
    const token = readField(name, field, values);
    if (typeof token === 'string') return refused(token);
    if (token) tokens.push(token);
  }
  return clashOf(tokens) ? refused('Filters on HTTP need the event type l7 among their types.') : { ok: true, tokens };
}

const refused = (message: string): TokensOfRelay => ({ ok: false, message });

/** A sentence where a value is none, and null where the values say nothing. */
function readField(name: string, field: Field, given: readonly unknown[]): Token | string | null {
  const values = given.map(field.text).filter((value) => value !== anything);
  if (values.length < given.length) return null;
  const keys = new Set(given.map((value) => field.keyOf?.(value) ?? field.key));
  const [key = field.key, ...others] = keys;
  if (others.length > 0) return `The values of "${name}" cannot be said by one filter key; write a filter for each.`;
  const spec = keySpec(key);
  const read: string[] = [];
  for (const [index, value] of values.entries()) {
    const kept = value === null || (value === '' && !spec.takesEmpty) ? null : spec.read(value);
    if (!kept?.ok)
      return `${JSON.stringify(given[index])} is not a value of "${name}"${kept ? `: ${kept.message}` : '.'}`;
    read.push(kept.value);
  }
  return { key, side: field.side ?? 'either', not: false, values: [...new Set(read)] };
}

/** Every flow satisfies it. */
const anything = Symbol('anything');

interface Field {
  readonly key: FilterKey;
  readonly side?: Side;
  /** The key, where it depends on the value. */
  readonly keyOf?: (value: unknown) => FilterKey;
  /** The value as text of the key; null when there is none. */
  readonly text: (value: unknown) => string | typeof anything | null;
}

const plain = (key: FilterKey, change = (text: string): string | typeof anything | null => text): Field => ({
  key,
  text: (value) => (typeof value === 'object' ? null : change(String(value))),
});

/** A field of each end. */
const ends = (name: string, field: Field): [string, Field][] => [
  [`source_${name}`, { ...field, side: 'from' }],
  [`destination_${name}`, { ...field, side: 'to' }],
];

const selector = (text: string) => (text === '' ? anything : text);
const pattern = (text: string) => text || '(?:)';
const exactly = (text: string) => (text === '' ? null : `=${text}`);

const fields: ReadonlyMap<string, Field> = new Map<string, Field>([
  ...ends('ip', plain('ip')),
  ['source_ip_xlated', plain('snat')],
  ...ends('pod', plain('pod', prefix)),
  ...ends('service', plain('service', prefix)),
  ...ends('fqdn', plain('fqdn')),
  ...ends('label', plain('label', selector)),
  ...ends('workload', { key: 'workload', text: workload }),
  ...ends('cluster_name', plain('cluster', exactly)),
  ...ends('identity', plain('identity')),
  ...ends(
    'port',
    plain('port', (text) => (/^\d+$/.test(text) ? text : null)),
  ),
  ['uuid', plain('uuid')],
  ['traffic_direction', plain('direction')],
  ['verdict', plain('verdict', (text) => (text === 'denied' ? null : text))],
  ['drop_reason_desc', plain('reason', exactly)],
  ['protocol', plain('proto')],
  ['reply', plain('reply')],
  ['encrypted', plain('encrypted')],
  ['ip_version', plain('ipv', (text) => ipVersions[text] ?? text)],
  ['node_name', plain('node', (text) => (text.startsWith('=') ? null : text))],
  ['node_labels', plain('node.label', selector)],
  ['http_status_code', plain('http.status', (text) => (/x/i.test(text) ? null : text))],
  ['http_method', plain('http.method', (text) => text || ' ')],
  ['http_path', plain('http.path', pattern)],
  ['http_url', plain('http.url', pattern)],
  ['http_header', { key: 'http.header', text: header }],
  ['dns_query', plain('dns.query', pattern)],
  ['trace_id', plain('trace')],
  ['ip_trace_id', plain('iptrace')],
  ['tcp_flags', { key: 'tcp', text: tcpFlags }],
  ['event_type', { key: 'type', keyOf: (value) => (isAnyType(value) ? 'subtype' : 'type'), text: eventType }],
  ['interface', { key: 'interface', text: device }],
  ['cel_expression', plain('cel')],
]);

const ipVersions: Readonly<Record<string, string>> = { '0': 'none', '1': '4', '2': '6' };

function fieldOf(name: string): Field | undefined {
  return fields.get(name) ?? fields.get(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

function flattened({ experimental, ...filter }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...filter, ...record(experimental) };
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** A name without a slash is one of namespace "default"; what follows a second slash is ignored. */
function prefix(text: string): string | null {
  if (text === '') return null;
  const [first = '', second] = text.split('/');
  if (second === undefined) return `default/${first}`;
  return first === '' && second !== '' ? second : `${first}/${second}`;
}

function workload(value: unknown): string {
  const { name = '', kind = '' } = record(value);
  return `=${kind || String(name).includes('/') ? `${String(kind)}/` : ''}${String(name)}`;
}

function header(value: unknown): string | null {
  const { key = '', value: text = '' } = record(value);
  return String(key).includes(':', 1) ? null : `${String(key)}:${String(text)}`;
}

function tcpFlags(value: unknown): string {
  const flags = Object.entries(record(value)).filter(([, isSet]) => isSet === true);
  return flags.map(([flag]) => flag).join('+') || '*';
}

const isAnyType = (value: unknown): boolean => !record(value).type && Boolean(matchesSubType(value));

function eventType(value: unknown): string {
  const { type = 0, sub_type, subType } = record(value);
  const sub = String(sub_type ?? subType ?? 0);
  if (isAnyType(value)) return sub;
  if (!type) return '*';
  return matchesSubType(value) ? `${String(type)}:${sub}` : String(type);
}

const matchesSubType = (value: unknown) => record(value).match_sub_type ?? record(value).matchSubType;

function device(value: unknown): string | null {
  const { name = '', index = 0 } = record(value);
  if (String(name).includes('#')) return null;
  return `${String(name)}${index ? `#${String(index)}` : ''}`;
}
