// A recorded flow as the connection that policies are asked about.
import { destinationEntity, reservedName, sourceEntity } from '@/lib/flow/ends';
import type { Entity } from '@/lib/flow/entity';
import type { Endpoint, Flow } from '@/lib/flow/flow';
import { clusterLabel, labelValue, namespaceLabel } from '@/lib/flow/labels';
import type { Attempt, HttpRequest, PolicyEnd } from '@/lib/policy/end';
import { type Label, readLabel } from '@/lib/policy/selector';

/** Null for what no policy speaks of: link-level frames, IGMP, unknown protocols. Replies are turned round. */
export function attemptOf(flow: Flow): Attempt | null {
  const transport = transportOf(flow);
  if (!transport) return null;
  const ends = {
    source: endOf(flow.source, flow.ip?.source, flow.sourceNames),
    destination: endOf(flow.destination, flow.ip?.destination, flow.destinationNames),
  };
  const turned = flow.isReply === true ? { source: ends.destination, destination: ends.source } : ends;
  const { protocol, port, icmpType } = transport;
  return { ...turned, protocol, port, icmpType, http: requestOf(flow), dns: flow.l7?.dns?.query || null };
}

/** Who the ends of the attempt are: replies are turned round likewise. */
export function entitiesOf(flow: Flow): { readonly source: Entity; readonly destination: Entity } {
  const [source, destination] = [sourceEntity(flow), destinationEntity(flow)];
  return flow.isReply === true ? { source: destination, destination: source } : { source, destination };
}

function transportOf({ l4, isReply }: Flow): Pick<Attempt, 'protocol' | 'port' | 'icmpType'> | null {
  switch (l4?.protocol) {
    case 'TCP':
    case 'UDP':
    case 'SCTP':
      return { protocol: l4.protocol, port: isReply === true ? l4.sourcePort : l4.destinationPort, icmpType: null };
    case 'ICMPv4':
      return { protocol: 'ICMP', port: null, icmpType: l4.type };
    case 'ICMPv6':
      return { protocol: 'ICMPv6', port: null, icmpType: l4.type };
    default:
      return null;
  }
}

/** Flows do not say which container ports have names. */
function endOf(endpoint: Endpoint | undefined, ip: string | undefined, names: readonly string[]): PolicyEnd {
  return { labels: endpoint ? labelsOf(endpoint) : [], ip: ip || null, names, namedPorts: null };
}

/** Labels as they were sent; a reserved identity is one without them, a namespace and a cluster may stand beside them. */
function labelsOf(endpoint: Endpoint): readonly Label[] {
  if (endpoint.labels.length === 0) {
    const reserved = reservedName(endpoint);
    return reserved === '' ? [] : [readLabel(`reserved:${reserved}`)];
  }
  const missing = [
    [namespaceLabel, endpoint.namespace],
    [clusterLabel, endpoint.namespace && endpoint.cluster],
  ].filter(([key = '', value]) => value && labelValue(endpoint.labels, key) === undefined);
  return [...endpoint.labels, ...missing.map(([key, value]) => `k8s:${key}=${value}`)].map(readLabel);
}

function requestOf({ l7 }: Flow): HttpRequest | null {
  if (!l7?.http) return null;
  const { method, url, headers } = l7.http;
  const sent = Object.fromEntries(headers.map(({ key, value }) => [key.toLowerCase(), value]));
  const { host, path } = splitUrl(url);
  return { method, path, host: host || sent[':authority'] || sent.host || '', headers: sent };
}

/** By hand, because a URL parser would change the path that the proxy compared. */
function splitUrl(url: string): { host: string; path: string } {
  const [, authority = '', path = ''] = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
  if (authority === '') return { host: '', path: url };
  return { host: authority.slice(authority.lastIndexOf('@') + 1), path: path === '' ? '/' : path };
}
