// Whether an address had another identity before: a pod that was deleted or relabelled, a name learnt too late.

import { type Conclusion, type DropCase, timeOf } from '@/lib/drops/why-case';
import { destinationEntity, sourceEntity } from '@/lib/flow/ends';
import type { Entity } from '@/lib/flow/entity';
import { entityInSentence } from '@/lib/flow/entity-text';
import type { Endpoint, EpochMs, Flow } from '@/lib/flow/flow';
import { formatTime } from '@/lib/flow/format';
import { type Sentence, say } from '@/lib/flow/sentence';

/** One address as one flow knows it. */
interface Sighting {
  readonly address: string;
  readonly entity: Entity;
  /** 0 where the flow has none. */
  readonly identity: number;
  readonly node: string;
  readonly atMs: EpochMs;
}

/** One change per address, at most one for each end. */
export function changedIdentity({ flows, others }: DropCase): Conclusion | null {
  const refused = flows.flatMap(sightingsIn);
  const all = [...refused, ...others.flatMap(sightingsIn)];
  const changes = [...new Set(refused.map(({ address }) => address))].flatMap((address) => {
    const now = refused.find((one) => one.address === address);
    const before = now && all.find((one) => one.address === address && isOther(one, now));
    return before ? [{ before, now }] : [];
  });
  const [first] = changes;
  if (!first) return null;
  return {
    sureness: 'likely',
    sentence: say`The identity of ${first.now.address} is not the same in all flows, so that rules for the one do not fit the other.`,
    evidence: changes.slice(0, 2).map(({ before, now }) => changeText(before, now)),
  };
}

function changeText(one: Sighting, other: Sighting): Sentence {
  const [first, second] = one.atMs <= other.atMs ? [one, other] : [other, one];
  const isSameName = first.entity.name === second.entity.name;
  return say`${one.address} was ${whoText(first, isSameName)} at ${formatTime(first.atMs)} and ${whoText(second, isSameName)} at ${formatTime(second.atMs)}.`;
}

/** Two of one name are told apart by their namespaces. */
function whoText({ entity, identity, address }: Sighting, isSameName: boolean): Sentence {
  const number = identity === 0 ? say`without identity` : say`identity ${String(identity)}`;
  if (entity.name === address) return number;
  const within = isSameName && entity.namespace !== '' ? say` in ${entity.namespace}` : [];
  return say`${entityInSentence(entity)}${within}, ${number},`;
}

function sightingsIn(flow: Flow): readonly Sighting[] {
  const of = (address: string | undefined, end: Endpoint | undefined, entity: Entity): readonly Sighting[] =>
    address ? [{ address, entity, identity: end?.identity ?? 0, node: flow.node ?? '', atMs: timeOf(flow) }] : [];
  return [
    ...of(flow.ip?.source, flow.source, sourceEntity(flow)),
    ...of(flow.ip?.destination, flow.destination, destinationEntity(flow)),
  ];
}

/** Host, remote node and API server are the same machine, seen from here and there. */
const machines: readonly number[] = [1, 6, 7];
/** From here on numbers mean something else on each node. */
const firstLocal = 2 ** 24;

function isOther(one: Sighting, now: Sighting): boolean {
  if (machines.includes(one.identity) || machines.includes(now.identity)) return false;
  if (isPod(one.entity) !== isPod(now.entity)) return one.entity.kind !== 'service' && now.entity.kind !== 'service';
  if (isPod(one.entity) && one.entity.id !== now.entity.id) return true;
  if (one.identity === 0 || now.identity === 0) return false;
  const isComparable = one.node === now.node || (one.identity < firstLocal && now.identity < firstLocal);
  return isComparable && one.identity !== now.identity;
}

const isPod = ({ kind }: Entity): boolean => kind === 'workload' || kind === 'pod';
