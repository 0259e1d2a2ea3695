// Parts of the feed's snapshot, each an object that keeps its identity while it does not change.
import type { FeedSnapshot } from '@/lib/feed/feed';

export const contentOf = (snapshot: FeedSnapshot) => snapshot.content;
export const connectionOf = (snapshot: FeedSnapshot) => snapshot.connection;
export const statusOf = (snapshot: FeedSnapshot) => snapshot.status;
export const pausedOf = (snapshot: FeedSnapshot) => snapshot.pausedAtMs;
export const newerOf = (snapshot: FeedSnapshot) => snapshot.newer;
export const wholeOf = (snapshot: FeedSnapshot) => snapshot;
export const graphOf = ({ content }: FeedSnapshot) => content?.graph ?? null;
export const dropsOf = ({ content }: FeedSnapshot) => content?.drops ?? null;
export const flowsOf = ({ content }: FeedSnapshot) => content?.flows ?? null;
/** Known noise is not counted: a badge is there to be looked at. */
export const groupCountOf = ({ content }: FeedSnapshot) =>
  content?.drops?.filter((group) => group.class !== 'noise').length ?? 0;
export const namespacesOf = ({ content }: FeedSnapshot) => content?.namespaces ?? null;
