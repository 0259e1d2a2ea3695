// Services that rules name: what they stand for, and whether an end is behind one. Since Cilium 1.17 a service that selects
// pods means these pods; one that selects none means the addresses that were written down for it.
import { readAddress } from '@/lib/filter/match/address';
import type { Flow } from '@/lib/flow/flow';
import { attemptOf } from '@/lib/policy/attempt';
import { isNameless, isWorld, type KnownService, type PolicyEnd } from '@/lib/policy/end';
import { any, type Judgement, yesIf } from '@/lib/policy/judgement';
import type { Peer, Policy } from '@/lib/policy/policy';
import { meets } from '@/lib/policy/selector';

export type ServicePeer = Extract<Peer, { kind: 'service' | 'service-labels' }>;

export const isServicePeer = (peer: Peer): peer is ServicePeer =>
  peer.kind === 'service' || peer.kind === 'service-labels';

/** Those that the policies laid on the flow's source name, each once. */
export function servicesNamed(policies: readonly Policy[], flow: Flow): readonly ServicePeer[] {
  const labels = attemptOf(flow)?.source.labels;
  if (!labels) return [];
  const laid = policies.flatMap(({ specs }) =>
    specs.filter(({ subject }) => subject !== null && meets(subject, labels)),
  );
  const named = laid.flatMap(({ rules }) => rules.flatMap(({ peers }) => peers?.filter(isServicePeer) ?? []));
  return [...new Map(named.map((peer) => [JSON.stringify(peer), peer])).values()];
}

export function isMeant(service: KnownService, peer: ServicePeer): boolean {
  if (peer.namespace !== '' && peer.namespace !== service.namespace) return false;
  return peer.kind === 'service' ? peer.name === service.name : meets(peer.selector, service.labels);
}

export function isBehindAny(services: readonly KnownService[], peer: ServicePeer, end: PolicyEnd): Judgement {
  return any(services.filter((service) => isMeant(service, peer)).map((service) => isBehind(service, end)));
}

/** Pods are known by their labels, whatever their address; addresses are compared with the world only. */
function isBehind({ pods, backends }: KnownService, end: PolicyEnd): Judgement {
  if (isNameless(end)) return 'unknown';
  if (pods !== null) return yesIf(meets(pods, end.labels));
  if (!isWorld(end)) return 'no';
  const address = end.ip === null ? null : readAddress(end.ip);
  if (!address) return 'unknown';
  return yesIf(backends.some((backend) => String(readAddress(backend)) === String(address)));
}
