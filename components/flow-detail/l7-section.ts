// What the proxy saw of a flow, as fields: a request and its response are told together as far as both are held.
import { fieldFilters } from '@/components/value-actions/field-filters';
import { valueFilter } from '@/components/value-actions/value-filter';
import type { Flow, Layer7 } from '@/lib/flow/flow';
import { countOf, formatLatency } from '@/lib/flow/format';
import { latencyText, rcodeText, ttlText } from '@/lib/flow/text';
import { traceLink } from '@/lib/flow/trace-link';
import { type Field, fieldsOf, type Line, type Section } from './fields';

/** What is known beside the flow. */
export interface Beside {
  /** The response of a request or the request of a response: null where it is not held, absent while that is not known. */
  readonly otherHalf?: Flow | null | undefined;
  readonly traceUrl?: string | null | undefined;
}

export function l7Section(flow: Flow, beside: Beside): Section {
  const { l7 } = flow;
  if (!l7) return { title: 'L7', fields: fieldsOf([traceLine(flow, beside)]) };
  const lines = l7.http ? httpLines : l7.dns ? dnsLines : kafkaLines;
  return {
    title: l7.http ? 'HTTP' : l7.dns ? 'DNS' : l7.kafka ? 'Kafka' : 'L7',
    fields: fieldsOf([['Kind', l7.type.toLowerCase()], ...lines(flow, beside), traceLine(flow, beside)]),
  };
}

function traceLine(flow: Flow, { traceUrl }: Beside): Line {
  const { traceId } = flow;
  const href = traceId && traceUrl ? traceLink(traceUrl, traceId) : null;
  return ['Trace ID', traceId, fieldFilters.traceId(flow), href ? { href } : undefined];
}

/** The two flows of an exchange as far as they are held. */
function halves(flow: Flow, { otherHalf }: Beside) {
  const other = otherHalf ?? undefined;
  return flow.l7?.type === 'RESPONSE' ? { request: other, response: flow } : { request: flow, response: other };
}

const opening = (flow: Flow, other: Flow | null | undefined): Pick<Field, 'opens'> | undefined =>
  other && other !== flow ? { opens: other.id } : undefined;

const notHeld = 'not held within two minutes of this flow';

function httpLines(flow: Flow, beside: Beside): Line[] {
  const http = flow.l7?.http;
  if (!http) return [];
  const { request, response } = halves(flow, beside);
  const answer = response?.l7?.http;
  const { otherHalf } = beside;
  return [
    [
      'Request',
      `${http.method} ${http.url}`,
      fieldFilters.httpUrl(flow) ?? fieldFilters.httpMethod(flow),
      opening(flow, request),
    ],
    ...(flow.l7?.type === 'RESPONSE' && otherHalf === null ? [['Request seen', notHeld] as const] : []),
    answer
      ? [
          'Response',
          [answer.code || 'no status', answer.protocol].join(' ').trim(),
          fieldFilters.httpStatus(response ?? flow),
          opening(flow, response),
        ]
      : ['Response', flow.l7?.type === 'REQUEST' && otherHalf === null ? notHeld : undefined],
    ['Latency', latencyBetween(request, response)],
    ['Protocol', answer ? undefined : http.protocol],
    ...http.headers.map(
      ({ key, value }): Line => [`Header ${key}`, value, valueFilter(flow, 'http.header', `${key}:${value}`)],
    ),
  ];
}

/** As measured by the proxy; else the time from event to event, which says so. */
function latencyBetween(request: Flow | undefined, response: Flow | undefined): string {
  const measured = latencyText(response?.l7);
  if (measured || request?.timeMs === undefined || response?.timeMs === undefined) return measured;
  const tookMs = response.timeMs - request.timeMs;
  return tookMs < 0 ? '' : `${formatLatency(tookMs)} from event to event`;
}

function dnsLines(flow: Flow, beside: Beside): Line[] {
  const dns = flow.l7?.dns;
  if (!dns) return [];
  const { request, response } = halves(flow, beside);
  const answer = response?.l7?.type === 'RESPONSE' ? response.l7.dns : undefined;
  const isOpen = flow.l7?.type === 'REQUEST' && beside.otherHalf === null;
  return [
    ['Query', `${dns.qtypes.join(',')} ${dns.query}`.trim(), fieldFilters.dnsQuery(flow), opening(flow, request)],
    ['Answer', isOpen ? notHeld : answer && (answerText(answer) || 'no records'), undefined, opening(flow, response)],
    ['Names', answer?.cnames.join(', ')],
    ['Addresses', answer?.ips.join(', ')],
    ['Response code', answer && codeText(answer.rcode), answer && fieldFilters.dnsCode(response ?? flow)],
    ['Time to live', answer && ttlText(answer.ttl)],
    ['Record types', (answer ?? dns).rrtypes.join(', ')],
    ['Latency', latencyBetween(request, response)],
    ['Seen by', dns.observationSource],
  ];
}

/** How many there are; the records themselves stand below. */
function answerText({ cnames, ips }: Dns): string {
  return [
    cnames.length > 0 && countOf(cnames.length, 'name'),
    ips.length > 0 && countOf(ips.length, 'address', 'addresses'),
  ]
    .filter(Boolean)
    .join(', ');
}

type Dns = NonNullable<Layer7['dns']>;

function kafkaLines({ l7 }: Flow): Line[] {
  const kafka = l7?.kafka;
  return [
    ['API', kafka && `${kafka.apiKey} version ${kafka.apiVersion}`],
    ['Topic', kafka?.topic],
    ['Correlation', kafka?.correlationId],
    ['Error code', kafka?.errorCode],
    ['Latency', latencyText(l7)],
  ];
}

const codeName = (rcode: number): string => (rcodeText(rcode).startsWith('rcode') ? String(rcode) : rcodeText(rcode));

const codeText = (rcode: number): string =>
  codeName(rcode) === String(rcode) ? codeName(rcode) : `${codeName(rcode)} (${rcode})`;
