// Sources as readers of one sight have them. Readers of equal sights share one store, which is kept a while after the last.
import type { Filter, Token } from '@/lib/filter/filter';
import { needOf } from '@/lib/filter/predicate';
import type { EpochMs } from '@/lib/flow/flow';
import { sightedStatus } from '@/lib/live/sight/sighted-status';
import { createSightedStore, type SightedStore, sightedEpoch } from '@/lib/live/sight/sighted-store';
import type { Lease, Question, Source } from '@/lib/live/store/source';
import type { Store } from '@/lib/live/store/store';
import { createLens } from '@/lib/sight/lens';
import { type Sight, sightKey } from '@/lib/sight/sight';

export interface SightedSource extends Source {
  /** Those that somebody reads now, or did a moment ago. */
  held(): readonly SightedStore[];
}

export interface SightedSources {
  /** `home`: the cluster's name where grants go by it. */
  of(source: Source, sight: Sight, home: string | null): SightedSource;
  /** All that are held now. */
  stores(): readonly SightedStore[];
  close(): void;
}

export function createSightedSources(): SightedSources {
  const held = createHeldStores();

  function of(source: Source, sight: Sight, home: string | null): SightedSource {
    const lens = createLens(sight, home);
    const key = JSON.stringify([sightKey(sight), home]);
    const opens = () => source.stores().flatMap((store) => held.get(store, key) ?? []);
    const told = source.status;

    function lease(question: Question): Lease {
      const behind = source.lease(askedBehind(question, sight, epochBehind(source, question.epoch, key)));
      const { store, release } = held.acquire(behind.store, key, () => createSightedStore(behind.store, lens, key));
      return {
        store,
        rest: question.filter,
        ready: Promise.all([behind.ready, store.shared.ready]),
        close() {
          release();
          behind.close();
        },
      };
    }

    return {
      cluster: source.cluster,
      ...(source.key !== undefined && { key: source.key }),
      lease,
      ...(told && { status: (nowMs: EpochMs) => sightedStatus(told(nowMs), opens(), 0) }),
      held: opens,
      stores: () => source.stores().map((store) => held.get(store, key) ?? createSightedStore(store, lens, key)),
      async whole(uuid) {
        const flow = await source.whole?.(uuid);
        return (flow && lens.flow(flow)) ?? undefined;
      },
    };
  }

  return { of, stores: held.all, close: held.close };
}

interface Entry {
  readonly store: SightedStore;
  users: number;
  timer: NodeJS.Timeout | null;
}

const graceMs = 30_000;

/** By the store behind and by sight. */
function createHeldStores() {
  const held = new Map<Store, Map<string, Entry>>();

  /** `release` may be called again, which does nothing. */
  function acquire(behind: Store, key: string, open: () => SightedStore) {
    const ofStore = held.get(behind) ?? new Map<string, Entry>();
    const entry = ofStore.get(key) ?? { store: open(), users: 0, timer: null };
    held.set(behind, ofStore.set(key, entry));
    if (entry.timer) clearTimeout(entry.timer);
    entry.timer = null;
    entry.users += 1;
    let isHeld = true;
    return {
      store: entry.store,
      release() {
        if (isHeld) leave(behind, key, entry);
        isHeld = false;
      },
    };
  }

  function leave(behind: Store, key: string, entry: Entry) {
    entry.users -= 1;
    if (entry.users === 0) entry.timer = setTimeout(() => drop(behind, key, entry), graceMs);
  }

  function drop(behind: Store, key: string, { store, timer }: Entry) {
    if (timer) clearTimeout(timer);
    store.close();
    const ofStore = held.get(behind);
    ofStore?.delete(key);
    if (ofStore?.size === 0) held.delete(behind);
  }

  return {
    get: (behind: Store, key: string) => held.get(behind)?.get(key)?.store,
    all: () => [...held.values()].flatMap((ofStore) => [...ofStore.values()].map(({ store }) => store)),
    acquire,
    close() {
      for (const [behind, ofStore] of held) for (const [key, entry] of ofStore) drop(behind, key, entry);
    },
  };
}

/**
 * What Relay is asked for where only that is read which somebody asks for. It knows all of a flow: where ends are veiled,
 * what it leaves out for a filter would tell what is veiled, so it is asked for all that is in sight.
 */
function askedBehind({ filter, ...question }: Question, sight: Sight, epoch: string | undefined): Question {
  const own = sight.farEnd === 'full' ? filter.tokens : needOf(filter) === 'facts' ? [] : [wholeFlows];
  return { ...question, filter: { tokens: [...own, ...inGrants(sight)] }, epoch };
}

/** Every flow passes it, and it is answered from whole flows only. */
const wholeFlows: Token = { key: 'trace', side: 'either', not: true, values: ['-'] };

function inGrants({ grants }: Sight): Filter['tokens'] {
  const namespaces = [...new Set((grants ?? []).map(({ namespace }) => namespace))].sort();
  if (namespaces.length === 0 || namespaces.includes('*')) return [];
  return [{ key: 'ns', side: 'either', not: false, values: namespaces }];
}

/** A cursor names the store of this sight; where it goes on is known by the one behind it. */
function epochBehind(source: Source, epoch: string | undefined, key: string): string | undefined {
  if (epoch === undefined) return undefined;
  return source.stores().find((store) => sightedEpoch(store, key) === epoch)?.epoch ?? epoch;
}
