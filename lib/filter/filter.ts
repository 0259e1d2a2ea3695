// The filter value: what the reader asked to see. Text, predicates and Relay lists are renderings of it.

/**
 * `from` is the packet's source, also on a reply; `either` is satisfied by one of the two ends, and `end` by that one
 * which satisfies all tokens of side `end`.
 */
export const sides = ['from', 'to', 'either', 'end'] as const;
export type Side = (typeof sides)[number];

/** Keys of the filter language. `text` is a bare word: a name on either end. */
export const filterKeys = [
  'text',
  'ns',
  'pod',
  'workload',
  'service',
  'label',
  'ip',
  'snat',
  'fqdn',
  'identity',
  'cluster',
  'port',
  'proto',
  'verdict',
  'reason',
  'direction',
  'type',
  'subtype',
  'reply',
  'tcp',
  'ipv',
  'encrypted',
  'node',
  'node.label',
  'policy',
  'interface',
  'http.status',
  'http.method',
  'http.path',
  'http.url',
  'http.header',
  'dns.query',
  'dns.rcode',
  'uuid',
  'trace',
  'iptrace',
  'cel',
] as const;
export type FilterKey = (typeof filterKeys)[number];

/** One token: any of `values` must hold, or none where `not` is set. */
export interface Token {
  readonly key: FilterKey;
  readonly side: Side;
  readonly not: boolean;
  readonly values: readonly string[];
}

/** All tokens must hold. No token: everything matches. */
export interface Filter {
  readonly tokens: readonly Token[];
}

/** What is wrong with a filter text, said so that it can be mended. Positions count UTF-16 units from 0. */
export interface FilterError {
  /** One sentence naming the token and what is allowed. */
  readonly message: string;
  readonly token: string;
  readonly position: number;
  readonly length: number;
  /** A whole filter text that would work, when there is an obvious one. */
  readonly fix?: string;
}

export type Parsed =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly error: FilterError };

export const everything: Filter = { tokens: [] };
