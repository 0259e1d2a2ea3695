// Keeps all that is held within what it may take: while views, names and captures need more, flows and pictures get less.
import type { Captures } from '@/lib/live/at-rest/captures';
import type { Lanes } from '@/lib/live/lane/lanes';
import type { HeldBytes } from '@/lib/live/live';
import type { MemoryShares } from '@/lib/live/memory';
import type { NamespaceFeeds } from '@/lib/live/picture/namespace-feed';
import type { RelaySource } from '@/lib/live/relay/relay-source';
import type { SightedSources } from '@/lib/live/sight/sighted-sources';
import type { Views } from '@/lib/live/view/views';
import { internedBytes } from '@/lib/relay/read/intern';

export interface MemoryGuard {
  held(): HeldBytes;
  /** The part of their shares that flow logs and rollups may take now, from an eighth to 1. */
  part(): number;
  /** Whether another view would fit, once those that nobody looks at are closed. */
  hasRoom(): boolean;
  /** Works out the part anew, and makes all that is held keep to it. */
  tidy(): void;
}

export interface GuardedThings {
  readonly shares: MemoryShares;
  readonly relays: readonly Pick<RelaySource, 'stores' | 'repeatBytes'>[];
  readonly captures: Pick<Captures, 'bytes'>;
  readonly lanes: Lanes;
  readonly sighted: Pick<SightedSources, 'stores'>;
  readonly feeds: NamespaceFeeds;
  /** Asked late: views ask the guard in their turn. */
  views(): Pick<Views, 'stateBytes' | 'frameBytes' | 'dropIdle'>;
}

const leastPart = 1 / 8;
/** What was taken away is given back slowly, or the two would chase each other. */
const mostGivenBack = 1 / 20;

export function createMemoryGuard({
  shares,
  relays,
  captures,
  lanes,
  sighted,
  feeds,
  views,
}: GuardedThings): MemoryGuard {
  let part = 1;
  const stores = () => relays.flatMap((relay) => relay.stores());

  function held(): HeldBytes {
    const all = stores();
    const names = new Set(all.map((store) => store.names));
    const pods = new Set(all.map((store) => store.pods));
    return {
      flows: sum(all, ({ log }) => log.figures().bytes),
      rollups: sum(all, ({ shared }) => shared.rollup.bytes()),
      filterRollups: lanes.bytes() + sum(sighted.stores(), ({ shared }) => shared.rollup.bytes()),
      views: views().stateBytes() + feeds.bytes([...all, ...sighted.stores()]),
      frames: views().frameBytes(),
      captures: captures.bytes(),
      repeats: sum(relays, (relay) => relay.repeatBytes()),
      names: internedBytes() + sum([...names], (each) => each.bytes()) + sum([...pods], (each) => each.bytes()),
    };
  }

  /** What flows and pictures may have, measured by what they would have if nothing else were held. */
  function partNow(): number {
    const { flows, rollups, filterRollups, ...others } = held();
    const left = shares.heldBytes - sum(Object.values(others), (bytes) => bytes);
    const wanted = relays.length * (shares.logBytes + shares.rollupBytes) + shares.privateRollupBytes;
    return Math.min(1, Math.max(leastPart, left / Math.max(1, wanted)));
  }

  const isWithin = () => sum(Object.values(held()), (bytes) => bytes) <= shares.heldBytes;

  function tidy() {
    part = Math.min(partNow(), part + mostGivenBack);
    for (const own of relays.map((relay) => relay.stores())) {
      for (const { log, shared } of own) {
        log.limit((part * shares.logBytes) / own.length);
        shared.shrink((part * shares.rollupBytes) / own.length);
      }
    }
    lanes.shrink(part * shares.privateRollupBytes);
    if (part === leastPart) views().dropIdle(isWithin);
  }

  return {
    held,
    part: () => part,
    hasRoom() {
      if (part > leastPart || isWithin()) return true;
      views().dropIdle(isWithin);
      return isWithin();
    },
    tidy,
  };
}

function sum<T>(things: readonly T[], of: (thing: T) => number): number {
  return things.reduce((total, thing) => total + of(thing), 0);
}
