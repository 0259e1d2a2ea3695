// The fields of CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy (cilium.io/v2) and NetworkPolicy
// (networking.k8s.io/v1), as Cilium 1.19 and Kubernetes know them.
import { readAddress, readRange } from '@/lib/filter/match/address';
import type { PolicyKind } from '@/lib/policy/policy';
import { any, list, number, object, oneOf, type Shape, text, texts, truth } from '@/lib/policy/shape';

const labelValue = (value: string) => (value.length > 63 ? 'may have at most 63 characters' : null);

const selector = object(
  {
    matchLabels: texts(labelValue),
    matchExpressions: list(
      object({
        'key!': text((value) => (value === '' ? 'must not be empty' : null)),
        'operator!': oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
        values: list(text(labelValue)),
      }),
    ),
  },
  { labels: 'labels are written under matchLabels' },
);

function rangeProblem(value: string): string | null {
  if (readRange(value)) return null;
  if (value === '') return 'must not be empty: write a range such as 192.0.2.0/24';
  if (readAddress(value)) return `must carry a prefix length: ${value}/${value.includes(':') ? 128 : 32}`;
  return /^[\w.*-]*[a-z][\w.*-]*$/i.test(value) && value.includes('.')
    ? 'must be a range of addresses; names go into toFQDNs'
    : 'must be a range of addresses such as 192.0.2.0/24';
}

const cidrs = list(text(rangeProblem));
const cidrSet = list(
  object({
    cidr: text(rangeProblem),
    except: list(text(rangeProblem)),
    cidrGroupRef: text(),
    cidrGroupSelector: selector,
  }),
);

/** Port numbers are texts in Cilium's objects: a container port's name may stand in their place. */
function portProblem(value: string): string | null {
  if (value === '') return 'must not be empty: write a number or the name of a container port';
  if (/^\d+$/.test(value)) return Number(value) <= 65_535 ? null : 'must be a port from 0 to 65535';
  if (/^\d+-\d+$/.test(value)) return 'is one number or one name; a range is written with port and endPort';
  return /^(?=.*[a-z])[a-z\d]([a-z\d-]{0,13}[a-z\d])?$/i.test(value)
    ? null
    : 'must be a number or the name of a container port';
}

const port = object({
  'port!': text(portProblem),
  endPort: number(0, 65_535),
  protocol: oneOf('TCP', 'UDP', 'SCTP', 'ANY', 'VRRP', 'IGMP'),
});

const nameProblem = (value: string) =>
  /^[-a-z\d_.]*$/i.test(value) ? null : 'knows letters, digits, dots and dashes only; for a star use matchPattern';
const patternProblem = (value: string) =>
  /^[-a-z\d_.*]*$/i.test(value) ? null : 'knows letters, digits, dots, dashes and stars only';
const names = list(object({ matchName: text(nameProblem), matchPattern: text(patternProblem) }));

const secret = object({ 'name!': text(), namespace: text() });
const tls = object({ 'secret!': secret, trustedCA: text(), certificate: text(), privateKey: text() });

const http = object(
  {
    method: text(),
    path: text(),
    host: text(),
    headers: list(text()),
    headerMatches: list(
      object({
        'name!': text((value) => (value === '' ? 'must not be empty' : null)),
        value: text(),
        secret,
        mismatch: oneOf('LOG', 'ADD', 'DELETE', 'REPLACE'),
      }),
    ),
  },
  {
    terminatingTLS: 'it stands in the toPorts entry, beside rules',
    originatingTLS: 'it stands in the toPorts entry, beside rules',
  },
);

const rulesInstead = {
  icmp: 'ICMP is written as icmps: [{fields: [{type: 8, family: IPv4}]}] in the ingress or egress item, without toPorts',
  terminatingTLS: 'it stands in the toPorts entry, beside rules',
  originatingTLS: 'it stands in the toPorts entry, beside rules',
};
const rules = object(
  {
    http: list(http),
    kafka: list(any),
    dns: list(object({ matchName: text(nameProblem), matchPattern: text(patternProblem) })),
    l7proto: text(),
    l7: list(any),
  },
  rulesInstead,
);

const portsInstead = {
  port: 'port and protocol stand one level deeper: toPorts: [{ports: [{port: "80", protocol: TCP}]}]',
  protocol: 'port and protocol stand one level deeper: toPorts: [{ports: [{port: "80", protocol: TCP}]}]',
};
const toPorts = list(
  object(
    {
      ports: list(port),
      rules,
      terminatingTLS: tls,
      originatingTLS: tls,
      serverNames: list(text()),
      listener: object({ envoyConfig: any, 'name!': text(), priority: number(0, 100) }),
    },
    portsInstead,
  ),
);
const toPortsDeny = list(
  object({ ports: list(port) }, { ...portsInstead, rules: 'deny rules cannot look into requests' }),
);

/** Names of ICMP types as Cilium writes them, by family: RFC 792 and RFC 4443. */
export const icmpTypes: Readonly<Record<'IPv4' | 'IPv6', Readonly<Record<string, number>>>> = {
  IPv4: {
    EchoReply: 0,
    DestinationUnreachable: 3,
    Redirect: 5,
    Echo: 8,
    EchoRequest: 8,
    RouterAdvertisement: 9,
    RouterSelection: 10,
    TimeExceeded: 11,
    ParameterProblem: 12,
    Timestamp: 13,
    TimestampReply: 14,
    Photuris: 40,
    ExtendedEchoRequest: 42,
    ExtendedEchoReply: 43,
  },
  IPv6: {
    DestinationUnreachable: 1,
    PacketTooBig: 2,
    TimeExceeded: 3,
    ParameterProblem: 4,
    EchoRequest: 128,
    EchoReply: 129,
    MulticastListenerQuery: 130,
    MulticastListenerReport: 131,
    MulticastListenerDone: 132,
    RouterSolicitation: 133,
    RouterAdvertisement: 134,
    NeighborSolicitation: 135,
    NeighborAdvertisement: 136,
    RedirectMessage: 137,
  },
};

const icmpName = text((value) =>
  Object.values(icmpTypes).some((byName) => Object.hasOwn(byName, value))
    ? null
    : 'must be a number from 0 to 255 or a name such as EchoRequest',
);
const icmps = list(
  object({
    fields: list(
      object({
        'type!': { kind: 'either', test: (value) => (typeof value === 'string' ? icmpName : number(0, 255)) },
        family: oneOf('IPv4', 'IPv6'),
      }),
    ),
  }),
);

export const entities = [
  'all',
  'world',
  'world-ipv4',
  'world-ipv6',
  'cluster',
  'host',
  'init',
  'ingress',
  'unmanaged',
  'remote-node',
  'health',
  'none',
  'kube-apiserver',
] as const;

const itemInstead = {
  rules:
    'rules stand in a toPorts entry and know no icmp; ICMP is written as icmps: [{fields: [{type: 8, family: IPv4}]}]',
  terminatingTLS: 'it stands in a toPorts entry, beside rules',
  originatingTLS: 'it stands in a toPorts entry, beside rules',
  ports: 'ports are written as toPorts: [{ports: [...]}]',
};
const ingressPeers = {
  fromEndpoints: list(selector),
  fromRequires: list(selector),
  fromEntities: list(oneOf(...entities)),
  fromCIDR: cidrs,
  fromCIDRSet: cidrSet,
  fromNodes: list(selector),
  fromGroups: list(any),
};
const ingressInstead = {
  ...itemInstead,
  from: 'that is NetworkPolicy; here it is fromEndpoints',
  toFQDNs: 'names are for egress only',
  toEndpoints: 'an ingress item names its peers with fromEndpoints',
  toCIDR: 'an ingress item names its peers with fromCIDR',
};
const egressPeers = {
  toEndpoints: list(selector),
  toRequires: list(selector),
  toEntities: list(oneOf(...entities)),
  toCIDR: cidrs,
  toCIDRSet: cidrSet,
  toServices: list(
    object({
      k8sService: object({ serviceName: text(), namespace: text() }),
      k8sServiceSelector: object({ 'selector!': selector, namespace: text() }),
    }),
  ),
  toNodes: list(selector),
  toGroups: list(any),
};
const egressInstead = {
  ...itemInstead,
  to: 'that is NetworkPolicy; here it is toEndpoints',
  fromEndpoints: 'an egress item names its peers with toEndpoints',
  fromCIDR: 'an egress item names its peers with toCIDR',
};
const authentication = object({ 'mode!': oneOf('disabled', 'required', 'test-always-fail') });

const spec = object(
  {
    endpointSelector: selector,
    nodeSelector: selector,
    ingress: list(object({ ...ingressPeers, toPorts, icmps, authentication }, ingressInstead)),
    ingressDeny: list(object({ ...ingressPeers, toPorts: toPortsDeny, icmps }, ingressInstead)),
    egress: list(object({ ...egressPeers, toFQDNs: names, toPorts, icmps, authentication }, egressInstead)),
    egressDeny: list(
      object(
        { ...egressPeers, toPorts: toPortsDeny, icmps },
        { ...egressInstead, toFQDNs: 'a deny rule cannot speak of names; use toCIDR' },
      ),
    ),
    enableDefaultDeny: object({ ingress: truth, egress: truth }),
    labels: list(any),
    log: object({ value: text() }),
    description: text(),
  },
  {
    podSelector: 'that is NetworkPolicy; here it is endpointSelector',
    policyTypes: 'that is NetworkPolicy; here a section that is there is enforced',
  },
);
const cilium = object(
  { apiVersion: text(), kind: text(), metadata: any, spec, specs: list(spec), status: any },
  { description: 'it stands under spec' },
);

const netPort = object({
  port: { kind: 'either', test: (value) => (typeof value === 'string' ? text(portProblem) : number(1, 65_535)) },
  endPort: number(1, 65_535),
  protocol: oneOf('TCP', 'UDP', 'SCTP'),
});
const netPeers = list(
  object({
    podSelector: selector,
    namespaceSelector: selector,
    ipBlock: object({ 'cidr!': text(rangeProblem), except: list(text(rangeProblem)) }),
  }),
);
const netInstead = {
  fromEndpoints: 'that is CiliumNetworkPolicy; here it is from',
  toEndpoints: 'that is CiliumNetworkPolicy; here it is to',
  toPorts: 'that is CiliumNetworkPolicy; here it is ports',
};
const network = object({
  apiVersion: text(),
  kind: text(),
  metadata: any,
  status: any,
  'spec!': object(
    {
      podSelector: selector,
      policyTypes: list(oneOf('Ingress', 'Egress')),
      ingress: list(object({ from: netPeers, ports: list(netPort) }, netInstead)),
      egress: list(object({ to: netPeers, ports: list(netPort) }, netInstead)),
    },
    { endpointSelector: 'that is CiliumNetworkPolicy; here it is podSelector' },
  ),
});

/** The fields of an object of each kind. */
export const schemas: Readonly<Record<PolicyKind, Shape>> = {
  CiliumNetworkPolicy: cilium,
  CiliumClusterwideNetworkPolicy: cilium,
  NetworkPolicy: network,
};
