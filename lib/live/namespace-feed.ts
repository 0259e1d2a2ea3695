// The namespaces of each store, kept up by what changes and read at most once a second.
import type { EpochMs } from '@/lib/flow/flow';
import type { NamespaceRow } from '@/lib/live/live';
import { createMovingWindow } from '@/lib/live/moving-window';
import { createNamespaceTable } from '@/lib/live/namespaces';
import type { Store } from '@/lib/live/store';
import { conversationsOf } from '@/lib/rollup/window';

/** Denials are counted over so long. */
export const namespaceWindowMs = 15 * 60_000;

export interface NamespaceFeeds {
  of(stores: readonly Store[]): readonly NamespaceRow[];
}

export function createNamespaceFeeds(now: () => EpochMs): NamespaceFeeds {
  const feeds = new WeakMap<Store, () => readonly NamespaceRow[]>();
  return {
    of: (stores) =>
      stores.flatMap((store) => {
        const feed =
          feeds.get(store) ?? (Number.isFinite(store.retentionMs) ? movingFeed(store, now) : stillFeed(store));
        feeds.set(store, feed);
        return feed();
      }),
  };
}

function movingFeed(store: Store, now: () => EpochMs): () => readonly NamespaceRow[] {
  const options = { shared: store.shared, keep: () => true, windowMs: namespaceWindowMs };
  const window = createMovingWindow({ ...options, fromMs: Number.NEGATIVE_INFINITY });
  const table = createNamespaceTable();
  let readMs = Number.NEGATIVE_INFINITY;
  let rows: readonly NamespaceRow[] = [];
  return () => {
    const nowMs = now();
    if (nowMs - readMs < 1_000) return rows;
    readMs = nowMs;
    const { conversations, dirty, recentMs } = window.read(nowMs);
    table.update(conversations, dirty);
    rows = table.rows(store.cluster, store.named, recentMs);
    return rows;
  };
}

/** A capture has come to rest: no rates, and all of its denials. */
function stillFeed(store: Store): () => readonly NamespaceRow[] {
  const table = createNamespaceTable();
  const conversations = conversationsOf(store.shared.rollup.rows());
  table.update(conversations, conversations.keys());
  const rows = table.rows(store.cluster, store.named, 60_000);
  return () => rows;
}
