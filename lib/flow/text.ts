// A flow in words, for table cells and sentences. Whatever came from the network is made visible first.
import { reasonLabel } from './drop-reason';
import { destinationEntity, destinationPort, sourceEntity } from './ends';
import type { Entity } from './entity';
import type { Flow, FlowFacts, Layer7, ServiceName } from './flow';
import { formatLatency } from './format';
import { dropReasonOf, eventKind, isDenial, l7Of } from './questions';
import { visible } from './visible';

/** Pod where there is one, else the entity; reserved ends with their address, for theirs is one of many. */
export function sourceText(flow: FlowFacts): string {
  return endText(sourceEntity(flow), flow.source?.pod, flow.ip?.source);
}

export function destinationText(flow: FlowFacts): string {
  return endText(destinationEntity(flow), flow.destination?.pod, flow.ip?.destination);
}

function endText(end: Entity, pod: string | undefined, ip: string | undefined): string {
  if (pod) return visible(pod);
  if (end.kind === 'reserved' && ip) return `${visible(end.name)} ${visible(ip)}`;
  return end.kind === 'unknown' && ip ? visible(ip) : visible(end.name || 'unknown');
}

/** `80/TCP`, `ICMPv4 echo request`; '' when there is no protocol. A port of 0 is unknown and left out. */
export function protocolText({ l4 }: FlowFacts, port: number): string {
  if (!l4 || l4.protocol === 'UNKNOWN') return '';
  if ('sourcePort' in l4) return port > 0 ? `${port}/${l4.protocol}` : l4.protocol;
  return 'code' in l4 ? `${l4.protocol} ${icmpText(l4.protocol, l4.type, l4.code)}` : l4.protocol;
}

/** The port the packet went to, with its protocol. */
export function destinationPortText(flow: FlowFacts): string {
  return protocolText(flow, destinationPort(flow));
}

const icmpNames: Record<string, Record<number, string>> = {
  ICMPv4: {
    0: 'echo reply',
    3: 'unreachable',
    4: 'source quench',
    5: 'redirect',
    8: 'echo request',
    11: 'time exceeded',
    12: 'parameter problem',
  },
  ICMPv6: {
    1: 'unreachable',
    2: 'packet too big',
    3: 'time exceeded',
    4: 'parameter problem',
    128: 'echo request',
    129: 'echo reply',
    133: 'router solicitation',
    134: 'router advertisement',
    135: 'neighbor solicitation',
    136: 'neighbor advertisement',
  },
};

function icmpText(protocol: string, type: number, code: number): string {
  return icmpNames[protocol]?.[type] ?? `type ${type} code ${code}`;
}

const matchTypes = ['none', 'L3-only', 'L3-L4', 'L4-only', 'all', 'L3-proto', 'proto-only'];

/** What kind of event it is, as the hubble command names it: `to-endpoint`, `policy-verdict:L3-L4 ingress`. */
export function typeText(flow: Flow): string {
  switch (eventKind(flow)) {
    case 'trace':
      return pointText(flow.observationPoint) || 'trace';
    case 'policy-verdict':
      return ['policy-verdict', matchText(flow.policyMatchType), directionText(flow)].filter(Boolean).join(' ');
    case 'drop':
      return 'drop';
    case 'l7':
      return l7TypeText(flow.l7);
    case 'socket':
      return pointText(flow.sockXlatePoint?.replace('SOCK_XLATE_POINT_', '')) || 'socket';
    case 'capture':
      return pointText(flow.debugCapturePoint) || 'capture';
    case 'unknown':
      return flow.eventType?.type ? `event ${flow.eventType.type}` : 'unknown';
    default:
      return eventKind(flow);
  }
}

function pointText(point: string | undefined): string {
  return point ? visible(point.toLowerCase().replaceAll('_', '-')) : '';
}

function matchText(match: number | string | undefined): string {
  if (typeof match === 'string') return visible(match);
  return match === undefined ? '' : (matchTypes[match] ?? `match ${match}`);
}

/** `ingress`, `egress`, '' when unknown; a number this version does not know is shown. */
export function directionText({ direction }: FlowFacts): string {
  return direction === 'TRAFFIC_DIRECTION_UNKNOWN' ? '' : visible(direction.toLowerCase());
}

/** What the proxy saw: `http-request`, `dns-response`, `l7` where nothing more is said. */
export function l7TypeText(l7: Layer7 | undefined): string {
  const what = l7?.http ? 'http' : l7?.dns ? 'dns' : l7?.kafka ? 'kafka' : 'l7';
  return l7 && l7.type !== 'UNKNOWN_L7_TYPE' ? `${what}-${visible(l7.type.toLowerCase())}` : what;
}

/** The one free column: reason and flags, or method, path, status and latency, or query and answer. */
export function summary(flow: FlowFacts): string {
  const what = flow.l7 ? l7Summary(flow.l7) : l4Summary(flow);
  if (!isDenial(flow)) return what;
  return [reasonText(flow) || 'dropped, no reason given', what].filter(Boolean).join(' · ');
}

function l4Summary({ l4, ethernet, ip }: FlowFacts): string {
  if (!l4) return ethernet && !ip?.source && !ip?.destination ? 'link-level frame' : '';
  switch (l4.protocol) {
    case 'TCP':
      return l4.flags.join(', ');
    case 'ICMPv4':
    case 'ICMPv6':
      return icmpText(l4.protocol, l4.type, l4.code);
    case 'IGMP':
      return visible(l4.groupAddress);
    case 'VRRP':
      return `VRID ${l4.vrid}`;
    case 'UNKNOWN':
      return 'unknown protocol';
    default:
      return '';
  }
}

function l7Summary(l7: Layer7): string {
  if (l7.http) return httpSummary(l7.http, l7);
  if (l7.dns) return dnsSummary(l7.dns, l7.type);
  if (l7.kafka) return visible([l7.kafka.apiKey, l7.kafka.topic].filter(Boolean).join(' '));
  return '';
}

function httpSummary({ code, method, url }: NonNullable<Layer7['http']>, l7: Layer7): string {
  return [code > 0 ? String(code) : '', visible(method), visible(pathOf(url)), latencyText(l7)]
    .filter(Boolean)
    .join(' ');
}

/** Milliseconds; undefined where it was not measured, which a latency of 0 says as well. */
export function latencyMs(l7: Layer7 | undefined): number | undefined {
  return l7?.latencyNs && l7.latencyNs !== '0' ? Number(l7.latencyNs) / 1e6 : undefined;
}

/** `0.4 ms`; '' where it was not measured. */
export function latencyText(l7: Layer7 | undefined): string {
  const ms = latencyMs(l7);
  return ms === undefined ? '' : formatLatency(ms);
}

/** `shop/cart`; '' where there is no service. */
export function serviceText(service: ServiceName | undefined): string {
  if (!service?.name) return '';
  return visible(service.namespace ? `${service.namespace}/${service.name}` : service.name);
}

/** Path and query of an URL; what is no URL stays as it is. */
function pathOf(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '') || url;
}

const rcodes: Record<number, string> = {
  0: 'NOERROR',
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
};

/** A DNS response code by its name (RFC 1035), else `rcode 16`. */
export function rcodeText(rcode: number): string {
  return rcodes[rcode] ?? `rcode ${rcode}`;
}

/** What Cilium writes where an answer had no time to live. */
const noTtl = 4_294_967_295;

function dnsSummary(dns: NonNullable<Layer7['dns']>, type: string): string {
  const question = [dns.qtypes.join(','), dns.query].filter(Boolean).join(' ');
  if (type !== 'RESPONSE') return visible(question);
  return visible(`${question} → ${dnsAnswer(dns)}`);
}

function dnsAnswer({ rcode, ips, cnames }: NonNullable<Layer7['dns']>): string {
  if (rcode !== 0) return rcodeText(rcode);
  const found = [...cnames, ...ips].filter(Boolean);
  return found.length > 0 ? found.join(', ') : 'no records';
}

/** A DNS time to live in words: `30 s`, `none`. */
export function ttlText(ttl: number): string {
  return ttl === noTtl ? 'none' : `${ttl} s`;
}

/** Where something is refused: the words of the drop reason, '' for flows that were not. */
export function reasonText(flow: FlowFacts): string {
  const reason = dropReasonOf(flow);
  return reason ? visible(reasonLabel(reason, l7Of(flow).l7)) : '';
}
