// Whether the other end of a connection is one that a rule speaks of.
import { isWithin, readAddress, readRange } from '@/lib/filter/match/address';
import { clusterLabel } from '@/lib/flow/labels';
import { isNameless, isReserved, isWorld, type KnownService, type PolicyEnd } from '@/lib/policy/end';
import { any, type Judgement, yesIf } from '@/lib/policy/judgement';
import type { Peer, Selector } from '@/lib/policy/policy';
import { nameMatches } from '@/lib/policy/requests';
import { clusterIn, meets } from '@/lib/policy/selector';
import { isBehindAny } from '@/lib/policy/services';

export interface PeerContext {
  /** Conditions that narrow every endpoint selector of the direction. */
  readonly narrowings: readonly Selector[];
  /** Null where services are not known. */
  readonly services: readonly KnownService[] | null;
  /** Where the policies are; undefined where that is not known. */
  readonly cluster: string | undefined;
}

export function isPeer(peers: readonly Peer[] | null, end: PolicyEnd, context: PeerContext): Judgement {
  return peers === null ? 'yes' : any(peers.map((peer) => peerMatches(peer, end, context)));
}

function peerMatches(peer: Peer, end: PolicyEnd, { narrowings, services, cluster }: PeerContext): Judgement {
  switch (peer.kind) {
    case 'endpoints':
      if (isNameless(end)) return 'unknown';
      return yesIf([...selectorsOf(peer, end, cluster), ...narrowings].every((one) => meets(one, end.labels)));
    case 'entity':
      return isNameless(end) && peer.entity !== 'all' ? 'unknown' : yesIf(isEntity(peer.entity, end, cluster));
    case 'cidr':
      return inRange(peer.cidr, peer.except, end);
    case 'name':
      if (!isWorld(end)) return 'no';
      return any([...end.names, ...namesInLabels(end)].map((name) => nameMatches(peer, name)));
    case 'service':
    case 'service-labels':
      return services ? isBehindAny(services, peer, end) : 'unknown';
    case 'unjudged':
      return 'unknown';
  }
}

/** Unless it speaks of clusters, a selector means endpoints of its own (Cilium 1.19); an end need not say where it is. */
export function selectorsOf(
  { selector }: Extract<Peer, { kind: 'endpoints' }>,
  { labels }: PolicyEnd,
  cluster: string | undefined,
): readonly Selector[] {
  const speaks = selector.some(({ source, key }) => key === clusterLabel || source === 'reserved');
  if (speaks || cluster === undefined || clusterIn(labels) === undefined) return [selector];
  return [selector, [{ source: 'k8s', key: clusterLabel, operator: 'In', values: [cluster] }]];
}

/** What `cluster` stands for besides the endpoints of the own cluster. */
const ofCluster = ['host', 'remote-node', 'init', 'ingress', 'health', 'unmanaged', 'kube-apiserver'];

function isEntity(entity: string, end: PolicyEnd, cluster: string | undefined): boolean {
  switch (entity) {
    case 'all':
      return true;
    case 'world':
      return isWorld(end);
    case 'cluster':
      return (
        ofCluster.some((name) => isReserved(end, name)) ||
        end.labels.some(
          ({ source, key, value }) =>
            source === 'k8s' && key === clusterLabel && (cluster === undefined || value === cluster),
        )
      );
    default:
      return isReserved(end, entity);
  }
}

/** Pods, nodes and the host have identities of their own and are never matched by their address. */
function inRange(cidr: string, except: readonly string[], end: PolicyEnd): Judgement {
  if (isNameless(end)) return 'unknown';
  if (!isWorld(end)) return 'no';
  const address = end.ip === null ? null : readAddress(end.ip);
  if (!address) return 'unknown';
  const holds = (text: string) => {
    const range = readRange(text);
    return range !== null && isWithin(range, address);
  };
  return yesIf(holds(cidr) && !except.some(holds));
}

/** Cilium 1.16 and later write the names that were asked for into the labels of an address. */
const namesInLabels = ({ labels }: PolicyEnd): string[] =>
  labels.filter(({ source }) => source === 'fqdn').map(({ key }) => key);
