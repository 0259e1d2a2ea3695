// Keys that speak of what the proxy saw: HTTP requests and responses, DNS queries and answers.
import {
  anyOf,
  askedAround,
  askedFor,
  type CompilePattern,
  type KeySpec,
  keep,
  notInRows,
  notPushed,
  pushed,
  type ReadValue,
  type RelayPush,
  refuse,
} from '@/lib/filter/keys/key-spec';
import { patternProblem } from '@/lib/filter/match/pattern-syntax';
import { requestPath } from '@/lib/filter/match/request-path';
import { nearest } from '@/lib/filter/nearest';
import type { FlowFacts } from '@/lib/flow/flow';
import { rcodeText } from '@/lib/flow/text';

/** Any flow that tells of HTTP. */
const anyHttp = () => askedAround([{ protocol: ['http'] }]);

export const httpStatusKey: KeySpec = {
  key: 'http.status',
  sided: false,
  aliases: ['status'],
  help: 'Status code of HTTP responses: 404, or 4+ and 40+ for all that begin so.',
  example: 'http.status:5+',
  noun: 'HTTP status',
  values: ['2+', '3+', '4+', '5+', '200', '403', '404', '500', '502', '503', '504'],
  read: (text) => {
    const value = text.toLowerCase().replace(/^([1-5]\d?)x+$/, '$1+');
    return /^(?:[1-5]\d\d|[1-5]\d?\+)$/.test(value)
      ? keep(value)
      : refuse('write a code like 404, or its begin like 4+ or 40+.');
  },
  flow: (values) => {
    const test = anyOf(values, statusTest);
    return ({ l7 }) => l7?.http !== undefined && test(l7.http.code);
  },
  row: (values) => {
    const test = anyOf(values, statusTest);
    return (row) => row.l7 === 'http' && test(row.l7Code);
  },
  relay: (values) => pushed([{ http_status_code: values }]),
};

export const httpMethodKey: KeySpec = {
  key: 'http.method',
  sided: false,
  aliases: ['method'],
  help: 'HTTP method, in any case.',
  example: 'http.method:POST',
  noun: 'HTTP method',
  values: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE'],
  read: (text) => keep(text.toUpperCase()),
  flow: (values) => {
    const methods = values.map((value) => value.toLowerCase());
    return ({ l7 }) => l7?.http !== undefined && methods.includes(l7.http.method.toLowerCase());
  },
  row: notInRows,
  relay: (values) => pushed([{ http_method: values }]),
};

export const httpPathKey: KeySpec = {
  ...patternKey(),
  key: 'http.path',
  aliases: ['path'],
  help: 'Path of the HTTP URL, as a regular expression that may match anywhere: ^/api/.',
  example: 'http.path:^/api/',
  another: '^/login$',
  noun: 'HTTP path matching',
  flow: textTest(({ l7 }) => (l7?.http ? requestPath(l7.http.url) : undefined)),
  relay: (values) => patternPush('http_path', values, pushed),
  relayMasked: anyHttp,
};

export const httpUrlKey: KeySpec = {
  ...patternKey(),
  key: 'http.url',
  aliases: ['url'],
  help: 'Whole HTTP URL, as a regular expression that may match anywhere.',
  example: 'http.url:^https://api',
  noun: 'HTTP URL matching',
  flow: textTest(({ l7 }) => l7?.http?.url || undefined),
  relay: (values) => patternPush('http_url', values, askedFor),
  relayMasked: anyHttp,
};

export const httpHeaderKey: KeySpec = {
  key: 'http.header',
  sided: false,
  aliases: ['header'],
  help: 'HTTP header as name:value, both exact and in their case.',
  example: 'http.header:X-Request-Id:r-1',
  another: 'X-Request-Id:r-2',
  noun: 'HTTP header',
  values: [],
  read: (text) => (text.includes(':') ? keep(text) : refuse('write name:value.')),
  flow: (values) => {
    const wanted = values.map(headerOf);
    return ({ l7 }) =>
      l7?.http?.headers.some((header) =>
        wanted.some(({ key, value }) => key === header.key && value === header.value),
      ) ?? false;
  },
  row: notInRows,
  relay: (values) => askedFor([{ http_header: values.map(headerOf) }]),
  relayMasked: anyHttp,
};

/** Cut at the first colon, unless that begins the name, as in `:authority:example.com`. */
export function headerOf(text: string): { key: string; value: string } {
  const colon = text.indexOf(':', 1);
  return colon < 0
    ? { key: text.slice(0, -1), value: '' }
    : { key: text.slice(0, colon), value: text.slice(colon + 1) };
}

export const dnsQueryKey: KeySpec = {
  ...patternKey(),
  key: 'dns.query',
  aliases: ['dns'],
  help: 'DNS name asked for, with its final dot, as a regular expression that may match anywhere.',
  example: 'dns.query:^api\\.',
  noun: 'DNS query matching',
  flow: textTest(({ l7 }) => l7?.dns?.query),
  relay: (values) => patternPush('dns_query', values, pushed),
};

const rcodes = Array.from({ length: 24 }, (_, code) => rcodeText(code));
const knownRcodes = rcodes.filter((name) => /^[A-Z]+$/.test(name));

export const dnsCodeKey: KeySpec = {
  key: 'dns.rcode',
  sided: false,
  aliases: ['rcode'],
  help: 'Code of DNS answers, by name or number.',
  example: 'dns.rcode:NXDOMAIN',
  noun: 'DNS response code',
  values: knownRcodes,
  read: (text) => {
    const name = text.toUpperCase();
    if (knownRcodes.includes(name)) return keep(name);
    if (!/^\d{1,9}$/.test(text))
      return refuse(`write one of ${knownRcodes.join(', ')} or a number.`, nearest(name, knownRcodes));
    const known = rcodes[Number(text)] ?? '';
    return keep(knownRcodes.includes(known) ? known : String(Number(text)));
  },
  flow: (values) => {
    const codes = values.map(rcodeNumber);
    return ({ l7 }) => l7?.type === 'RESPONSE' && !l7.http && l7.dns !== undefined && codes.includes(l7.dns.rcode);
  },
  row: (values) => {
    const codes = values.map(rcodeNumber);
    return (row) => row.l7 === 'dns' && row.l7Type === 'response' && codes.includes(row.l7Code);
  },
  // Hubble has no such field.
  relay: () => askedAround([{ protocol: ['dns'] }]),
};

function rcodeNumber(value: string): number {
  const known = rcodes.indexOf(value);
  return known < 0 ? Number(value) : known;
}

function statusTest(value: string): (code: number) => boolean {
  if (!value.endsWith('+')) return (code) => String(code) === value;
  const begin = value.slice(0, -1);
  return (code) => String(code).startsWith(begin);
}

/** What keys with regular expressions share. */
function patternKey(): Pick<KeySpec, 'sided' | 'values' | 'read' | 'row'> {
  return { sided: false, values: [], read: readPattern, row: notInRows };
}

function readPattern(text: string): ReadValue {
  const problem = patternProblem(text);
  return problem === null ? keep(text) : refuse(problem);
}

/** A flow without the text matches no expression, not even an empty one. */
function textTest(textOf: (flow: FlowFacts) => string | undefined): KeySpec['flow'] {
  return (values: readonly string[], compilePattern: CompilePattern) => {
    const test = anyOf(values, compilePattern);
    return (flow) => {
      const text = textOf(flow);
      return text !== undefined && test(text);
    };
  };
}

/** Servers built with an older compiler refuse `(?<name>…)`. */
function patternPush(field: string, values: readonly string[], push: typeof pushed): RelayPush {
  return values.some((value) => value.includes('(?<')) ? notPushed : push([{ [field]: values }]);
}
