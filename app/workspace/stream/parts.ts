// Parts of the feed's snapshot, each an object that keeps its identity while it does not change.
import { marksByGroup, standingOf } from '@/lib/drops/mark';
import type { FeedSnapshot } from '@/lib/feed/feed';

export const contentOf = (snapshot: FeedSnapshot) => snapshot.content;
export const connectionOf = (snapshot: FeedSnapshot) => snapshot.connection;
export const statusOf = (snapshot: FeedSnapshot) => snapshot.status;
export const readerOf = (snapshot: FeedSnapshot) => snapshot.reader;
export const lostSightOf = (snapshot: FeedSnapshot) => snapshot.lostSightMs;
export const newerOf = (snapshot: FeedSnapshot) => snapshot.newer;
/** What is shown still answers what was asked before. */
export const isStaleOf = ({ content, pending }: FeedSnapshot) => pending && content !== null;
export const isPausedOf = ({ pausedAtMs }: FeedSnapshot) => pausedAtMs !== null;
export const wholeOf = (snapshot: FeedSnapshot) => snapshot;
export const graphOf = ({ content }: FeedSnapshot) => content?.graph ?? null;
export const dropsOf = ({ content }: FeedSnapshot) => content?.drops ?? null;
export const marksOf = ({ content }: FeedSnapshot) => content?.marks ?? null;
export const flowsOf = ({ content }: FeedSnapshot) => content?.flows ?? null;
/** Known noise and what is muted or looked after are not counted: a badge is there to be looked at. */
export function groupCountOf({ content }: FeedSnapshot): number {
  const marks = marksByGroup(content?.marks ?? []);
  return content?.drops?.filter((group) => standingOf(group, marks, content.atMs) === 'loud').length ?? 0;
}
export const namespacesOf = ({ content }: FeedSnapshot) => content?.namespaces ?? null;
