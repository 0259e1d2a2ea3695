// The namespaces of each store, kept up by what changes and read at most once a second.
import type { EpochMs } from '@/lib/flow/flow';
import type { NamespaceRow } from '@/lib/live/live';
import { createNamespaceTable } from '@/lib/live/picture/namespaces';
import { inTurns } from '@/lib/live/slices';
import { createMovingWindow } from '@/lib/live/store/moving-window';
import type { Store } from '@/lib/live/store/store';
import { gathering } from '@/lib/rollup/window';

/** Denials are counted over so long. */
export const namespaceWindowMs = 15 * 60_000;

export interface NamespaceFeeds {
  of(stores: readonly Store[]): Promise<readonly NamespaceRow[]>;
  /** Estimate of memory used. */
  bytes(stores: readonly Store[]): number;
}

interface Feed {
  rows(): Promise<readonly NamespaceRow[]>;
  bytes(): number;
}

export function createNamespaceFeeds(now: () => EpochMs): NamespaceFeeds {
  const feeds = new WeakMap<Store, Feed>();

  function feedOf(store: Store): Feed {
    const isMoving = Number.isFinite(store.retentionMs);
    const feed = feeds.get(store) ?? (isMoving ? movingFeed(store, now) : stillFeed(store));
    feeds.set(store, feed);
    return feed;
  }

  return {
    of: async (stores) => (await Promise.all(stores.map((store) => feedOf(store).rows()))).flat(),
    bytes: (stores) => stores.reduce((sum, store) => sum + (feeds.get(store)?.bytes() ?? 0), 0),
  };
}

function movingFeed(store: Store, now: () => EpochMs): Feed {
  const options = { shared: store.shared, keep: () => true, windowMs: namespaceWindowMs };
  const window = createMovingWindow({ ...options, fromMs: Number.NEGATIVE_INFINITY });
  const table = createNamespaceTable();
  let readMs = Number.NEGATIVE_INFINITY;
  let rows: Promise<readonly NamespaceRow[]> = Promise.resolve([]);

  async function read(nowMs: EpochMs): Promise<readonly NamespaceRow[]> {
    const { conversations, dirty, recentMs } = await inTurns(window.reading(nowMs));
    await inTurns(table.updating(conversations, dirty));
    return table.rows(store.cluster, store.named, recentMs);
  }

  return {
    rows() {
      const nowMs = now();
      if (nowMs - readMs < 1_000) return rows;
      readMs = nowMs;
      rows = rows.then(() => read(nowMs));
      return rows;
    },
    bytes: window.bytes,
  };
}

/** A capture has come to rest: no rates, and all of its denials. */
function stillFeed(store: Store): Feed {
  let rows: Promise<readonly NamespaceRow[]> | null = null;

  async function read(): Promise<readonly NamespaceRow[]> {
    const table = createNamespaceTable();
    const conversations = await inTurns(gathering(store.shared.rollup.buckets(), () => true));
    await inTurns(table.updating(conversations, conversations.keys()));
    return table.rows(store.cluster, store.named, 60_000);
  }

  return {
    rows() {
      rows ??= read();
      return rows;
    },
    bytes: () => 0,
  };
}
