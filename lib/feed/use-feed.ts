'use client';

// React's way to the feed: one context, one useSyncExternalStore.
import { createContext, useContext, useSyncExternalStore } from 'react';
import { type Feed, type FeedSnapshot, silentFeed } from './feed';

const FeedContext = createContext<Feed | null>(null);

export const FeedProvider = FeedContext.Provider;

/** The feed around this component; throws outside a FeedProvider. */
export function useFeedStore(): Feed {
  const feed = useContext(FeedContext);
  if (!feed) throw new Error('useFeed needs a FeedProvider above it.');
  return feed;
}

/** A part of what is shown. `select` must return a part, not build one: equal parts skip the render. */
export function useFeed<Part>(select: (snapshot: FeedSnapshot) => Part): Part {
  const feed = useFeedStore();
  return useSyncExternalStore(
    feed.subscribe,
    () => select(feed.getSnapshot()),
    () => select(silentFeed),
  );
}
